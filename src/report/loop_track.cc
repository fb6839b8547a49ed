#include "report/loop_track.h"

#include <algorithm>

namespace loopbreaker {

bool LoopTrack::UnsettledAt(Instant t) const {
  const auto next =
      std::upper_bound(points.begin(), points.end(), t, [](Instant at, const Point& point) { return at < point.at; });
  return next != points.begin() && t < std::prev(next)->unsettled_until;
}

void LoopTracks::Look(const Fold& fold, LoopIndex index, Instant t) {
  if (tracks_.size() <= index) tracks_.resize(index + 1);
  LoopTrack& track = tracks_[index];
  const Loop& loop = fold.loop(index);
  track.attribution.Look(fold, loop, t);
  if (GoesRound(loop)) track.round_since = std::min(track.round_since, t);
  if (!track.points.empty()) {
    Instant& until = track.points.back().unsettled_until;
    until = std::min(until, t);
  }
  track.points.push_back({t, fold.UnsettledUntil(loop), track.round_since <= t});
  if (track.waits_on == loop.waits_on && track.waits_since == loop.waits_since) return;
  if (track.waits_on != 0) track.waited[track.waits_on] += t - track.waits_since;
  track.waits_on = loop.waits_on;
  track.waits_since = loop.waits_since;
}

const LoopTrack& LoopTracks::Of(LoopIndex loop) const {
  static const LoopTrack kNothing;
  return loop < tracks_.size() ? tracks_[loop] : kNothing;
}

}  // namespace loopbreaker
