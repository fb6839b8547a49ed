// The demonstration's month, played live with the supervisor's page.
#pragma once

#include <string>

#include "rules/rule_index.h"

namespace loopbreaker {

struct DemoLiveOptions {
  std::string listen = "127.0.0.1:8080";
  double speed = 1;  // 1: a month in about two minutes
};

// Until Ctrl-C. An exit code; what is wrong is said on stderr.
int PlayMonth(const RuleIndex& rules, const DemoLiveOptions& options);

}  // namespace loopbreaker
