// What comes in at a team or a desk, what goes out, what lies there and how long: week by week, with the trend of what
// comes in and what that is.
//
// A team's work are loops that lie with it (figures/stays.h), a desk's are escalations that call it.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "base/calendar.h"
#include "report/trend.h"
#include "rules/rule.h"

namespace loopbreaker {

struct PileWeek {
  std::int32_t monday = 0;  // days since 1970-01-01
  std::uint64_t in = 0;
  std::uint64_t out = 0;
  std::uint64_t late = 0;  // of what went out: later than the limit
  std::uint64_t pile = 0;  // at its end, or at the clock
  Nanos oldest{0};         // of those, in calendar time
};

struct PileCause {
  std::string what;
  std::uint64_t in = 0;
};

struct Pile {
  std::string name;
  Span limit;
  std::vector<PileWeek> weeks;  // without gaps; the last may not be over yet
  std::uint64_t in = 0;
  std::uint64_t out = 0;
  std::uint64_t late = 0;
  std::uint64_t pile_late = 0;  // what lies there longer than the limit already
  Trend trend;                  // of what comes in, over whole weeks
  std::vector<PileCause> causes;
  bool overloaded = false;  // of a team: found so (figures/findings.h) and not over

  std::uint64_t pile() const { return weeks.empty() ? 0 : weeks.back().pile; }
  Nanos oldest() const { return weeks.empty() ? Nanos{0} : weeks.back().oldest; }
};

struct PileItem {
  Instant from{};
  Instant until = kNever;  // kNever: it lies there still
  Nanos length{0};         // up to the clock, in the time of the limit
};

class Piles {
 public:
  // What came in so lately is told by its cause.
  static constexpr int kCauseWeeks = 13;
  static constexpr std::size_t kCausesMax = 5;

  Piles(const RuleSettings& settings, Instant clock) : settings_(settings), clock_(clock) {}
  void Add(const std::string& name, const PileItem& item, const std::string& cause);
  // Those that took in most first.
  std::vector<Pile> Result();

 private:
  struct Kept {
    PileItem item;
    bool late = false;
  };
  struct OfName {
    std::vector<Kept> items;
    std::map<std::string, std::uint64_t> causes;
  };
  std::int32_t WeekOf(Instant at) const;
  Pile Sum(const std::string& name, const OfName& of) const;

  const RuleSettings& settings_;
  Instant clock_;
  std::map<std::string, OfName> names_;
};

}  // namespace loopbreaker
