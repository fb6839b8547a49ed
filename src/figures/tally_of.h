// What one customer adds to the figures of days.
#pragma once

#include "figures/tally.h"
#include "history/fold.h"
#include "rules/rule.h"

namespace loopbreaker {

// `taken`: so many facts of the fold's history, in total order, are in the fold. `clock`: not before them. `changes`
// (may be null): the next instant at which time alone changes what this says; kNever: none.
//
// Work is counted on the day on which it began, results on the day on which their loop did, and a share of those that
// did not come back as if nobody came back any more: whoever reads it knows how many days have passed since.
TallyParts TallyOf(const Fold& fold, std::size_t taken, const RuleSettings& settings, Instant clock,
                   Instant* changes = nullptr);

}  // namespace loopbreaker
