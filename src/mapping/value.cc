#include "mapping/value.h"

#include <vector>

#include "base/diagnostic.h"

namespace loopbreaker {

Value::Result Value::Look(std::string_view text, const Row& row, std::string& scratch, std::string_view& found,
                          int& slot, std::string& problem) const {
  const Template* instead = nullptr;
  if (const auto entry = map.find(text); entry != map.end()) {
    instead = &entry->second;
  } else if (otherwise == Else::kTemplate) {
    instead = &fallback;
  } else if (otherwise == Else::kIgnore) {
    return Result::kMissing;
  } else if (otherwise == Else::kSkip) {
    return Result::kSkipped;
  } else if (otherwise == Else::kDead) {
    std::vector<std::string> keys;
    for (const auto& [key, value] : map) keys.push_back(key);
    problem = "found '" + std::string(text.substr(0, 80)) + "', which is not in the map" + DidYouMean(text, keys);
    return Result::kRefused;
  } else {
    found = text;
    return Result::kText;
  }
  const Template::Rendered rendered = instead->Render(row, scratch);
  found = rendered.text;
  slot = rendered.slot;
  if (rendered.state == Template::Rendered::State::kText) return Result::kText;
  if (rendered.state == Template::Rendered::State::kMissing) return Result::kMissing;
  problem = "found a list or an object, expected a single value";
  return Result::kRefused;
}

}  // namespace loopbreaker
