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
  for (const Origin& origin : plan_.rows[0].origins.list()) {
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
  if (!MapInto(plan_.rows[0], row, "", out)) Unmatched("", out);
}

void CompiledMapping::MapJson(std::string_view json, Mapped& out) const {
  using simdjson::dom::element;
  thread_local simdjson::dom::parser parser;
  thread_local EmbeddedJson embedded;
  thread_local Row row;
  thread_local std::vector<element> above;
  Clear(out);
  embedded.Release(0);
  above.clear();
  element document;
  if (const auto error = parser.parse(json.data(), json.size()).get(document); error != simdjson::SUCCESS) {
    return Refuse(DeadReason::kUnreadable, std::string("not JSON: ") + simdjson::error_message(error), out);
  }
  above.push_back(document);
  if (!plan_.root.empty() && !FindRoot(embedded, above)) {
    return Refuse(DeadReason::kUnmapped, "expected an object or a list at one of the places of `root`, found none",
                  out);
  }
  // The row at the end of `above`, with the lists within it.
  const auto map = [&](const std::string& place) {
    bool fits = false;
    for (const RowPlan& of : plan_.rows) {
      const auto map_row = [&](const std::string& where) {
        const std::size_t mark = embedded.Mark();
        ReadJsonRow(plan_, of, document, above, embedded, row);
        fits = MapInto(of, row, where, out) || fits;
        embedded.Release(mark);
      };
      if (of.each.empty()) {
        map_row(place.empty() ? "" : place + ": ");
      } else {
        of.each_path.Elements(above, embedded, place, [&](const std::string& where) { map_row(where + ": "); });
      }
    }
    if (!fits) Unmatched(place.empty() ? "" : place + ": ", out);
    return fits;
  };
  if (!plan_.each) {
    if (!above.back().is_object()) {
      return Refuse(DeadReason::kUnreadable, "expected a JSON object, found another value", out);
    }
    map("");
    return;
  }
  bool any = false;
  const bool is_list = plan_.each_path.Elements(
      above, embedded, "", [&](const std::string& place) { any = map(place) || any || plan_.unmatched_is_dead; });
  if (!is_list) {
    return Refuse(DeadReason::kUnmapped, "expected a list at '" + *plan_.each + "' (`each` of the mapping), found none",
                  out);
  }
  out.ignored = !any;
}

bool CompiledMapping::FindRoot(EmbeddedJson& embedded, std::vector<simdjson::dom::element>& at) const {
  const simdjson::dom::element document = at[0];
  for (const JsonPath& path : plan_.root) {
    at.clear();
    path.Find(document, embedded, at);
    if (at.empty()) continue;
    at.erase(at.begin() + 1, at.end());
    std::string_view text;
    if (at[0].get(text) == simdjson::SUCCESS) {
      const simdjson::dom::element* inner = embedded.Parse(text);
      if (inner != nullptr) at[0] = *inner;
    }
    if (at[0].is_object() || at[0].is_array()) return true;
  }
  return false;
}

void CompiledMapping::Unmatched(const std::string& place, Mapped& out) const {
  out.ignored = !plan_.unmatched_is_dead;
  if (plan_.unmatched_is_dead) Refuse(DeadReason::kUnmapped, place + "no event of the mapping fits", out);
}

bool CompiledMapping::MapInto(const RowPlan& of, const Row& row, const std::string& place, Mapped& out) const {
  bool fits = false;
  for (const EventPlan& plan : of.events) {
    if (!plan.Fits(row)) continue;
    Refusal refusal;
    v1::ContactEvent& event = out.events.emplace_back();
    const MappingPlan::Made made = plan_.Make(of, plan, row, event, refusal);
    fits = fits || made != MappingPlan::Made::kSkipped;
    if (made == MappingPlan::Made::kEvent && Validate(event, refusal)) continue;
    out.events.pop_back();
    if (made == MappingPlan::Made::kSkipped) continue;
    refusal.detail.insert(0, place);
    out.refused.push_back(std::move(refusal));
  }
  return fits;
}

}  // namespace loopbreaker
