// The one sentence that says what would break the loop, built from the blockers that stand.
#pragma once

#include <string>
#include <vector>

#include "rules/rule.h"

namespace loopbreaker {

struct StepInput {
  std::uint32_t blockers = 0;  // mask of those that stand
  std::vector<std::string> parts = {};
  std::vector<std::string> authorisations = {};
  std::uint8_t waits_on = 0;  // v1::WaitsOn
  bool resolved = false;
};

std::string NextStep(const StepInput& input, Language language);

}  // namespace loopbreaker
