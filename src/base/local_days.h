// Local days of many instants, ten times as fast as by the calendar: most of them lie between the same two changes of
// the clocks.
//
// As Calendar::LocalDay of its zone. Not safe for concurrent use.
#pragma once

#include <cstdint>
#include <vector>

#include "absl/time/time.h"
#include "base/time.h"

namespace loopbreaker {

class LocalDays {
 public:
  explicit LocalDays(const absl::TimeZone& zone) : zone_(zone) {}

  // Days since 1970-01-01 of the local date.
  std::int32_t Of(Instant at);

 private:
  // [from, until): the same distance from UTC.
  struct Stretch {
    Instant from{};
    Instant until{};
    Nanos offset{0};
  };
  const Stretch& StretchOf(Instant at);

  absl::TimeZone zone_;
  std::vector<Stretch> stretches_;
  std::size_t last_ = 0;  // that was asked for
};

}  // namespace loopbreaker
