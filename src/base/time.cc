#include "base/time.h"

#include <algorithm>
#include <array>
#include <limits>

namespace loopbreaker {
namespace {

constexpr std::int64_t kNanosPerSecond = 1'000'000'000;
constexpr std::int64_t kSecondsPerDay = 86'400;

constexpr bool IsDigit(char c) { return c >= '0' && c <= '9'; }

// Two digits at `p` as a number; anything else gives a number above 99.
constexpr int TwoDigits(const char* p) {
  return IsDigit(p[0]) && IsDigit(p[1]) ? (p[0] - '0') * 10 + (p[1] - '0') : 1000;
}

void PutTwo(char* p, int value) {
  p[0] = static_cast<char>('0' + value / 10);
  p[1] = static_cast<char>('0' + value % 10);
}

struct Unit {
  char letter;
  std::int64_t length_s;
};
constexpr std::array<Unit, 4> kUnits = {{{'d', kSecondsPerDay}, {'h', 3600}, {'m', 60}, {'s', 1}}};

}  // namespace

Instant FromSecondsNanos(std::int64_t s, std::int32_t n) {
  constexpr std::int64_t kEarliestSeconds = kEarliest.time_since_epoch().count() / kNanosPerSecond;
  constexpr std::int64_t kLatestSeconds = kLatest.time_since_epoch().count() / kNanosPerSecond;
  if (s < kEarliestSeconds) return kEarliest;
  if (s >= kLatestSeconds) return kLatest;
  return std::clamp(Instant{Nanos{s * kNanosPerSecond + n}}, kEarliest, kLatest);
}

std::optional<Instant> ParseTime(std::string_view text) {
  // "2026-03-02T10:00:00" and at least one character of zone.
  if (text.size() < 20) return std::nullopt;
  const char* p = text.data();
  const char* const end = p + text.size();
  const int century = TwoDigits(p);
  const int year_of_century = TwoDigits(p + 2);
  const int month = TwoDigits(p + 5);
  const int day = TwoDigits(p + 8);
  const int hour = TwoDigits(p + 11);
  const int minute = TwoDigits(p + 14);
  const int second = TwoDigits(p + 17);
  if (p[4] != '-' || p[7] != '-' || (p[10] != 'T' && p[10] != 't') || p[13] != ':' || p[16] != ':') return std::nullopt;
  if (century > 99 || year_of_century > 99 || hour > 23 || minute > 59 || second > 59) return std::nullopt;
  const std::chrono::year_month_day date{std::chrono::year{century * 100 + year_of_century},
                                         std::chrono::month{static_cast<unsigned>(month)},
                                         std::chrono::day{static_cast<unsigned>(day)}};
  // chrono keeps month and day in a byte, where 1000 would wrap around to something valid.
  if (month > 12 || day > 31 || !date.ok()) return std::nullopt;
  p += 19;

  std::int32_t nanos = 0;
  if (*p == '.') {
    int digits = 0;
    for (++p; p != end && IsDigit(*p); ++p, ++digits) {
      if (digits == 9) return std::nullopt;
      nanos = nanos * 10 + (*p - '0');
    }
    if (digits == 0) return std::nullopt;
    for (; digits < 9; ++digits) nanos *= 10;
    if (p == end) return std::nullopt;
  }

  int offset_s = 0;
  if (*p == 'Z' || *p == 'z') {
    if (p + 1 != end) return std::nullopt;
  } else {
    if ((*p != '+' && *p != '-') || end - p != 6 || p[3] != ':') return std::nullopt;
    const int offset_hour = TwoDigits(p + 1);
    const int offset_minute = TwoDigits(p + 4);
    if (offset_hour > 23 || offset_minute > 59) return std::nullopt;
    offset_s = (offset_hour * 60 + offset_minute) * 60;
    if (*p == '-') offset_s = -offset_s;
  }
  const std::int64_t days = std::chrono::sys_days{date}.time_since_epoch().count();
  return FromSecondsNanos(days * kSecondsPerDay + (hour * 60 + minute) * 60 + second - offset_s, nanos);
}

std::string FormatTime(Instant at) {
  std::int64_t s = at.time_since_epoch().count() / kNanosPerSecond;
  std::int64_t nanos = at.time_since_epoch().count() % kNanosPerSecond;
  if (nanos < 0) {
    nanos += kNanosPerSecond;
    --s;
  }
  std::int64_t day = s / kSecondsPerDay;
  int of_day = static_cast<int>(s % kSecondsPerDay);
  if (of_day < 0) {
    of_day += kSecondsPerDay;
    --day;
  }
  const std::chrono::year_month_day date{std::chrono::sys_days{Days{day}}};
  char text[31] = "0000-00-00T00:00:00Z";
  const int year = static_cast<int>(date.year());
  PutTwo(text, year / 100);
  PutTwo(text + 2, year % 100);
  PutTwo(text + 5, static_cast<int>(static_cast<unsigned>(date.month())));
  PutTwo(text + 8, static_cast<int>(static_cast<unsigned>(date.day())));
  PutTwo(text + 11, of_day / 3600);
  PutTwo(text + 14, of_day / 60 % 60);
  PutTwo(text + 17, of_day % 60);
  std::size_t size = 20;
  if (nanos != 0) {
    int digits = 9;
    for (; nanos % 10 == 0; nanos /= 10) --digits;
    text[19] = '.';
    for (int i = digits; i > 0; --i, nanos /= 10) text[19 + i] = static_cast<char>('0' + nanos % 10);
    text[20 + digits] = 'Z';
    size = 21 + static_cast<std::size_t>(digits);
  }
  return std::string(text, size);
}

std::optional<Nanos> ParseDuration(std::string_view text) {
  constexpr std::int64_t kLongestSeconds = kLongest.count() / kNanosPerSecond;
  std::int64_t total_s = 0;
  auto next_unit = kUnits.begin();
  std::size_t i = 0;
  do {
    std::int64_t number = 0;
    const std::size_t first = i;
    for (; i < text.size() && IsDigit(text[i]); ++i) {
      number = number * 10 + (text[i] - '0');
      if (number > kLongestSeconds) return std::nullopt;
    }
    if (i == first || i == text.size()) return std::nullopt;
    const auto unit = std::find_if(next_unit, kUnits.end(), [&](const Unit& u) { return u.letter == text[i]; });
    if (unit == kUnits.end()) return std::nullopt;
    total_s += number * unit->length_s;
    if (total_s > kLongestSeconds) return std::nullopt;
    next_unit = unit + 1;
    ++i;
  } while (i < text.size());
  return seconds{total_s};
}

std::string FormatDuration(Nanos n) {
  // Unsigned, because the most negative duration has no positive counterpart.
  std::uint64_t left = static_cast<std::uint64_t>(n.count());
  if (n.count() < 0) left = -left;
  left /= kNanosPerSecond;
  std::string text;
  for (const Unit& unit : kUnits) {
    const std::uint64_t count = left / static_cast<std::uint64_t>(unit.length_s);
    left %= static_cast<std::uint64_t>(unit.length_s);
    if (count != 0) text += std::to_string(count) + unit.letter;
  }
  if (text.empty()) return "0s";
  return n.count() < 0 ? "-" + text : text;
}

}  // namespace loopbreaker
