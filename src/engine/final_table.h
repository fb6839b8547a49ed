// The final table: every verdict, or every loop, at the clock, as JSON lines (contract: "The final table").
#pragma once

#include <functional>
#include <string>

#include "engine/fact_store.h"
#include "rules/judge.h"
#include "rules/process.h"

namespace loopbreaker {

class Tally;

using LineSink = std::function<void(const std::string& line)>;

struct FinalSummary {
  std::uint64_t facts = 0;
  std::uint64_t duplicates = 0;
  std::uint64_t conflicts = 0;
  std::uint64_t loops = 0;
  // By rule (as RuleSet::rules): open and resolved verdicts.
  std::vector<std::uint64_t> open;
  std::vector<std::uint64_t> resolved;
  // Supervisor actions whose escalation and loop, or feedback, nobody knows, serialised, when `park_for` has passed.
  // Actions on feedback are looked at with the verdicts only, and not those on what no rule gives (figures/findings.h).
  std::vector<std::string> unknown_actions;
};

// Folds every customer from scratch. Verdicts of shadow rules are in the table too. Customers in the order of their
// first event. `days` (may be null) gets what each adds to the figures of days, as Stream::CountDays has them after the
// same events; the store then keeps what they need (kTallyNeeds).
FinalSummary WriteFinalVerdicts(const FactStore& store, const RuleIndex& rules, Instant clock, const LineSink& sink,
                                Tally* days = nullptr);
FinalSummary WriteFinalLoops(const FactStore& store, const RuleIndex& rules, Instant clock, const LineSink& sink,
                             Tally* days = nullptr);

}  // namespace loopbreaker
