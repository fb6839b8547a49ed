// Which facts of a customer nobody will ask for any more (architecture, "Forgetting").
//
// All before some instant, or none: one at which no loop is alive, no reference is on both sides, and nothing stands
// that a later fact looks back at. What is after it folds as if the rest had never been, so a late fact, a correction
// and a fold from the start find what they need.
#pragma once

#include <string_view>

#include "event/pool.h"
#include "history/fold.h"

namespace loopbreaker {

// Whether any of the packed facts is older than `t`.
bool HasFactBefore(std::string_view facts, const TextPool& pool, Instant t);

// The latest such instant that is not after `old`, which is twice the horizon ago. `facts`: those of the fold, packed,
// with every version.
Instant ForgettableBefore(const Fold& fold, std::string_view facts, const TextPool& pool, Instant old);

}  // namespace loopbreaker
