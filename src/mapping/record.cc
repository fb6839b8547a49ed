#include "mapping/record.h"

#include <simdjson.h>

#include "mapping/csv_records.h"

namespace loopbreaker {
namespace {

// The cells of the only row. Not empty: what is wrong.
std::string SplitRow(const CsvForm& form, std::string_view record, CsvRecords& rows,
                     std::vector<std::string_view>& cells) {
  if (form.columns.empty()) return "expected a mapping that names its `columns`: a row by itself has no header row";
  if (!simdjson::validate_utf8(record.data(), record.size())) return "expected UTF-8, found bytes that are not";
  std::size_t length = 0;
  std::size_t next = 0;
  std::string problem;
  if (rows.Find(record, true, length, next, problem) != CsvRecords::Found::kRecord) return problem;
  if (next < record.size()) return "expected one row, found several lines";
  rows.Split(record.substr(0, length), cells);
  return {};
}

}  // namespace

void MapRecord(const Mapping& mapping, std::string_view record, Mapped& out) {
  if (!mapping.is_csv()) return mapping.MapJson(record, out);
  const CsvForm form = mapping.csv();
  CsvRecords rows(form.separator, form.quotes);
  std::vector<std::string_view> cells;
  std::vector<int> columns;
  std::string problem = SplitRow(form, record, rows, cells);
  if (problem.empty() && mapping.Bind(form.columns, columns, problem)) return mapping.MapRow(columns, cells, out);
  out = Mapped{};
  out.refused.push_back({DeadReason::kUnreadable, std::move(problem)});
}

}  // namespace loopbreaker
