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

bool Condition::Holds(const Row& row) const {
  const Cell& cell = row.cells[static_cast<std::size_t>(slot)];
  const bool is_missing = cell.kind == Cell::Kind::kMissing;
  if (present && *present == is_missing) return false;
  if (is_missing) return !one_of && !at_least && !at_most;
  const auto is_text = [&cell](const std::string& text) { return cell.kind == Cell::Kind::kText && cell.text == text; };
  if (one_of && std::none_of(one_of->begin(), one_of->end(), is_text)) return false;
  if (none_of && std::any_of(none_of->begin(), none_of->end(), is_text)) return false;
  if (!at_least && !at_most) return true;
  const std::optional<double> number = cell.kind == Cell::Kind::kText ? ReadDecimal(cell.text) : std::nullopt;
  return number && (!at_least || *number >= *at_least) && (!at_most || *number <= *at_most);
}

}  // namespace loopbreaker
