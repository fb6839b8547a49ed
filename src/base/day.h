// Days by their number since 1970-01-01, as figures and tables keep them, and the dates and instants that they are.
#pragma once

#include <cstdint>

#include "absl/time/civil_time.h"
#include "absl/time/time.h"
#include "base/time.h"

namespace loopbreaker {

inline std::int32_t DayNumber(absl::CivilDay date) {
  return static_cast<std::int32_t>(date - absl::CivilDay(1970, 1, 1));
}
inline absl::CivilDay DateOf(std::int32_t day) { return absl::CivilDay(1970, 1, 1) + day; }

// The Monday of its week. 1970-01-01 was a Thursday.
inline std::int32_t MondayOf(std::int32_t day) { return day - (((day + 3) % 7) + 7) % 7; }

// The local midnight at which it begins.
inline Instant MidnightOf(std::int32_t day, const absl::TimeZone& zone) {
  return Instant{Nanos{absl::ToUnixNanos(absl::FromCivil(DateOf(day), zone))}};
}

}  // namespace loopbreaker
