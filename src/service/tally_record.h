// Figures of days on the topic `observations`, from the owners of partitions to learn (contract: internal).
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "figures/tally.h"

namespace loopbreaker {

// Keys that are no customer's begin with these: in the id of a customer the slash is encoded.
inline constexpr std::string_view kTallyPrefix = "~tally/";
inline constexpr std::string_view kActionPrefix = "~action/";

// `~tally/PARTITION|KIND|DAY|NAME`
struct TallyRowKey {
  std::int32_t partition = 0;
  TallyKey key;
};
std::string ToText(const TallyRowKey& key);
std::optional<TallyRowKey> ParseTallyRowKey(std::string_view text);

// A TallyRow of the proto; equal parts have equal bytes.
std::string TallyValue(const TallyPart& part);
// False: it is none.
bool ParseTallyValue(std::string_view value, TallyPart& part);

}  // namespace loopbreaker
