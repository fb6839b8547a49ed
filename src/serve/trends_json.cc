#include "serve/trends_json.h"

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "observe/json_quote.h"

namespace loopbreaker {
namespace {

void AppendRow(std::string& json, const TrendTable::Row& row) {
  absl::StrAppend(&json, "{\"opened\":[", absl::StrJoin(row.opened, ","), "],\"open\":[", absl::StrJoin(row.open, ","),
                  "]}");
}

}  // namespace

std::string TrendsJson(const TrendTable& table) {
  std::string json = "{\"days\":[";
  for (const absl::CivilDay day : table.days) {
    absl::StrAppend(&json, json.back() == '[' ? "" : ",", "\"", absl::FormatCivilTime(day), "\"");
  }
  json += "],\"all\":";
  AppendRow(json, table.all);
  json += ",\"desks\":{";
  for (const auto& [desk, row] : table.desks) {
    if (json.back() != '{') json += ',';
    AppendJsonQuoted(json, desk);
    json += ':';
    AppendRow(json, row);
  }
  return json + "}}\n";
}

}  // namespace loopbreaker
