// A real log: an excerpt of the incidents of an IT service desk (examples/uci).
#pragma once

#include <string>

#include "cli/demo_page.h"
#include "rules/rule_index.h"

namespace loopbreaker {

// False: `error` says what is wrong with what was bundled.
bool TellRealLog(const RuleIndex& rules, DemoPage& page, std::string& error);

}  // namespace loopbreaker
