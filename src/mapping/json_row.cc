#include "mapping/json_row.h"

#include <charconv>
#include <cmath>
#include <optional>

namespace loopbreaker {
namespace {

using simdjson::dom::element;
using simdjson::dom::element_type;

// Whole numbers without a point, others with the fewest digits that give the same number back.
template <typename Number>
std::string_view Keep(Number number, Row& row) {
  char digits[64];
  const auto end = std::to_chars(digits, digits + sizeof digits, number).ptr;
  return row.numbers.emplace_back(digits, end);
}

std::string_view KeepReal(double number, Row& row) {
  if (std::abs(number) >= 1e15) return Keep(number, row);
  char digits[64];
  // Without an exponent, so that 1e3 and seconds since 1970 read like what a person would write.
  const auto end = std::to_chars(digits, digits + sizeof digits, number, std::chars_format::fixed);
  if (end.ec != std::errc()) return Keep(number, row);
  return row.numbers.emplace_back(digits, end.ptr);
}

// The text of a single value; empty for null, lists and objects.
std::optional<std::string_view> TextOf(const element& value, Row& row) {
  switch (value.type()) {
    case element_type::STRING:
      return value.get_string().value_unsafe();
    case element_type::INT64:
      return Keep(value.get_int64().value_unsafe(), row);
    case element_type::UINT64:
      return Keep(value.get_uint64().value_unsafe(), row);
    case element_type::DOUBLE:
      return KeepReal(value.get_double().value_unsafe(), row);
    case element_type::BOOL:
      return value.get_bool().value_unsafe() ? "true" : "false";
    default:
      return std::nullopt;
  }
}

void ReadList(const MappingPlan& plan, const simdjson::dom::array& list, Row& row, Cell& cell) {
  cell.kind = Cell::Kind::kList;
  cell.first = row.items.size();
  for (const element item : list) {
    const std::optional<std::string_view> text = TextOf(item, row);
    if (text && !plan.IsMissing(*text)) row.items.push_back(*text);
  }
  cell.count = row.items.size() - cell.first;
}

}  // namespace

void ReadJsonRow(const MappingPlan& plan, const std::vector<element>& chain, Row& row) {
  const std::vector<Origin>& origins = plan.origins.list();
  row.Reset(origins.size());
  for (std::size_t slot = 0; slot < origins.size(); ++slot) {
    const std::size_t up = static_cast<std::size_t>(origins[slot].up);
    element value;
    if (up >= chain.size() || chain[up].at_pointer(origins[slot].name).get(value) != simdjson::SUCCESS) continue;
    Cell& cell = row.cells[slot];
    if (simdjson::dom::array list; value.get(list) == simdjson::SUCCESS) {
      ReadList(plan, list, row, cell);
    } else if (value.is_object()) {
      cell.kind = Cell::Kind::kObject;
    } else if (const std::optional<std::string_view> text = TextOf(value, row); text && !plan.IsMissing(*text)) {
      cell.kind = Cell::Kind::kText;
      cell.text = *text;
    }
  }
}

}  // namespace loopbreaker
