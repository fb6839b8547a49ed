#include "explain/near_misses.h"

namespace loopbreaker {

std::vector<std::pair<LoopIndex, LoopIndex>> NearMisses(const Fold& fold, Instant clock) {
  std::vector<std::pair<LoopIndex, LoopIndex>> pairs;
  for (LoopIndex i = 0; i < fold.loops(); ++i) {
    const Loop& earlier = fold.loop(i);
    if (earlier.category == 0 || fold.ForgottenAt(earlier, clock)) continue;
    for (LoopIndex j = i + 1; j < fold.loops(); ++j) {
      const Loop& later = fold.loop(j);
      if (later.category == 0 || later.category == earlier.category || fold.ForgottenAt(later, clock)) continue;
      const bool compatible = earlier.unit == 0 || later.unit == 0 || earlier.unit == later.unit;
      if (compatible && later.first_time - earlier.last_fact < kNearMissSpan) pairs.emplace_back(i, j);
    }
  }
  return pairs;
}

}  // namespace loopbreaker
