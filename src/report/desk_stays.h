// Which desks an escalation called, one after the other, and how long it lay with each.
#pragma once

#include <string>
#include <vector>

#include "engine/batch.h"
#include "reconcile/escalation.h"

namespace loopbreaker {

struct DeskStay {
  std::string desk;
  Instant from{};
  Instant until = kNever;  // kNever: it is there still
};

// `level`: that the activity has reached. When it went up is counted without pauses of the ladder, which an activity
// that is over does not tell any more: what it says is which desks, and nearly when.
std::vector<DeskStay> DeskStaysOf(const Rule& rule, const PastActivity& activity, int level,
                                  const RuleSettings& settings, const DeskPlace& place);

}  // namespace loopbreaker
