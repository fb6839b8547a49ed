#include "backtest/bars.h"

#include <algorithm>
#include <cstdio>

#include "text/words.h"

namespace loopbreaker {
namespace {

constexpr int kWidth = 760;
constexpr int kHeight = 90;
constexpr int kBarsMax = 380;

std::string Rect(double x, double width, double height, const char* style) {
  char text[160];
  std::snprintf(text, sizeof text, R"(<rect class="%s" x="%.1f" y="%.1f" width="%.1f" height="%.1f"/>)", style, x,
                kHeight - height, width, height);
  return text;
}

}  // namespace

std::string AlertBars(const BacktestResult& result, const OldNew<AlertLoad>& loads, std::uint32_t limit) {
  const int days_a_bar = (result.days + kBarsMax - 1) / kBarsMax;
  const auto bars = static_cast<std::size_t>((result.days + days_a_bar - 1) / days_a_bar);
  OldNew<std::vector<std::uint32_t>> heights;
  std::uint32_t most = 1;
  for (const int side : {kOld, kNew}) {
    heights[side].resize(bars);
    for (const auto& [day, alerts] : loads[side].days()) {
      const auto at = static_cast<std::size_t>(std::max(0, day - result.first_day) / days_a_bar);
      std::uint32_t& height = heights[side][std::min(at, bars - 1)];
      height += alerts;
      most = std::max(most, height);
    }
  }
  const bool limited = limit != 0 && days_a_bar == 1 && limit <= most;
  const double step = static_cast<double>(kWidth) / static_cast<double>(bars);
  const auto scaled = [&](std::uint32_t n) { return static_cast<double>(n) * (kHeight - 2) / most; };
  const std::string unit = days_a_bar == 1 ? "day" : std::to_string(days_a_bar) + " days";
  std::string svg = "<figure><svg viewBox=\"0 0 " + std::to_string(kWidth) + " " + std::to_string(kHeight) +
                    "\" role=\"img\" aria-label=\"Alerts per " + unit + ", at most " + std::to_string(most) + "\">";
  for (std::size_t i = 0; i < bars; ++i) {
    const double x = static_cast<double>(i) * step;
    if (heights[kOld][i] != 0) svg += Rect(x, std::max(0.8, step * 0.9), scaled(heights[kOld][i]), "old");
    if (heights[kNew][i] != 0) svg += Rect(x + step * 0.2, std::max(0.8, step * 0.5), scaled(heights[kNew][i]), "new");
  }
  if (limited) {
    char line[96];
    const double y = kHeight - scaled(limit);
    std::snprintf(line, sizeof line, R"(<line class="limit" x1="0" x2="%d" y1="%.1f" y2="%.1f"/>)", kWidth, y, y);
    svg += line;
  }
  svg += "</svg><figcaption>Alerts per " + unit + ", " + DayText(result.first_day) + " to " +
         DayText(result.first_day + result.days - 1) + "; the highest bar is " + Grouped(most) +
         (limited ? ", the line is at " + std::to_string(limit) : "") +
         ". <span class=\"old\">old</span> <span class=\"new\">new</span></figcaption></figure>\n";
  return svg;
}

}  // namespace loopbreaker
