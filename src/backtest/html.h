// A backtest as one page for people: nothing is loaded from elsewhere, and it prints.
#pragma once

#include <string>

#include "backtest/backtest.h"

namespace loopbreaker {

std::string BacktestHtml(const BacktestResult& result);

}  // namespace loopbreaker
