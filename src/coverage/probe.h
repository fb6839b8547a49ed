// A filter of a rule held against the facts of an export: how many match and, when none does, what stands in the way.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "rules/rule.h"

namespace loopbreaker {

class FilterProbe {
 public:
  // `filter` outlives it.
  explicit FilterProbe(const Filter& filter);

  // Whether the fact matches.
  bool Take(const Fact& fact);

  // The filter as it is written in rules: "{event: visit_completed, outcome: [NOT_FIXED, TEMPORARY_FIX]}".
  std::string Text() const;
  std::uint64_t matched() const { return matched_; }
  // A sentence without a full stop, about a filter that nothing has matched.
  std::string WhyNot() const;

 private:
  // One name of the filter, alone.
  struct Part {
    Filter alone;
    std::uint64_t passed = 0;
    std::map<std::string, std::uint64_t> found;  // other values, as far as kValuesMax go; "" is none
  };
  const Filter& filter_;
  std::uint64_t of_kind_ = 0;  // facts of the kinds that the filter names
  std::uint64_t matched_ = 0;
  std::uint64_t without_not_ = 0;  // would match without `not`
  std::vector<Part> parts_;
  Filter positive_;
};

}  // namespace loopbreaker
