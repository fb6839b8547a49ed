#include "base/local_days.h"

#include <chrono>

#include "absl/time/civil_time.h"

namespace loopbreaker {

std::int32_t LocalDays::Of(Instant at) {
  const auto local = at + StretchOf(at).offset;
  return static_cast<std::int32_t>(std::chrono::floor<std::chrono::days>(local).time_since_epoch().count());
}

const LocalDays::Stretch& LocalDays::StretchOf(Instant at) {
  const auto holds = [at](const Stretch& stretch) { return stretch.from <= at && at < stretch.until; };
  if (last_ < stretches_.size() && holds(stretches_[last_])) return stretches_[last_];
  for (last_ = 0; last_ < stretches_.size(); ++last_) {
    if (holds(stretches_[last_])) return stretches_[last_];
  }
  const absl::Time time = absl::FromUnixNanos(at.time_since_epoch().count());
  const absl::Duration offset = absl::Seconds(zone_.At(time).offset);
  Stretch found{at, kNever, Nanos{absl::ToInt64Nanoseconds(offset)}};
  if (absl::TimeZone::CivilTransition jump; zone_.NextTransition(time, &jump)) {
    found.until = Instant{Nanos{absl::ToUnixNanos(absl::FromCivil(jump.from, absl::UTCTimeZone()) - offset)}};
  }
  // Back to `at` the same stretch is already known from a later instant on.
  for (last_ = 0; last_ < stretches_.size(); ++last_) {
    if (stretches_[last_].until != found.until) continue;
    stretches_[last_].from = at;
    return stretches_[last_];
  }
  return stretches_.emplace_back(found);
}

}  // namespace loopbreaker
