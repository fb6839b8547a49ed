#include "mapping/json_row.h"

namespace loopbreaker {
namespace {

using simdjson::dom::element;

bool ReadText(const MappingPlan& plan, const element& value, Row& row, std::string_view& text) {
  return TextOfJson(value, row.kept, text) && !plan.IsMissing(text);
}

template <typename List>
void ReadList(const MappingPlan& plan, const List& list, Row& row, Cell& cell) {
  cell.kind = Cell::Kind::kList;
  cell.first = row.items.size();
  for (const element item : list) {
    if (std::string_view text; ReadText(plan, item, row, text)) row.items.push_back(text);
  }
  cell.count = row.items.size() - cell.first;
}

}  // namespace

void ReadJsonRow(const MappingPlan& plan, const RowPlan& rows, const element& document,
                 const std::vector<element>& above, EmbeddedJson& embedded, Row& row) {
  thread_local std::vector<element> found;
  const std::vector<Origin>& origins = rows.origins.list();
  row.Reset(origins.size());
  for (std::size_t slot = 0; slot < origins.size(); ++slot) {
    const Origin& origin = origins[slot];
    const std::size_t up = static_cast<std::size_t>(origin.up);
    if (up >= above.size()) continue;
    found.clear();
    origin.path.Find(origin.of_document ? document : above[above.size() - 1 - up], embedded, found);
    Cell& cell = row.cells[slot];
    if (origin.path.gives_many()) {
      if (!found.empty()) ReadList(plan, found, row, cell);
      continue;
    }
    if (found.empty()) continue;
    if (simdjson::dom::array list; found[0].get(list) == simdjson::SUCCESS) {
      ReadList(plan, list, row, cell);
    } else if (found[0].is_object()) {
      cell.kind = origin.whole ? Cell::Kind::kText : Cell::Kind::kObject;
      if (origin.whole) cell.text = row.kept.emplace_back(simdjson::minify(found[0]));
    } else if (std::string_view text; ReadText(plan, found[0], row, text)) {
      cell.kind = Cell::Kind::kText;
      cell.text = text;
    }
  }
}

}  // namespace loopbreaker
