// An open loop in one line, and what the customer has told of it already.
#pragma once

#include <string>
#include <vector>

#include "explain/wording.h"
#include "loopbreaker/v1/loop.pb.h"
#include "rules/judge.h"

namespace loopbreaker {

// "plumbing/leak at vlierstraat-17, since Mon 2 Feb 2026 08:52: 3 contacts, 3 visits (2 in vain); no parts
// (thermostatic valve 22 mm); waiting on us". `record` is of that loop.
std::string LoopLine(const Judge& judge, LoopIndex loop, const v1::LoopRecord& record, const Wording& wording);

// A line each: the cause, what is needed, what came in, how often the story was told.
std::vector<std::string> KnownOf(const Judge& judge, LoopIndex loop, const Wording& wording);

}  // namespace loopbreaker
