// Results as a JUnit report, which every CI system can show.
#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "scenario/run.h"

namespace loopbreaker {

// The tests of one file; or, where it could not be read, the errors.
struct RuleTestReport {
  std::string file;
  std::vector<RuleTestResult> results;
  std::string errors;  // not empty: the file counts as one failed test
};

std::string ToJUnit(const std::vector<RuleTestReport>& reports);

}  // namespace loopbreaker
