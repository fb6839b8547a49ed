// Whether weekly counts grow or shrink, how sure that is, and when at this rate there would be next to none.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <vector>

namespace loopbreaker {

enum class Course : std::uint8_t { kTooShort, kShrinking, kNotShown, kGrowing };

// When the fitted line falls below one a week, in weeks after the last one counted.
struct Crossing {
  double weeks = 0;
  double soonest = 0;
  std::optional<double> latest;  // empty: perhaps never
};

struct Trend {
  Course course = Course::kTooShort;
  // Change from one week to the next as a factor, and where it probably lies (95 %).
  double factor = 1;
  double low = 1;
  double high = 1;
  std::optional<Crossing> superfluous;  // of what shrinks
};

// Fewer weeks, or fewer events in all of them, do not carry a trend.
inline constexpr std::size_t kTrendWeeksMin = 8;
inline constexpr double kTrendEventsMin = 20;

// A Poisson regression of the counts on the week, log link, whose errors are widened where counts scatter more than
// Poisson counts do (Pearson's chi-square over its degrees of freedom, never below 1), with Student's t at 95 %.
// Checked against scipy by tests/tools/weekly_trend.py.
Trend FitTrend(const std::vector<double>& counts);

}  // namespace loopbreaker
