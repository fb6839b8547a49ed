// The figures of days over a store that was read whole, as a final table counts them.
#pragma once

#include "engine/final_table.h"
#include "figures/tally.h"

namespace loopbreaker {

inline Tally CountDays(const FactStore& store, const RuleIndex& rules, Instant clock) {
  Tally days;
  WriteFinalVerdicts(
      store, rules, clock, [](const std::string& /*line*/) {}, &days);
  return days;
}

}  // namespace loopbreaker
