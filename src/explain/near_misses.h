// Loops that may be one problem under two names.
#pragma once

#include <string>
#include <utility>
#include <vector>

#include "base/time.h"
#include "history/fold.h"

namespace loopbreaker {

// How far apart two loops may be.
inline constexpr Nanos kNearMissSpan = Days{14};

// Pairs of loops with compatible units and different categories, of which the later begins while the earlier goes on or
// less than kNearMissSpan after its last fact. Forgotten loops are left out.
std::vector<std::pair<LoopIndex, LoopIndex>> NearMisses(const Fold& fold, Instant clock);

}  // namespace loopbreaker
