// Texts into the fields of an event, by reflection, each checked for its type.
#pragma once

#include <string>
#include <string_view>

#include "google/protobuf/descriptor.h"
#include "google/protobuf/message.h"
#include "mapping/time_reading.h"

namespace loopbreaker {

// Sets `field` of `message`, or adds to it if it is repeated. Texts, enums by name, true/false/yes/no/1/0, whole
// numbers, times as `time` reads them, durations as seconds ("600", "600s") or as "10m", "1d12h". False: `problem` says
// what was expected and found, with the nearest name, and the message is unchanged.
bool WriteField(std::string_view text, const google::protobuf::FieldDescriptor& field, const TimeReading& time,
                google::protobuf::Message& message, std::string& problem);

// Sets a whole number to the seconds since 1970 of a time, so that a time can count revisions. As WriteField otherwise.
bool WriteSeconds(std::string_view text, const google::protobuf::FieldDescriptor& field, const TimeReading& time,
                  google::protobuf::Message& message, std::string& problem);
bool IsWholeNumber(const google::protobuf::FieldDescriptor& field);

// Whether `field` takes one text: a scalar, a time or a duration, repeated or not.
bool TakesText(const google::protobuf::FieldDescriptor& field);

}  // namespace loopbreaker
