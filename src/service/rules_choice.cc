#include "service/rules_choice.h"

#include <algorithm>

#include "base/hash.h"

namespace loopbreaker {
namespace {

// Of files that are older than this many changes nobody remembers that they were replaced.
constexpr int kEarlierMax = 1000;

}  // namespace

std::uint64_t RulesHash(std::string_view text) { return Hash64(text); }

RulesChoice ChooseRules(std::string_view text, const std::optional<v1::Rules>& newest) {
  if (!newest) return RulesChoice::kPublish;
  const std::uint64_t hash = RulesHash(text);
  if (hash == RulesHash(newest->text())) return RulesChoice::kSame;
  const auto& earlier = newest->earlier();
  return std::find(earlier.begin(), earlier.end(), hash) == earlier.end() ? RulesChoice::kPublish : RulesChoice::kOld;
}

v1::Rules RulesAfter(const std::optional<v1::Rules>& newest, std::string text, std::string file) {
  v1::Rules rules;
  if (newest) {
    const int kept = std::min(newest->earlier_size(), kEarlierMax - 1);
    for (int i = newest->earlier_size() - kept; i < newest->earlier_size(); ++i) rules.add_earlier(newest->earlier(i));
    rules.add_earlier(RulesHash(newest->text()));
  }
  rules.set_text(std::move(text));
  rules.set_file(std::move(file));
  return rules;
}

}  // namespace loopbreaker
