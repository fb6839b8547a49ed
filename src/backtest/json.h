// A backtest for programs.
#pragma once

#include <string>

#include "backtest/backtest.h"

namespace loopbreaker {

// One JSON object, with every difference and not samples only. Times are RFC 3339 in UTC, days local, lengths in
// seconds; what a rule set does not have is null.
std::string BacktestJson(const BacktestResult& result);

}  // namespace loopbreaker
