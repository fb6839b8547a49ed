// Loops by local week, from Monday to Monday: how many began, how many were unsettled when it ended.
#pragma once

#include <vector>

#include "base/calendar.h"
#include "report/report.h"

namespace loopbreaker {

class Weeks {
 public:
  Weeks(const Calendar& calendar, Instant first, Instant clock);
  void Take(const Loop& loop, const LoopTrack& track);
  std::vector<Week> Result();

 private:
  std::size_t WeekOf(Instant at) const;

  const Calendar& calendar_;
  Instant clock_;
  std::int32_t first_monday_;
  // `open` and `round` as the difference to the week before; of the last week, what is unsettled at the clock.
  std::vector<Week> weeks_;
  std::vector<std::int64_t> open_;
  std::vector<std::int64_t> round_;
};

}  // namespace loopbreaker
