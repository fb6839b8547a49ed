// Runs tests of rules. Time is that of the events and of the expectations: nothing waits, nothing reads a clock.
#pragma once

#include <string>
#include <vector>

#include "scenario/rule_test.h"

namespace loopbreaker {

struct RuleTestResult {
  std::string name;
  int line = 0;
  // What went wrong, each several lines of text that end with a newline; empty: the test passed.
  std::vector<std::string> failures;
  bool passed() const { return failures.empty(); }
};

RuleTestResult RunRuleTest(const RuleTest& test, const RuleTestFile& file);

}  // namespace loopbreaker
