#include "report/desk_stays.h"

#include <algorithm>

namespace loopbreaker {

std::vector<DeskStay> DeskStaysOf(const Rule& rule, const PastActivity& activity, int level,
                                  const RuleSettings& settings, const DeskPlace& place) {
  std::vector<DeskStay> stays;
  for (int step = 0; step <= level; ++step) {
    const Span& after = rule.ladder[static_cast<std::size_t>(step)].after;
    const Instant from =
        std::min(activity.ended, settings.history.calendar.After(activity.opened, after.length, after.business));
    std::string desk = DeskOf(rule, step, settings, place);
    if (!stays.empty() && stays.back().desk == desk) continue;
    if (!stays.empty()) stays.back().until = from;
    stays.push_back({std::move(desk), from, activity.ended});
  }
  return stays;
}

}  // namespace loopbreaker
