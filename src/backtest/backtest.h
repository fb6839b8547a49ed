// What other rules would have done to the same history: which escalations appear, disappear or open at another time,
// how often each rule calls, how heavy that is for a desk, and whether the loops that dragged on were seen in time.
//
// Every opening of an escalation is an alert, not only the latest one. Escalations that rise a step of their ladder are
// not counted again.
#pragma once

#include <array>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "absl/time/time.h"
#include "backtest/yardstick.h"
#include "base/time.h"
#include "engine/fact_store.h"
#include "rules/rule_index.h"

namespace loopbreaker {

inline constexpr int kOld = 0;
inline constexpr int kNew = 1;
template <typename T>
using OldNew = std::array<T, 2>;

struct BacktestOptions {
  Instant clock{};
  Yardstick yardstick;
  int alerts_per_desk_day = 20;  // more than these on a local day are said in a warning
  std::size_t samples = 3;       // told of each rule and each kind of change
};

// Alerts by local day and hour.
class AlertLoad {
 public:
  void Add(std::int32_t day, int hour);
  std::uint64_t alerts() const { return alerts_; }
  const std::map<std::int32_t, std::uint32_t>& days() const { return days_; }
  // Ties: the earliest. REQUIRES: alerts() > 0.
  std::pair<std::int32_t, std::uint32_t> BusiestDay() const;
  std::pair<int, std::uint32_t> BusiestHour() const;
  int DaysAbove(std::uint32_t limit) const;

 private:
  std::uint64_t alerts_ = 0;
  std::map<std::int32_t, std::uint32_t> days_;  // since 1970-01-01
  std::array<std::uint32_t, 24> hours_{};
};

// Of the loops that dragged on: those with an alert before they were settled.
struct Catches {
  std::uint64_t caught = 0;
  std::uint64_t in_time = 0;  // of them before the loop dragged on
  // Medians from the first alert: of those in time, to when it dragged on; of those caught and settled by the clock, to
  // when that was.
  std::optional<Nanos> lead;
  std::optional<Nanos> to_settled;
};

enum class Change : std::uint8_t { kAppears, kDisappears, kMoves };
std::string_view NameOf(Change change);  // "appears"

struct Difference {
  Change change = Change::kAppears;
  std::string rule;
  std::string customer;  // empty: process feedback
  std::string source;    // of the first fact of the loop; empty without a loop
  std::string id;
  std::string per;
  std::string group;              // of process feedback: "category plumbing/leak, parts_missing valve"
  std::optional<Instant> old_at;  // opened
  std::optional<Instant> new_at;
  std::string story;  // one line; of samples only
};

struct RuleSide {
  bool present = false;
  bool shadow = false;
  AlertLoad load;
  std::uint64_t customers = 0;  // with an alert; of process feedback, groups
  Catches catches;              // of scope loop
};

struct RuleResult {
  std::string id;
  std::string title;
  RuleScope scope = RuleScope::kLoop;
  OldNew<RuleSide> sides;
  std::array<std::uint64_t, 3> changes{};  // by Change
};

struct DeskResult {
  std::string desk;
  OldNew<AlertLoad> loads;  // without shadow rules and process feedback
};

struct BacktestResult {
  OldNew<std::string> files;
  absl::TimeZone zone;  // of NEW's calendar: days and hours are local to it
  Instant clock{};
  Instant first{};             // event
  std::int32_t first_day = 0;  // its local day
  std::int32_t days = 0;       // local ones, from the first event to the clock
  std::uint64_t customers = 0;
  std::uint64_t facts = 0;
  OldNew<std::uint64_t> loops{};
  Yardstick yardstick;
  int alerts_per_desk_day = 0;
  std::vector<RuleResult> rules;  // of NEW in its order, then those that only OLD has; scope process last
  std::vector<DeskResult> desks;  // by name
  OldNew<AlertLoad> all;          // escalations of rules that are not in the shadow
  OldNew<std::uint64_t> customers_alerted{};
  std::uint64_t dragged_on = 0;         // loops (of NEW's settings)
  OldNew<Catches> catches;              // by any rule that is not in the shadow
  std::vector<Difference> differences;  // by rule as above, then by time
  // What a person should know before reading on, a sentence each.
  std::vector<std::string> warnings;
};

// The store was read with the settings of `rules[kNew]`, which say whose an event is in both runs, and keeps the fields
// that both need (and the others for the samples' sake).
BacktestResult RunBacktest(const FactStore& store, const OldNew<const RuleIndex*>& rules,
                           const BacktestOptions& options);

}  // namespace loopbreaker
