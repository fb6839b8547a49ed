#include "conformance/final_table.h"

#include <algorithm>
#include <array>

#include "gtest/gtest.h"
#include "simdjson.h"

namespace loopbreaker {
namespace {

namespace dom = simdjson::dom;

constexpr int kDifferencesShown = 3;
constexpr std::array kCompared = {"rule",   "scope",     "customerId",   "loop",       "per",     "category",
                                  "unitId", "status",    "openedAt",     "resolvedAt", "endedBy", "activities",
                                  "level",  "evidence",  "measures",     "group",      "facts",   "customers",
                                  "loops",  "costCents", "customerDays", "firstFact"};
constexpr std::array kAbout = {"rule", "scope", "customerId", "loop", "per", "group", "firstFact"};

std::string Plain(dom::element value);

TableRow PlainRow(dom::object object) {
  TableRow row;
  for (const auto& [key, value] : object) {
    std::string plain = Plain(value);
    if (!plain.empty()) row[std::string(key)] = std::move(plain);
  }
  return row;
}

std::string ToText(const TableRow& row) {
  if (row.empty()) return "";
  std::string text;
  for (const auto& [name, value] : row) text += (text.empty() ? "{" : ", ") + name + ": " + value;
  return text + "}";
}

std::string PlainList(dom::array list) {
  if (list.size() == 0) return "";
  std::string text;
  for (const dom::element element : list) text += (text.empty() ? "[" : ", ") + Plain(element);
  return text + "]";
}

std::string PlainNumber(std::string digits) {
  digits.erase(0, std::min(digits.find_first_not_of('0'), digits.size()));
  return digits;
}

// Canonical text of a value; empty when it says nothing.
std::string Plain(dom::element value) {
  switch (value.type()) {
    case dom::element_type::OBJECT:
      return ToText(PlainRow(value.get_object()));
    case dom::element_type::ARRAY:
      return PlainList(value.get_array());
    case dom::element_type::STRING: {
      const std::string text(value.get_string().value());
      if (std::all_of(text.begin(), text.end(), [](char c) { return c >= '0' && c <= '9'; })) return PlainNumber(text);
      return "\"" + text + "\"";
    }
    case dom::element_type::BOOL:
      return value.get_bool().value() ? "true" : "";
    case dom::element_type::NULL_VALUE:
      return "";
    default:
      return PlainNumber(simdjson::to_string(value));
  }
}

std::string AboutOf(const TableRow& row) {
  std::string about;
  for (const char* name : kAbout) {
    if (const auto it = row.find(name); it != row.end()) about += std::string(name) + " " + it->second + "  ";
  }
  return about;
}

std::string RowDifference(const TableRow& wanted, const TableRow& got) {
  std::string text;
  for (const char* name : kCompared) {
    const auto a = wanted.find(name);
    const auto b = got.find(name);
    const std::string left = a == wanted.end() ? "nothing" : a->second;
    const std::string right = b == got.end() ? "nothing" : b->second;
    if (left != right) text += std::string("    ") + name + ": expected " + left + ", found " + right + "\n";
  }
  return text;
}

}  // namespace

FinalTable ReadFinalTable(std::string_view lines) {
  FinalTable table;
  dom::parser parser;
  while (!lines.empty()) {
    const std::string line(lines.substr(0, lines.find('\n')));
    lines.remove_prefix(std::min(line.size() + 1, lines.size()));
    if (line.empty()) continue;
    dom::object object;
    if (const auto error = parser.parse(line).get(object)) {
      ADD_FAILURE() << "expected a JSON object, found " << line << ": " << simdjson::error_message(error);
      continue;
    }
    TableRow row = PlainRow(object);
    std::erase_if(row, [](const auto& entry) {
      return std::find(kCompared.begin(), kCompared.end(), entry.first) == kCompared.end();
    });
    const std::string about = AboutOf(row);
    if (!table.emplace(about, std::move(row)).second) ADD_FAILURE() << "two rows about " << about;
  }
  return table;
}

std::string Differences(const FinalTable& wanted, const FinalTable& got) {
  std::map<std::string, std::string> differences;
  for (const auto& [about, row] : wanted) {
    const auto it = got.find(about);
    if (it == got.end()) {
      differences[about] = "    expected " + ToText(row) + ", found no such row\n";
    } else if (it->second != row) {
      differences[about] = RowDifference(row, it->second);
    }
  }
  for (const auto& [about, row] : got) {
    if (!wanted.contains(about)) differences[about] = "    expected no such row, found " + ToText(row) + "\n";
  }
  if (differences.empty()) return "";
  std::string text = std::to_string(differences.size()) + " rows differ; the first of them:\n";
  int shown = 0;
  for (const auto& [about, difference] : differences) {
    if (shown++ == kDifferencesShown) break;
    text += "  " + about + "\n" + difference;
  }
  return text;
}

}  // namespace loopbreaker
