// What the fold of a history into loops depends on, besides the facts.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/calendar.h"
#include "base/time.h"

namespace loopbreaker {

// A category exactly, or everything under a prefix ("plumbing/*" has "plumbing/leak", not "plumbing").
struct CategoryPattern {
  std::string text;  // without the "*": "plumbing/"
  bool prefix = false;
  bool Matches(std::string_view category) const {
    return prefix ? category.size() > text.size() && category.starts_with(text) : category == text;
  }
};

// Maps categories to subjects: first match; a vague category has the empty subject; else the category is its own
// subject.
class Subjects {
 public:
  void Add(std::string subject, std::vector<CategoryPattern> patterns) {
    mapped_.emplace_back(std::move(subject), std::move(patterns));
  }
  void AddVague(CategoryPattern pattern) { vague_.push_back(std::move(pattern)); }
  // The view points into this object or is `category`.
  std::string_view Of(std::string_view category) const;

 private:
  std::vector<std::pair<std::string, std::vector<CategoryPattern>>> mapped_;
  std::vector<CategoryPattern> vague_;
};

struct HistorySettings {
  Nanos idle_expiry = Days{180};
  Nanos confirm_window = Days{14};
  Nanos horizon = Days{400};
  Nanos letter_window = Days{7};
  std::int64_t callout_fee_cents = 0;
  std::int64_t contact_cost_cents = 0;
  Subjects subjects;
  Calendar calendar;
};

}  // namespace loopbreaker
