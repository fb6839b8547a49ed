// An expectation against what the rules say.
#pragma once

#include <string>
#include <vector>

#include "absl/time/time.h"
#include "scenario/rule_test.h"
#include "scenario/world.h"

namespace loopbreaker {

struct ComparedRow {
  std::string what;
  std::string expected;  // empty: only told
  std::string got;
  bool differs = false;
};

// Empty when one of the verdicts is what is expected (when none is expected: when there is none). Else every thing that
// was compared, against the verdict that comes nearest.
std::vector<ComparedRow> Compare(const Expectation& expectation, const std::vector<SeenVerdict>& verdicts,
                                 const absl::TimeZone& zone);

// In columns, indented; what differs is marked.
std::string SideBySide(const std::vector<ComparedRow>& rows);

}  // namespace loopbreaker
