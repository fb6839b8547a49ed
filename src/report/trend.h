// Whether weekly counts grow or shrink, how sure that is, and when at this rate there would be next to none.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <vector>

namespace loopbreaker {

enum class Course : std::uint8_t { kTooShort, kShrinking, kNotShown, kGrowing };

// When the fitted line falls below one a week, in weeks after the last one counted, at least one.
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
  std::optional<Crossing> superfluous;  // of what shrinks and is more than next to nothing
  bool next_to_nothing = false;         // once more, and fewer than one a week in the last weeks
  bool uneven = false;                  // the line is below one already, but the last weeks are not: when, nobody knows
};

// Fewer weeks, or fewer events in all of them, do not carry a trend.
inline constexpr std::size_t kTrendWeeksMin = 8;
inline constexpr double kTrendEventsMin = 20;
// What lies further back says little of what will come.
inline constexpr std::size_t kTrendWeeksMax = 26;
// Whose mean is what comes in now.
inline constexpr std::size_t kTrendLastWeeks = 4;

// A Poisson regression of the counts on the week, log link, whose errors are widened where counts scatter more than
// Poisson counts do (Pearson's chi-square over its degrees of freedom, never below 1), with Student's t at 95 %. Of the
// last kTrendWeeksMax counts.
// Checked against scipy by tests/tools/weekly_trend.py.
Trend FitTrend(const std::vector<double>& counts);

}  // namespace loopbreaker
