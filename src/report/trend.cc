#include "report/trend.h"

#include <algorithm>
#include <boost/math/distributions/students_t.hpp>
#include <cmath>
#include <cstddef>
#include <numeric>

namespace loopbreaker {
namespace {

constexpr int kStepsMax = 50;
constexpr double kClose = 1e-12;
// Beyond ten years nobody plans.
constexpr double kWeeksMax = 520;

// log(mean) = level + slope * (week - middle), with the covariance of both.
struct Line {
  double level = 0;
  double slope = 0;
  double var_level = 0;
  double var_slope = 0;
  double covariance = 0;
  double middle = 0;

  double At(double week) const { return level + slope * (week - middle); }
  double ErrorAt(double week) const {
    const double x = week - middle;
    return std::sqrt(std::max(0.0, var_level + 2 * x * covariance + x * x * var_slope));
  }
};

Line Fit(const std::vector<double>& counts) {
  const auto n = static_cast<double>(counts.size());
  const double sum = std::accumulate(counts.begin(), counts.end(), 0.0);
  Line line;
  line.middle = (n - 1) / 2;
  line.level = std::log(sum / n);
  double aa = 0;
  double ab = 0;
  double bb = 0;
  // Newton's steps on the likelihood, which has one maximum.
  for (int step = 0; step < kStepsMax; ++step) {
    double ga = 0;
    double gb = 0;
    aa = ab = bb = 0;
    for (std::size_t i = 0; i < counts.size(); ++i) {
      const double x = static_cast<double>(i) - line.middle;
      const double mean = std::exp(line.level + line.slope * x);
      ga += counts[i] - mean;
      gb += x * (counts[i] - mean);
      aa += mean;
      ab += mean * x;
      bb += mean * x * x;
    }
    const double determinant = aa * bb - ab * ab;
    const double da = (bb * ga - ab * gb) / determinant;
    const double db = (aa * gb - ab * ga) / determinant;
    line.level += da;
    line.slope += db;
    if (std::abs(da) + std::abs(db) < kClose) break;
  }
  double chi_square = 0;
  for (std::size_t i = 0; i < counts.size(); ++i) {
    const double mean = std::exp(line.At(static_cast<double>(i)));
    chi_square += (counts[i] - mean) * (counts[i] - mean) / mean;
  }
  const double scatter = std::max(1.0, chi_square / (n - 2));
  const double determinant = aa * bb - ab * ab;
  line.var_level = scatter * bb / determinant;
  line.var_slope = scatter * aa / determinant;
  line.covariance = -scatter * ab / determinant;
  return line;
}

// The first week from `from` on in which the line, `widths` errors up, is below one; empty: none within kWeeksMax.
std::optional<double> Below(const Line& line, double from, double widths) {
  const auto above = [&](double week) { return line.At(week) + widths * line.ErrorAt(week) > 0; };
  if (!above(from)) return from;
  double low = from;
  double high = from;
  do {
    low = high;
    high += 1;
    if (high - from > kWeeksMax) return std::nullopt;
  } while (above(high));
  for (int step = 0; step < kStepsMax; ++step) {
    const double middle = (low + high) / 2;
    (above(middle) ? low : high) = middle;
  }
  return high;
}

}  // namespace

Trend FitTrend(const std::vector<double>& all) {
  Trend trend;
  const std::vector<double> counts(all.end() - static_cast<std::ptrdiff_t>(std::min(all.size(), kTrendWeeksMax)),
                                   all.end());
  if (counts.size() < kTrendWeeksMin) return trend;
  const auto sum = [](auto begin, auto end) { return std::accumulate(begin, end, 0.0); };
  const double lately = sum(counts.end() - kTrendLastWeeks, counts.end());
  trend.next_to_nothing =
      lately < static_cast<double>(kTrendLastWeeks) && sum(all.begin(), all.end()) >= kTrendEventsMin;
  if (sum(counts.begin(), counts.end()) < kTrendEventsMin) return trend;
  const Line line = Fit(counts);
  const boost::math::students_t student(static_cast<double>(counts.size()) - 2);
  const double widths = boost::math::quantile(student, 0.975);
  const double reach = widths * std::sqrt(line.var_slope);
  trend.factor = std::exp(line.slope);
  trend.low = std::exp(line.slope - reach);
  trend.high = std::exp(line.slope + reach);
  trend.course = trend.high < 1 ? Course::kShrinking : trend.low > 1 ? Course::kGrowing : Course::kNotShown;
  if (trend.course != Course::kShrinking) return trend;
  const double last = static_cast<double>(counts.size()) - 1;
  const auto weeks = Below(line, last, 0);
  const auto soonest = Below(line, last, -widths);
  trend.uneven = !trend.next_to_nothing && weeks && *weeks == last;
  if (trend.next_to_nothing || trend.uneven || !weeks || !soonest) return trend;
  const auto after_last = [last](double week) { return std::max(1.0, week - last); };
  trend.superfluous = Crossing{after_last(*weeks), after_last(*soonest), Below(line, last, widths)};
  if (trend.superfluous->latest) trend.superfluous->latest = after_last(*trend.superfluous->latest);
  return trend;
}

}  // namespace loopbreaker
