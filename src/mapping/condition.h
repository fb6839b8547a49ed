// One line of `when`: what the value of one column or place must be.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "mapping/pattern.h"
#include "mapping/row.h"

namespace loopbreaker {

// All that is set must hold. Of a missing value only `present: false` and `none_of` do. A text that is not a number is
// neither at least nor at most anything. Of a list each test holds if it does for any element, `none_of` if for all.
struct Condition {
  int slot = -1;
  std::optional<std::vector<std::string>> one_of;
  std::optional<std::vector<std::string>> none_of;
  std::optional<std::vector<Pattern>> like;  // any of these
  std::optional<double> at_least;
  std::optional<double> at_most;
  std::optional<bool> present;

  bool Holds(const Row& row) const;

 private:
  bool HoldsFor(std::string_view text) const;
  bool IsExcluded(std::string_view text) const;
};

// A decimal number, whole text. Empty: not one.
std::optional<double> ReadDecimal(std::string_view text);

}  // namespace loopbreaker
