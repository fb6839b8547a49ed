// Instants and durations, and their text.
//
// Instants are nanoseconds since the Unix epoch, UTC. What fits are the years 1678 to 2261; `kEarliest` and `kLatest`
// leave room for adding any duration of a rule (kLongest) without overflow, and an event outside them is refused when
// it is decoded.
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace loopbreaker {

using Nanos = std::chrono::nanoseconds;
using Instant = std::chrono::sys_time<Nanos>;

using std::chrono::hours;
using std::chrono::minutes;
using std::chrono::seconds;
using Days = std::chrono::days;

// 1700-01-01 and 2200-01-01.
inline constexpr Instant kEarliest{seconds{-8520336000}};
inline constexpr Instant kLatest{seconds{7258118400}};
// The longest duration that a rule or a setting may name: 20 years.
inline constexpr Nanos kLongest = Days{7305};
// "never": later than any instant that a fact or a rule can produce.
inline constexpr Instant kNever = Instant::max();

// RFC 3339 with any offset, up to nanoseconds: "2026-03-02T10:00:00Z", "2026-03-02T11:00:00.5+01:00". Nothing else.
// Times outside kEarliest..kLatest are saturated to these, so that a due date in the year 9999 means "in effect never".
std::optional<Instant> ParseTime(std::string_view text);

// RFC 3339 in UTC without trailing zeros in the fraction: "2026-03-02T10:00:00Z", "2026-03-02T10:00:00.5Z".
std::string FormatTime(Instant at);

// From seconds and nanoseconds as protobuf has them; saturates like ParseTime.
Instant FromSecondsNanos(std::int64_t s, std::int32_t n);

// Adds without overflow, saturating at kNever.
constexpr Instant AddSaturated(Instant at, Nanos n) {
  if (n.count() > 0 && at.time_since_epoch().count() > kNever.time_since_epoch().count() - n.count()) return kNever;
  return at + n;
}

// "90d", "36h", "15m", "30s" and sums of them largest first ("1d12h"); a day is 24 hours. Not negative. Empty when it
// is not one or longer than kLongest.
std::optional<Nanos> ParseDuration(std::string_view text);

// The shortest text of a duration in the same form, rounded down to seconds: "4d", "1d12h", "0s".
std::string FormatDuration(Nanos n);

}  // namespace loopbreaker
