// Small pictures as inline SVG, each with a text alternative. They stretch to the width that they get, so they hold no
// text: what must be read stands beside them.
#pragma once

#include <string>
#include <vector>

#include "figures/rate.h"
#include "report/report.h"
#include "report/speech.h"

namespace loopbreaker {

// A bar of `share` (0 to 1) of its width.
std::string ShareBar(double share, const std::string& alternative);
// Where a share probably lies, with a mark at what was counted.
std::string IntervalBar(double share, const Interval& interval, const std::string& alternative);
// Parts of a whole side by side, each in a class of its own ("part1", "part2" ...).
std::string StackedBar(const std::vector<double>& shares, const std::string& alternative);
// Loops that began as bars, those open at the end of each week as a line, those going round as a broken one. REQUIRES:
// at least two weeks.
std::string WeeksPicture(const std::vector<Week>& weeks, const Speech& speech);

}  // namespace loopbreaker
