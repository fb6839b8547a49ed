// The plumber: one tenant's problem in the order of time, and what was learnt from it.
#pragma once

#include <string>

#include "cli/demo_page.h"
#include "rules/rule_index.h"

namespace loopbreaker {

// False: `error` says what is wrong with what was bundled.
bool TellPlumber(const RuleIndex& rules, DemoPage& page, std::string& error);

}  // namespace loopbreaker
