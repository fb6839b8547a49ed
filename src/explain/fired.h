// An escalation, told: since when, at which level, how it ended, on what it rests.
#pragma once

#include <string>
#include <vector>

#include "explain/wording.h"
#include "rules/judge.h"

namespace loopbreaker {

// The first line tells of the escalation, the others are its evidence.
std::vector<std::string> TellVerdict(const Verdict& verdict, const History& history, const Judge& judge,
                                     const Wording& wording, Instant clock);

}  // namespace loopbreaker
