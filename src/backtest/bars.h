// Alerts by day as a small picture.
#pragma once

#include <string>

#include "backtest/backtest.h"

namespace loopbreaker {

// An inline SVG: old bars behind, new ones in front, a line at `limit` (0: none). Days are taken together where there
// are more of them than bars fit, and the caption says so.
std::string AlertBars(const BacktestResult& result, const OldNew<AlertLoad>& loads, std::uint32_t limit);

}  // namespace loopbreaker
