// What became of a category after its process was changed (`process_changed`): how often problems go round, visits fail
// and what they cost, before and after, against the other categories over the same time.
//
// So a fall that came to all is not credited to the change. Loops need time to show: one is counted by the day on which
// it began, if it went round within kMaturity of that, and neither those that began less than kMaturity before the
// clock nor those that began so shortly before the change are in it. That leaves out the bad weeks that mostly lead to
// a change as well, so that what would have come back to its mean anyway is not called an improvement.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/time.h"
#include "history/settings.h"
#include "loopbreaker/v1/contact_event.pb.h"

namespace loopbreaker {

// A ratio of rates, and where it probably lies (95 %). 1: no difference.
struct RatioOfRates {
  double ratio = 1;
  double low = 0;
  double high = 0;
};

// So many in so much.
struct CountOf {
  double hits = 0;
  double exposure = 0;
};

// (after / before) / (others_after / others_before) for Poisson counts, by the logarithm with half a case added to each
// count. Empty where an exposure is 0.
std::optional<RatioOfRates> RatioAgainstOthers(CountOf before, CountOf after, CountOf others_before,
                                               CountOf others_after);
// How many times as long as now `after` has to be for the interval to leave 1 out, if the rates stay as they are.
// Empty: no time would do, as the counts before are too few for so small a difference.
std::optional<double> TimesAsLong(CountOf before, CountOf after, CountOf others_before, CountOf others_after);

enum class Turn : std::uint8_t { kNotShown, kImproved, kWorsened };

struct PeriodFigures {
  std::uint64_t contacts = 0;
  std::uint64_t loops = 0;  // that went round
  std::uint64_t failed_visits = 0;
  std::int64_t cost_cents = 0;
};

struct ChangeEffect {
  std::string change_id;
  std::string description;
  std::string category;
  std::string region;  // empty: all
  Instant at{};
  Instant before_from{};
  Instant before_to{};
  Instant after_to{};     // what is later is too young to be counted, or belongs to the next change
  bool cut = false;       // by the next change
  bool together = false;  // with another change: less than kMaturity apart
  PeriodFigures before;
  PeriodFigures after;
  PeriodFigures others_before;
  PeriodFigures others_after;
  std::optional<RatioOfRates> loops;
  std::optional<RatioOfRates> failed_visits;
  Turn turn = Turn::kNotShown;  // by the loops
  std::optional<Nanos> wait;    // when not shown: so long still; empty: no time would do
  bool young = false;           // nothing after it is old enough yet; `wait` is until something is
};

class BeforeAfter {
 public:
  static constexpr Nanos kMaturity = Days{30};
  static constexpr Nanos kBeforeMax = Days{365};

  // `changes`: as they came, in any order, doubles and corrections included. `first`: the earliest event.
  BeforeAfter(const std::vector<v1::ContactEvent>& changes, const Subjects& subjects, Instant first, Instant clock);

  bool empty() const { return effects_.empty(); }
  void TakeContact(std::string_view category, std::string_view region, Instant t);
  void TakeFailedVisit(std::string_view category, std::string_view region, Instant t);
  void TakeCost(std::string_view category, std::string_view region, Instant t, std::int64_t cents);
  // A loop that went round at `round_since`, or kNever.
  void TakeLoop(std::string_view category, std::string_view region, Instant began, Instant round_since);

  // By time.
  std::vector<ChangeEffect> Result();

 private:
  template <typename Add>
  void Each(std::string_view category, std::string_view region, Instant t, const Add& add);

  // What lies between two changes of a category.
  void Part(ChangeEffect& earlier, ChangeEffect& later) const;

  Instant clock_;
  std::vector<ChangeEffect> effects_;
};

}  // namespace loopbreaker
