#include "mapping/compiled.h"

#include <algorithm>

#include "mapping/json_row.h"

namespace loopbreaker {
namespace {

void Refuse(DeadReason reason, std::string detail, Mapped& out) { out.refused.push_back({reason, std::move(detail)}); }

void Clear(Mapped& out) {
  out.events.clear();
  out.refused.clear();
  out.ignored = false;
}

}  // namespace

bool CompiledMapping::Bind(const std::vector<std::string>& header, std::vector<int>& columns,
                           std::string& error) const {
  columns.clear();
  std::string lacking;
  std::string twice;
  for (const Origin& origin : plan_.origins.list()) {
    const auto found = std::find(header.begin(), header.end(), origin.name);
    if (found == header.end()) {
      lacking += (lacking.empty() ? "'" : ", '") + origin.name + "'" + DidYouMean(origin.name, header);
    } else if (std::find(found + 1, header.end(), origin.name) != header.end()) {
      twice += (twice.empty() ? "'" : ", '") + origin.name + "'";
    }
    columns.push_back(static_cast<int>(found - header.begin()));
  }
  if (lacking.empty() && twice.empty()) return true;
  error = lacking.empty() ? "the header names twice what the mapping needs once: " + twice
                          : "the header lacks columns that the mapping needs: " + lacking;
  return false;
}

void CompiledMapping::MapRow(const std::vector<int>& columns, const std::vector<std::string_view>& cells,
                             Mapped& out) const {
  thread_local Row row;
  Clear(out);
  row.Reset(columns.size());
  for (std::size_t slot = 0; slot < columns.size(); ++slot) {
    const std::size_t column = static_cast<std::size_t>(columns[slot]);
    if (column >= cells.size() || plan_.IsMissing(cells[column])) continue;
    row.cells[slot].kind = Cell::Kind::kText;
    row.cells[slot].text = cells[column];
  }
  MapInto(row, "", out);
}

void CompiledMapping::MapJson(std::string_view json, Mapped& out) const {
  using simdjson::dom::element;
  thread_local simdjson::dom::parser parser;
  thread_local Row row;
  Clear(out);
  element document;
  if (const auto error = parser.parse(json.data(), json.size()).get(document); error != simdjson::SUCCESS) {
    return Refuse(DeadReason::kUnreadable, std::string("not JSON: ") + simdjson::error_message(error), out);
  }
  if (!plan_.has_each) {
    if (!document.is_object()) {
      return Refuse(DeadReason::kUnreadable, "expected a JSON object, found another value", out);
    }
    ReadJsonRow(plan_, {document}, row);
    return MapInto(row, "", out);
  }
  simdjson::dom::array list;
  if (document.at_pointer(plan_.each_path).get(list) != simdjson::SUCCESS) {
    return Refuse(DeadReason::kUnmapped,
                  "expected a list at '" + plan_.each_path + "' (`each` of the mapping), found none", out);
  }
  std::vector<element> chain(1);
  for (const std::string& above : plan_.above) chain.push_back(document.at_pointer(above).value_unsafe());
  bool any = false;
  std::size_t number = 0;
  for (const element item : list) {
    chain[0] = item;
    ReadJsonRow(plan_, chain, row);
    MapInto(row, plan_.each_path + "/" + std::to_string(number++) + ": ", out);
    any = any || !out.ignored;
  }
  out.ignored = !any;
}

void CompiledMapping::MapInto(const Row& row, const std::string& place, Mapped& out) const {
  bool fits = false;
  for (const EventPlan& plan : plan_.events) {
    if (!plan.Fits(row)) continue;
    fits = true;
    Refusal refusal;
    v1::ContactEvent& event = out.events.emplace_back();
    if (plan_.Make(plan, row, event, refusal) && Validate(event, refusal)) continue;
    out.events.pop_back();
    refusal.detail.insert(0, place);
    out.refused.push_back(std::move(refusal));
  }
  out.ignored = !fits && !plan_.unmatched_is_dead;
  if (!fits && plan_.unmatched_is_dead) Refuse(DeadReason::kUnmapped, place + "no event of the mapping fits", out);
}

}  // namespace loopbreaker
