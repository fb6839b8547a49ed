// What one customer adds to the figures of days.
#pragma once

#include "base/local_days.h"
#include "figures/tally.h"
#include "history/fold.h"
#include "rules/rule.h"

namespace loopbreaker {

// What it reads of a fact besides what the fold does: whoever keeps only some fields keeps these.
inline constexpr std::uint64_t kTallyNeeds = [] {
  std::uint64_t needs = 0;
  for (const Field field :
       {Field::kTeam, Field::kAgent, Field::kToTeam, Field::kContactId, Field::kVisitId, Field::kContractor,
        Field::kDeviation, Field::kDeviationNote, Field::kDirection, Field::kDisposition, Field::kHandleTime,
        Field::kOutcome, Field::kFeeCents, Field::kOn, Field::kBlockers}) {
    needs |= BitOf(field);
  }
  return needs;
}();

// `taken`: so many facts of the fold's history, in total order, are in the fold. `clock`: not before them. `changes`
// (may be null): the next instant at which time alone changes what this says; kNever: none.
//
// Work is counted on the day on which it began, results on the day on which their loop did, and a share of those that
// did not come back as if nobody came back any more: whoever reads it knows how many days have passed since.
TallyParts TallyOf(const Fold& fold, std::size_t taken, const RuleSettings& settings, LocalDays& days, Instant clock,
                   Instant* changes = nullptr);

}  // namespace loopbreaker
