#include "scenario/when.h"

#include <algorithm>

#include "absl/time/civil_time.h"
#include "base/text.h"

namespace loopbreaker {
namespace {

// Two or four digits at `at` in `text`; -1 when there are none.
int Digits(std::string_view text, std::size_t at, std::size_t count) {
  int number = 0;
  for (std::size_t i = at; i < at + count; ++i) {
    if (text[i] < '0' || text[i] > '9') return -1;
    number = number * 10 + (text[i] - '0');
  }
  return number;
}

}  // namespace

std::optional<Instant> ParseWhen(std::string_view text, const absl::TimeZone& zone) {
  if (text.size() > 10 && text[10] == 'T') return ParseTime(text);
  if (text.size() != 16 && text.size() != 19) return std::nullopt;
  constexpr std::string_view kForm = "####-##-## ##:##:##";
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (kForm[i] != '#' && text[i] != kForm[i]) return std::nullopt;
  }
  const int year = Digits(text, 0, 4);
  const int month = Digits(text, 5, 2);
  const int day = Digits(text, 8, 2);
  const int hour = Digits(text, 11, 2);
  const int minute = Digits(text, 14, 2);
  const int second = text.size() == 19 ? Digits(text, 17, 2) : 0;
  if (std::min({year, month, day, hour, minute, second}) < 0) return std::nullopt;
  const absl::CivilSecond local(year, month, day, hour, minute, second);
  // A civil time mends what is out of range: then it is not what was written.
  if (local.month() != month || local.day() != day || local.hour() != hour || local.minute() != minute) {
    return std::nullopt;
  }
  const absl::TimeZone::TimeInfo info = zone.At(local);
  if (info.kind == absl::TimeZone::TimeInfo::SKIPPED) return std::nullopt;
  return FromSecondsNanos(absl::ToUnixSeconds(info.pre), 0);
}

std::string FormatWhen(Instant at, const absl::TimeZone& zone) {
  const auto whole = std::chrono::floor<seconds>(at);
  if (at != whole) return FormatTime(at);
  const absl::Time time = absl::FromUnixSeconds(whole.time_since_epoch().count());
  const bool with_seconds = whole.time_since_epoch().count() % 60 != 0;
  return absl::FormatTime(with_seconds ? "%Y-%m-%d %H:%M:%S" : "%Y-%m-%d %H:%M", time, zone);
}

}  // namespace loopbreaker
