#include "text/words.h"

#include <array>
#include <cstdio>

#include "base/day.h"

namespace loopbreaker {
namespace {

constexpr std::array<const char*, 7> kWeekdays = {"Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"};
constexpr std::array<const char*, 12> kMonths = {"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                                 "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};

}  // namespace

std::string DayText(std::int32_t day) {
  const absl::CivilDay date = DateOf(day);
  return std::string(kWeekdays[static_cast<std::size_t>(absl::GetWeekday(date))]) + " " + std::to_string(date.day()) +
         " " + kMonths[static_cast<std::size_t>(date.month() - 1)] + " " + std::to_string(date.year());
}

std::string IsoDay(std::int32_t day) { return absl::FormatCivilTime(DateOf(day)); }

std::string HourText(int hour) {
  char text[16];
  std::snprintf(text, sizeof text, "%02d:00-%02d:00", hour % 24, (hour + 1) % 24);
  return text;
}

std::string Ratio(std::uint64_t part, std::uint64_t whole) {
  if (part == 0 || whole == 0) return "0";
  const double ratio = static_cast<double>(part) / static_cast<double>(whole);
  char text[32];
  std::snprintf(text, sizeof text,
                ratio >= 10     ? "%.0f"
                : ratio >= 0.1  ? "%.1f"
                : ratio >= 0.01 ? "%.2f"
                                : "%.3f",
                ratio);
  return text;
}

std::string Percent(std::uint64_t part, std::uint64_t whole) {
  return whole == 0 ? "-" : Ratio(part * 100, whole) + " %";
}

std::string LengthText(Nanos length) {
  const auto say = [](std::int64_t n, const char* unit) {
    return Counted(static_cast<std::uint64_t>(n), unit, std::string(unit) + "s");
  };
  if (length >= Days{2}) return say(length / Days{1}, "day");
  if (length >= hours{2}) return say(length / hours{1}, "hour");
  return say(length / minutes{1}, "minute");
}

std::string Counted(std::uint64_t n, const std::string& one, const std::string& many) {
  return Grouped(n) + " " + (n == 1 ? one : many);
}

std::string Grouped(std::uint64_t n) {
  std::string text = std::to_string(n);
  for (std::size_t i = text.size(); i > 3; i -= 3) text.insert(i - 3, ",");
  return text;
}

std::string MinuteText(Instant at, absl::TimeZone zone) {
  const auto whole = std::chrono::floor<seconds>(at).time_since_epoch().count();
  const absl::CivilSecond local = absl::ToCivilSecond(absl::FromUnixSeconds(whole), zone);
  char clock[8];
  std::snprintf(clock, sizeof clock, "%02d:%02d", local.hour() % 24, local.minute() % 60);
  return DayText(DayNumber(absl::CivilDay(local))) + " " + clock;
}

std::string Escaped(std::string_view text) {
  std::string escaped;
  for (const char c : text) {
    switch (c) {
      case '&':
        escaped += "&amp;";
        break;
      case '<':
        escaped += "&lt;";
        break;
      case '>':
        escaped += "&gt;";
        break;
      case '"':
        escaped += "&quot;";
        break;
      case '\'':
        escaped += "&#39;";
        break;
      default:
        escaped += c;
    }
  }
  return escaped;
}

}  // namespace loopbreaker
