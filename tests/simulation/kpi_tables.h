// The figures of days as they should be, and as a log has them, by key of the topic `kpi`.
#pragma once

#include <map>
#include <string>

#include "figures/tally.h"
#include "rules/rule.h"
#include "support/simulated_log.h"

namespace loopbreaker {

using KpiTable = std::map<std::string, std::string>;

// Days from `first` on: those before may stand as they were when their facts were forgotten.
KpiTable KpiTableOf(const Tally& tally, std::int32_t first = INT32_MIN);
// What a reader of the topic has in the end.
KpiTable PublishedKpi(const SimulatedLog& log, std::int32_t first);
// The keys in which they differ, with both contents; empty: they do not.
std::string DifferencesOfKpi(const KpiTable& wanted, const KpiTable& found);

}  // namespace loopbreaker
