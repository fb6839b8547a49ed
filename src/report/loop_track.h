// Follows the loops of one customer through time, for what a fold at the end does not know any more: since when a loop
// goes round, when it was unsettled, how long it waited on whom.
#pragma once

#include <array>
#include <vector>

#include "explain/attribution.h"
#include "figures/results.h"
#include "history/fold.h"

namespace loopbreaker {

struct LoopTrack {
  // From `at` to the next point.
  struct Point {
    Instant at{};
    Instant unsettled_until{};  // as Fold::UnsettledUntil; not beyond the next point
    bool round = false;
  };
  std::vector<Point> points;
  Instant round_since = kNever;
  std::array<Nanos, v1::WaitsOn::Value_ARRAYSIZE> waited{};  // by party; ended waits only
  std::uint8_t waits_on = 0;
  Instant waits_since{};
  Attribution attribution;

  bool UnsettledAt(Instant t) const;
  bool RoundAt(Instant t) const { return round_since <= t; }
};

class LoopTracks {
 public:
  void Clear() { tracks_.clear(); }
  // After each instant that touched the loop, in order (Batch::OnChange).
  void Look(const Fold& fold, LoopIndex loop, Instant t);
  // The loops by their number; those that were never touched are missing at the end.
  const LoopTrack& Of(LoopIndex loop) const;

 private:
  std::vector<LoopTrack> tracks_;
};

}  // namespace loopbreaker
