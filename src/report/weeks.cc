#include "report/weeks.h"

#include <algorithm>

#include "base/day.h"

namespace loopbreaker {
Weeks::Weeks(const Calendar& calendar, Instant first, Instant clock)
    : calendar_(calendar), clock_(clock), first_monday_(MondayOf(calendar.LocalDay(first))) {
  weeks_.resize(WeekOf(clock) + 1);
  for (std::size_t i = 0; i < weeks_.size(); ++i) weeks_[i].monday = first_monday_ + 7 * static_cast<std::int32_t>(i);
  open_.resize(weeks_.size() + 1);
  round_.resize(weeks_.size() + 1);
}

std::size_t Weeks::WeekOf(Instant at) const {
  return static_cast<std::size_t>(std::max(0, (calendar_.LocalDay(at) - first_monday_) / 7));
}

void Weeks::Take(const Loop& loop, const LoopTrack& track) {
  if (loop.first_time > clock_) return;
  ++weeks_[WeekOf(loop.first_time)].began;
  const std::size_t last = weeks_.size() - 1;
  for (const LoopTrack::Point& point : track.points) {
    const Instant until = std::min(point.unsettled_until, AddSaturated(clock_, Nanos{1}));
    if (until <= point.at) continue;
    // Unsettled at the end of a week: the instant at which the next one begins.
    const std::size_t from = WeekOf(point.at);
    const std::size_t to = until > clock_ ? last + 1 : std::min(WeekOf(until - Nanos{1}), last);
    if (from >= to) continue;
    ++open_[from];
    --open_[to];
    if (!point.round) continue;
    ++round_[from];
    --round_[to];
  }
}

std::vector<Week> Weeks::Result() {
  std::int64_t open = 0;
  std::int64_t round = 0;
  for (std::size_t i = 0; i < weeks_.size(); ++i) {
    weeks_[i].open = static_cast<std::uint64_t>(open += open_[i]);
    weeks_[i].round = static_cast<std::uint64_t>(round += round_[i]);
  }
  return std::move(weeks_);
}

}  // namespace loopbreaker
