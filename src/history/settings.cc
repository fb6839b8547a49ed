#include "history/settings.h"

#include <algorithm>

namespace loopbreaker {

std::string_view Subjects::Of(std::string_view category) const {
  const auto matches = [category](const CategoryPattern& pattern) { return pattern.Matches(category); };
  for (const auto& [subject, patterns] : mapped_) {
    if (std::any_of(patterns.begin(), patterns.end(), matches)) return subject;
  }
  if (std::any_of(vague_.begin(), vague_.end(), matches)) return {};
  return category;
}

}  // namespace loopbreaker
