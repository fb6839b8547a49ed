// One line of the final table.
#pragma once

#include <string>
#include <vector>

#include "history/fold.h"
#include "rules/process.h"
#include "rules/verdict.h"

namespace loopbreaker {

std::string VerdictLine(const Verdict& verdict, std::string_view customer, const Fold& fold);
std::string LoopLine(LoopIndex loop, std::string_view customer, const Fold& fold, Instant clock);

// What stands behind the entries of a group.
struct GroupFigures {
  std::vector<std::pair<std::string, std::string>> evidence;  // source and id, in total order
  std::uint64_t loops = 0;
  std::uint64_t customers = 0;
  std::int64_t cost_cents = 0;
  std::int64_t customer_days = 0;
};
std::string GroupLine(const ProcessVerdict& verdict, const std::vector<std::pair<std::string, std::string>>& group,
                      const GroupFigures& figures);

}  // namespace loopbreaker
