#include "cli/demo_data.h"

#include <algorithm>
#include <functional>
#include <tuple>

#include "cli/demo_bundled.h"
#include "event/decode.h"
#include "event/message_json.h"
#include "input/csv.h"
#include "mapping/mapping.h"
#include "rules/load.h"

namespace loopbreaker {
namespace {

std::string FirstOf(const Diagnostics& diagnostics) {
  return diagnostics.list().empty() ? "" : ToText(diagnostics.list().front());
}

// Calls take(line) for each line that is not empty, until it answers false.
bool EachLine(std::string_view text, const std::function<bool(std::string_view)>& take) {
  while (!text.empty()) {
    const std::string_view line = text.substr(0, text.find('\n'));
    text.remove_prefix(std::min(text.size(), line.size() + 1));
    if (!line.empty() && !take(line)) return false;
  }
  return true;
}

template <typename Entry, typename Put>
bool ReadDirectory(std::string_view text, const Put& put, std::string& error) {
  Entry entry;
  std::vector<std::string> unknown;
  return EachLine(text, [&](std::string_view line) {
    if (!FromJson(line, entry, unknown, error)) return false;
    put(entry);
    return true;
  });
}

// Calls take(cells) for each record, the header first, until it answers false.
bool EachRecord(std::string_view text, char separator, std::string& error,
                const std::function<bool(const std::vector<std::string_view>&)>& take) {
  CsvRecords records(separator);
  std::vector<std::string_view> cells;
  while (!text.empty()) {
    std::size_t length = 0;
    std::size_t next = 0;
    if (records.Find(text, true, length, next, error) != CsvRecords::Found::kRecord) return false;
    records.Split(text.substr(0, length), cells);
    if (!take(cells)) return false;
    text.remove_prefix(next);
  }
  return true;
}

}  // namespace

std::shared_ptr<const RuleSet> DemoRules(std::string& error) {
  Diagnostics diagnostics;
  auto rules = LoadRules(bundled::kDefaultRules, "rules/default.yaml", diagnostics);
  error = FirstOf(diagnostics);
  return rules;
}

bool ReadPlumber(DemoData& data, Directory& directory, std::string& error) {
  JsonDecoder decoder;
  Refusal refusal;
  const auto put_customer = [&](const v1::Customer& customer) { directory.Put(customer); };
  const auto put_unit = [&](const v1::Unit& unit) { directory.PutUnit(unit); };
  if (!ReadDirectory<v1::Customer>(bundled::kPlumberCustomers, put_customer, error)) return false;
  if (!ReadDirectory<v1::Unit>(bundled::kPlumberUnits, put_unit, error)) return false;
  return EachLine(bundled::kPlumberEvents, [&](std::string_view line) {
    v1::ContactEvent event;
    if (!decoder.Decode(line, event, refusal) || !Validate(event, refusal)) {
      error = refusal.detail;
      return false;
    }
    data.events.push_back(std::move(event));
    return true;
  });
}

bool ReadUci(DemoData& data, std::string& error) {
  Diagnostics diagnostics;
  const auto mapping = LoadMapping(bundled::kUciMapping, "mappings/uci_incidents.yaml", diagnostics);
  if (mapping == nullptr) {
    error = FirstOf(diagnostics);
    return false;
  }
  std::vector<int> columns;
  Mapped mapped;
  const auto take = [&](const std::vector<std::string_view>& cells) {
    if (columns.empty()) return mapping->Bind({cells.begin(), cells.end()}, columns, error);
    mapping->MapRow(columns, cells, mapped);
    if (!mapped.refused.empty()) {
      error = mapped.refused.front().detail;
      return false;
    }
    data.ignored += mapped.ignored ? 1 : 0;
    std::move(mapped.events.begin(), mapped.events.end(), std::back_inserter(data.events));
    return true;
  };
  if (!EachRecord(bundled::kUciRows, mapping->csv().separator, error, take)) return false;
  const auto time = [](const v1::ContactEvent& event) {
    return std::tuple(event.event_time().seconds(), event.event_time().nanos());
  };
  std::stable_sort(data.events.begin(), data.events.end(),
                   [&](const v1::ContactEvent& a, const v1::ContactEvent& b) { return time(a) < time(b); });
  return true;
}

}  // namespace loopbreaker
