// Any message of ours as JSON, both ways, by reflection: proto3 JSON names; 64-bit integers are written as numbers.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "google/protobuf/message.h"

namespace loopbreaker {

// One JSON object into `message`, which is cleared first. Accepts what proto3 JSON accepts: lowerCamelCase or proto
// names, enums by name or number, integers as number or text, RFC 3339 times, durations as "1.5s". Unknown fields are
// listed in `unknown` as a path ("visitCompleted.outcom"). False: `error` says what is wrong and where. Any thread.
bool FromJson(std::string_view json, google::protobuf::Message& message, std::vector<std::string>& unknown,
              std::string& error);

// Fields in the order of the proto; absent and default ones are left out. Times without trailing zeros in the fraction.
std::string ToJson(const google::protobuf::Message& message);

}  // namespace loopbreaker
