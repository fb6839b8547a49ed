#include <algorithm>
#include <array>

#include "absl/strings/str_cat.h"
#include "base/day.h"
#include "rules/load_internal.h"

namespace loopbreaker::load {
namespace {

const std::vector<std::string>& Weekdays() {
  static const std::vector<std::string> names = {"mon", "tue", "wed", "thu", "fri", "sat", "sun"};
  return names;
}

// "08:00" in minutes; "24:00" is the end of the day.
std::optional<int> ParseClock(std::string_view text) {
  const auto digit = [text](std::size_t i) { return text[i] >= '0' && text[i] <= '9'; };
  if (text.size() != 5 || text[2] != ':' || !digit(0) || !digit(1) || !digit(3) || !digit(4)) return std::nullopt;
  const int hour = (text[0] - '0') * 10 + (text[1] - '0');
  const int minute = (text[3] - '0') * 10 + (text[4] - '0');
  if (minute > 59 || hour * 60 + minute > 24 * 60) return std::nullopt;
  return hour * 60 + minute;
}

std::optional<Calendar::Hours> ParseHours(std::string_view text) {
  if (text.size() != 11 || text[5] != '-') return std::nullopt;
  const std::optional<int> open = ParseClock(text.substr(0, 5));
  const std::optional<int> close = ParseClock(text.substr(6));
  if (!open || !close || *close <= *open) return std::nullopt;
  return Calendar::Hours{*open, *close};
}

std::vector<Calendar::Hours> ReadDay(const YamlReader& reader, const YamlNode& node, std::string_view what) {
  std::vector<Calendar::Hours> day;
  if (node.IsList() && node.items.empty()) return day;
  for (const YamlNode* item : reader.OneOrMore(node, what)) {
    const std::optional<Calendar::Hours> hours = ParseHours(item->text);
    if (!hours) {
      reader.Expected(*item, what, "opening hours such as \"08:00-17:00\", the end after the start and at most 24:00");
    } else if (!day.empty() && hours->open < day.back().close) {
      reader.Expected(*item, what, "opening hours that start after the ones before have ended");
    } else {
      day.push_back(*hours);
    }
  }
  return day;
}

void ReadWeek(const YamlReader& reader, const YamlNode& node, std::array<std::vector<Calendar::Hours>, 7>& week) {
  if (!reader.Map(node, "'hours'", Weekdays())) return;
  // An unknown day is an error already.
  bool any = std::any_of(node.entries.begin(), node.entries.end(), [](const auto& entry) {
    return std::find(Weekdays().begin(), Weekdays().end(), entry.first.text) == Weekdays().end();
  });
  for (std::size_t day = 0; day < week.size(); ++day) {
    const YamlNode* hours = node.Find(Weekdays()[day]);
    week[day].clear();
    if (hours == nullptr) continue;
    week[day] = ReadDay(reader, *hours, absl::StrCat("'", Weekdays()[day], "'"));
    any = any || !hours->IsList() || !hours->items.empty();
  }
  if (!any) reader.Error(node, "expected opening hours on at least one day in 'hours', found none");
}

// "2026-04-27".
std::optional<absl::CivilDay> ParseDate(std::string_view text) {
  const std::optional<Instant> midnight =
      text.size() == 10 ? ParseTime(absl::StrCat(std::string(text), "T00:00:00Z")) : std::nullopt;
  if (!midnight || *midnight == kEarliest || *midnight == kLatest) return std::nullopt;
  return DateOf(static_cast<std::int32_t>(midnight->time_since_epoch() / Days{1}));
}

}  // namespace

Calendar ReadCalendar(const YamlReader& reader, const YamlNode* node, absl::TimeZone zone) {
  Calendar::Options options;
  options.zone = zone;
  for (std::size_t day = 0; day < 5; ++day) options.week[day] = {{9 * 60, 17 * 60}};
  if (node == nullptr || !reader.Map(*node, "'calendar'", {"hours", "business_day", "holidays"})) {
    return Calendar(std::move(options));
  }
  if (const YamlNode* hours = node->Find("hours")) ReadWeek(reader, *hours, options.week);
  if (const YamlNode* length = node->Find("business_day")) {
    if (const auto day = reader.Duration(*length, "'business_day'", minutes{1})) {
      if (*day > Days{1}) {
        reader.Expected(*length, "'business_day'", "at most 1d");
      } else {
        options.business_day = *day;
      }
    }
  }
  if (const YamlNode* holidays = node->Find("holidays"); holidays != nullptr && !holidays->IsNull()) {
    if (!holidays->IsList()) reader.Expected(*holidays, "'holidays'", "a list of dates such as [2026-04-27]");
    for (const YamlNode& item : holidays->items) {
      const std::optional<absl::CivilDay> date = item.IsScalar() ? ParseDate(item.text) : std::nullopt;
      if (date) {
        options.holidays.insert(*date);
      } else {
        reader.Expected(item, "'holidays'", "a date such as 2026-04-27");
      }
    }
  }
  return Calendar(std::move(options));
}

}  // namespace loopbreaker::load
