// What the text and the page of a backtest both say.
#pragma once

#include <string>

#include "backtest/backtest.h"

namespace loopbreaker {

// A sentence of the loops that dragged on.
std::string CatchesText(const Catches& catches, std::uint64_t dragged_on);
// "customer c1, promise P-1"; of feedback its group.
std::string WhomText(const Difference& difference);
// "disappears: customer c1, opened Tue 3 May 2016 10:00"; times are local to `result.zone`.
std::string SampleText(const BacktestResult& result, const Difference& difference);
// What changes in all.
std::string ChangesText(const BacktestResult& result);

}  // namespace loopbreaker
