// A backtest for a terminal, at most 100 columns where names allow.
#pragma once

#include <string>

#include "backtest/backtest.h"

namespace loopbreaker {

std::string BacktestText(const BacktestResult& result);

}  // namespace loopbreaker
