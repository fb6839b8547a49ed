// What process feedback proposes: one sentence that the owner of the process can say yes or no to.
#pragma once

#include <string>

#include "loopbreaker/v1/escalation.pb.h"
#include "rules/rule.h"

namespace loopbreaker {

// "Put part valve on the van for plumbing/leak: 14 loops, € 2,100 and 31 customer days in 30 days." What the group is
// counted by decides what is proposed; a part or mandate that it is not counted by only where at least half of its
// loops lacked it. `feedback` is complete but for the sentence; `within` is the window of its rule.
std::string Suggest(const v1::Feedback& feedback, Nanos within, Language language);

}  // namespace loopbreaker
