#include "report/piles.h"

#include <algorithm>

#include "base/day.h"

namespace loopbreaker {

std::int32_t Piles::WeekOf(Instant at) const { return MondayOf(settings_.history.calendar.LocalDay(at)); }

void Piles::Add(const std::string& name, const PileItem& item, const std::string& cause) {
  OfName& of = names_[name];
  of.items.push_back({item, item.length > settings_.LeadTimeOf(name).length});
  if (WeekOf(item.from) > WeekOf(clock_) - 7 * kCauseWeeks) ++of.causes[cause];
}

Pile Piles::Sum(const std::string& name, const OfName& of) const {
  Pile pile;
  pile.name = name;
  pile.limit = settings_.LeadTimeOf(name);
  std::int32_t first = WeekOf(clock_);
  for (const Kept& kept : of.items) first = std::min(first, WeekOf(kept.item.from));
  pile.weeks.resize(static_cast<std::size_t>((WeekOf(clock_) - first) / 7) + 1);
  const auto week = [&](Instant at) { return static_cast<std::size_t>((WeekOf(at) - first) / 7); };
  for (std::size_t i = 0; i < pile.weeks.size(); ++i) {
    pile.weeks[i].monday = first + 7 * static_cast<std::int32_t>(i);
  }
  for (const auto& [item, late] : of.items) {
    ++pile.in;
    ++pile.weeks[week(item.from)].in;
    const bool gone = item.until <= clock_;
    if (gone) {
      PileWeek& out = pile.weeks[week(item.until)];
      ++pile.out;
      ++out.out;
      pile.late += late ? 1 : 0;
      out.late += late ? 1 : 0;
    } else {
      pile.pile_late += late ? 1 : 0;
    }
    for (std::size_t i = week(item.from); i < (gone ? week(item.until) : pile.weeks.size()); ++i) {
      const Instant end = std::min(clock_, MidnightOf(pile.weeks[i].monday + 7, settings_.history.calendar.zone()));
      ++pile.weeks[i].pile;
      pile.weeks[i].oldest = std::max(pile.weeks[i].oldest, end - item.from);
    }
  }

  // The first week has only what came in after the data began, the last is not over.
  std::vector<double> in;
  for (std::size_t i = 1; i + 1 < pile.weeks.size(); ++i) in.push_back(static_cast<double>(pile.weeks[i].in));
  pile.trend = FitTrend(in);
  for (const auto& [what, number] : of.causes) pile.causes.push_back({what, number});
  std::stable_sort(pile.causes.begin(), pile.causes.end(),
                   [](const PileCause& a, const PileCause& b) { return a.in > b.in; });
  if (pile.causes.size() > kCausesMax) pile.causes.resize(kCausesMax);
  return pile;
}

std::vector<Pile> Piles::Result() {
  std::vector<Pile> piles;
  for (const auto& [name, of] : names_) piles.push_back(Sum(name, of));
  std::stable_sort(piles.begin(), piles.end(), [](const Pile& a, const Pile& b) { return a.in > b.in; });
  return piles;
}

}  // namespace loopbreaker
