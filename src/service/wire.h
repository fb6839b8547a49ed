// What leaves, as bytes: CloudEvents' headers (binary mode) and the encoding that the configuration says.
#pragma once

#include <string>
#include <string_view>

#include "google/protobuf/message.h"
#include "service/config.h"
#include "service/record.h"

namespace loopbreaker {

struct CloudEvent {
  std::string_view type;
  std::string_view source;
  std::string_view id;
  std::string_view subject;
  Instant time{};
};
Headers CloudEventHeaders(const CloudEvent& event, bool protobuf);

// Of a record that says nothing else about itself.
Headers ContentTypeHeaders(Encoding encoding);
bool IsProtobuf(const InRecord& record);

std::string Encode(const google::protobuf::Message& message, Encoding encoding);

// The message of an internal record, which is protobuf always. False: a tombstone, or not this message.
bool Parse(const InRecord& record, google::protobuf::Message& message);

// The reverse of Encode, by the record's content-type. False: it is neither.
bool Decode(const InRecord& record, google::protobuf::Message& message);

}  // namespace loopbreaker
