// Which rules hold, where each instance has a file of its own and all share the topic `rules`.
//
// Everybody applies the newest record. A file is published when it is new: not one that some record has already
// replaced, so that an instance with an old file, started late, does not turn the others back. Pure; any thread.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "loopbreaker/v1/internal.pb.h"

namespace loopbreaker {

// The one key of the topic.
inline constexpr std::string_view kRulesKey = "rules";

// What a text of rules is known by; as RuleSet::hash.
std::uint64_t RulesHash(std::string_view text);

enum class RulesChoice {
  kSame,     // the file is what the topic has
  kOld,      // it is one that was replaced: the topic holds
  kPublish,  // it is new
};
// Of the file as it is found at the start. `newest`: the record of the topic; empty: there is none.
RulesChoice ChooseRules(std::string_view text, const std::optional<v1::Rules>& newest);

// The record that puts `text` in the place of `newest`.
v1::Rules RulesAfter(const std::optional<v1::Rules>& newest, std::string text, std::string file);

}  // namespace loopbreaker
