#include "report/pictures.h"

#include <algorithm>
#include <cstdio>

#include "text/words.h"

namespace loopbreaker {
namespace {

constexpr int kWeeksWidth = 1000;
constexpr int kWeeksHeight = 200;

std::string Number(double value) {
  char text[32];
  std::snprintf(text, sizeof text, "%.1f", value);
  return text;
}

std::string Rect(const char* style, double x, double y, double width, double height) {
  return std::string("<rect class=\"") + style + "\" x=\"" + Number(x) + "\" y=\"" + Number(y) + "\" width=\"" +
         Number(width) + "\" height=\"" + Number(height) + "\"/>";
}

std::string Svg(const char* style, int width, int height, const std::string& alternative, const std::string& body) {
  return std::string("<svg class=\"") + style + "\" viewBox=\"0 0 " + std::to_string(width) + " " +
         std::to_string(height) + "\" preserveAspectRatio=\"none\" role=\"img\" aria-label=\"" + Escaped(alternative) +
         "\">" + body + "</svg>";
}

}  // namespace

std::string ShareBar(double share, const std::string& alternative) {
  return Svg("bar", 100, 8, alternative, Rect("rest", 0, 0, 100, 8) + Rect("full", 0, 0, 100 * share, 8));
}

std::string IntervalBar(double share, const Interval& interval, const std::string& alternative) {
  return Svg("bar", 100, 8, alternative,
             Rect("rest", 0, 0, 100, 8) +
                 Rect("range", 100 * interval.low, 0, 100 * (interval.high - interval.low), 8) +
                 Rect("mark", std::clamp(100 * share - 0.6, 0.0, 98.8), 0, 1.2, 8));
}

std::string StackedBar(const std::vector<double>& shares, const std::string& alternative) {
  std::string body;
  double x = 0;
  for (std::size_t i = 0; i < shares.size(); ++i) {
    const std::string style = "part" + std::to_string(i + 1);
    body += Rect(style.c_str(), x, 0, 100 * shares[i], 8);
    x += 100 * shares[i];
  }
  return Svg("bar tall", 100, 8, alternative, body);
}

std::string WeeksPicture(const std::vector<Week>& weeks, const Speech& speech) {
  std::uint64_t most = 1;
  std::uint64_t most_began = 0;
  for (const Week& week : weeks) {
    most_began = std::max(most_began, week.began);
    most = std::max({most, week.began, week.open});
  }
  const double step = static_cast<double>(kWeeksWidth) / static_cast<double>(weeks.size());
  const auto height = [&](std::uint64_t n) {
    return static_cast<double>(n) * (kWeeksHeight - 4) / static_cast<double>(most);
  };
  std::string body;
  std::string open;
  std::string round;
  for (std::size_t i = 0; i < weeks.size(); ++i) {
    const double x = step * static_cast<double>(i);
    body += Rect("began", x + step * 0.15, kWeeksHeight - height(weeks[i].began), step * 0.7, height(weeks[i].began));
    const std::string middle = Number(x + step / 2) + ",";
    open += middle + Number(kWeeksHeight - 1 - height(weeks[i].open)) + " ";
    round += middle + Number(kWeeksHeight - 1 - height(weeks[i].round)) + " ";
  }
  body += "<polyline class=\"open\" points=\"" + open + "\"/><polyline class=\"round\" points=\"" + round + "\"/>";
  const std::string from = speech.Day(weeks.front().monday);
  const std::string to = speech.Day(weeks.back().monday + 6);
  const std::string alternative = speech.Say("weeks.alt", from, to, speech.Number(most_began),
                                             speech.Number(weeks.back().open), speech.Number(weeks.back().round));
  const auto key = [&](const char* style, TextKey text) {
    return std::string("<span><svg class=\"key\" viewBox=\"0 0 24 10\" aria-hidden=\"true\">") +
           (std::string_view(style) == "began"
                ? Rect(style, 4, 0, 14, 10)
                : std::string("<polyline class=\"") + style + "\" points=\"0,5 24,5\"/>") +
           "</svg> " + Escaped(speech.Say(text)) + "</span> ";
  };
  return "<figure><div class=\"axis\">" + speech.Number(most) + "</div>" +
         Svg("weeks", kWeeksWidth, kWeeksHeight, alternative, body) + "<div class=\"ends\"><span>" + Escaped(from) +
         "</span><span>" + Escaped(to) + "</span></div><figcaption>" + key("began", "weeks.began") +
         key("open", "weeks.open") + key("round", "weeks.round") + "</figcaption></figure>\n";
}

}  // namespace loopbreaker
