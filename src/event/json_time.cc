#include <charconv>

#include "base/time.h"
#include "event/json_reader.h"

namespace loopbreaker {
namespace {

// The calendar repeats every 400 years.
constexpr int kCycleYears = 400;
constexpr std::int64_t kCycleSeconds = std::int64_t{146'097} * 86'400;
// A cycle from here on lies within kEarliest and kLatest, whatever the offset.
constexpr int kFirstExactYear = 1750;

constexpr std::int64_t kDurationSecondsMax = 315'576'000'000;

void Split(Instant at, std::int64_t& s, std::int32_t& n) {
  const auto whole = std::chrono::floor<std::chrono::seconds>(at);
  s = whole.time_since_epoch().count();
  n = static_cast<std::int32_t>((at - whole).count());
}

// The digits at the front, and where they end; at most `digits_max`.
std::size_t Digits(std::string_view text, std::size_t digits_max, std::int64_t& number) {
  number = 0;
  std::size_t size = 0;
  for (; size < text.size() && size < digits_max && text[size] >= '0' && text[size] <= '9'; ++size) {
    number = number * 10 + (text[size] - '0');
  }
  return size;
}

}  // namespace

bool ParseTimestamp(std::string_view text, std::int64_t& s, std::int32_t& n) {
  const std::optional<Instant> at = ParseTime(text);
  if (!at) return false;
  Split(*at, s, n);
  if (*at > kEarliest && *at < kLatest) return true;

  // Saturated: read the same day and hour of a year that is not, whole cycles away.
  std::int64_t year = 0;
  Digits(text, 4, year);
  const std::int64_t ahead = ((year - kFirstExactYear) % kCycleYears + kCycleYears) % kCycleYears;
  const std::int64_t near = kFirstExactYear + ahead;
  std::string moved(text);
  std::to_chars(moved.data(), moved.data() + 4, near);
  Split(ParseTime(moved).value_or(*at), s, n);
  s += (year - near) / kCycleYears * kCycleSeconds;
  return s >= kFirstTimestamp && s <= kLastTimestamp;
}

bool ParseProtoDuration(std::string_view text, std::int64_t& s, std::int32_t& n) {
  const bool negative = !text.empty() && text.front() == '-';
  if (negative) text.remove_prefix(1);
  const std::size_t whole = Digits(text, 12, s);
  if (whole == 0 || s > kDurationSecondsMax) return false;
  text.remove_prefix(whole);
  std::int64_t fraction = 0;
  if (!text.empty() && text.front() == '.') {
    std::size_t digits = Digits(text.substr(1), 9, fraction);
    if (digits == 0) return false;
    text.remove_prefix(1 + digits);
    for (; digits < 9; ++digits) fraction *= 10;
  }
  if (text != "s") return false;
  if (negative) {
    s = -s;
    fraction = -fraction;
  }
  n = static_cast<std::int32_t>(fraction);
  return true;
}

}  // namespace loopbreaker
