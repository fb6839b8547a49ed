// The figures of days over a store that was read whole.
#pragma once

#include "engine/fact_store.h"
#include "figures/tally.h"
#include "rules/rule_index.h"

namespace loopbreaker {

// The store keeps all fields. As Stream::CountDays after the same events.
Tally CountDays(const FactStore& store, const RuleIndex& rules, Instant clock);

}  // namespace loopbreaker
