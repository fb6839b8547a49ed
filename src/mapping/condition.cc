#include "mapping/condition.h"

#include <algorithm>
#include <charconv>
#include <cmath>

namespace loopbreaker {

std::optional<double> ReadDecimal(std::string_view text) {
  double number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (error != std::errc() || end != text.data() + text.size() || !std::isfinite(number)) return std::nullopt;
  return number;
}

bool Condition::IsExcluded(std::string_view text) const {
  return none_of && std::find(none_of->begin(), none_of->end(), text) != none_of->end();
}

bool Condition::HoldsFor(std::string_view text) const {
  if (one_of && std::find(one_of->begin(), one_of->end(), text) == one_of->end()) return false;
  const auto fits = [text](const Pattern& pattern) { return pattern.Fits(text); };
  if (like && std::none_of(like->begin(), like->end(), fits)) return false;
  if (!at_least && !at_most) return true;
  const std::optional<double> number = ReadDecimal(text);
  return number && (!at_least || *number >= *at_least) && (!at_most || *number <= *at_most);
}

bool Condition::Holds(const Row& row) const {
  const Cell& cell = row.cells[static_cast<std::size_t>(slot)];
  const bool is_missing = cell.kind == Cell::Kind::kMissing;
  if (present && *present == is_missing) return false;
  const bool only_when_given = one_of || like || at_least || at_most;
  switch (cell.kind) {
    case Cell::Kind::kMissing:
    case Cell::Kind::kObject:
      return !only_when_given;
    case Cell::Kind::kText:
      return !IsExcluded(cell.text) && HoldsFor(cell.text);
    case Cell::Kind::kList:
      break;
  }
  const auto begin = row.items.begin() + static_cast<std::ptrdiff_t>(cell.first);
  const auto end = begin + static_cast<std::ptrdiff_t>(cell.count);
  if (std::any_of(begin, end, [this](std::string_view text) { return IsExcluded(text); })) return false;
  return !only_when_given || std::any_of(begin, end, [this](std::string_view text) { return HoldsFor(text); });
}

}  // namespace loopbreaker
