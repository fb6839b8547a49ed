// What the figures of days say that no rule can: a team that takes in more than it can finish, and work that people did
// outside the process and that helped. Feedback like that of process rules, about the organisation and nobody in it.
//
// Looked at each Monday, local time, over what was known of all days: so it is a function of the figures and the clock.
#pragma once

#include <vector>

#include "figures/tally.h"
#include "loopbreaker/v1/escalation.pb.h"
#include "rules/rule.h"

namespace loopbreaker {

// Ids of feedback begin with these where no rule gives it. No rule may be called so (RuleLoader).
inline constexpr std::string_view kOverload = "overload";
inline constexpr std::string_view kWorkaround = "workaround";
bool IsFinding(std::string_view feedback_id);

// More came in than went out, beyond chance: so many standard deviations of the difference of two Poisson counts. One
// look in two hundred would find that in a team that keeps up. The first weeks of a team, as many as are looked at
// together, are not looked at.
inline constexpr double kOverloadZ = 2.58;
inline constexpr int kWorkaroundDays = 90;

// Findings that stand and those that are over, with all fields but those of revisions and people.
std::vector<v1::Feedback> FindingsOf(const Tally& tally, const RuleSettings& settings, Instant clock);

}  // namespace loopbreaker
