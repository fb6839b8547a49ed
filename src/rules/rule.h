// A rule set as it was written, checked and compiled. Built by LoadRules (load.h); immutable afterwards and safe to
// share.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

#include "absl/container/flat_hash_set.h"
#include "base/calendar.h"
#include "base/text.h"
#include "event/fact.h"
#include "history/settings.h"
#include "loopbreaker/v1/escalation.pb.h"

namespace loopbreaker {

// Which facts a condition looks at. `event` narrows the kinds; every other key is a field with one value or any of
// several.
struct Filter {
  // One field and its accepted values, for the kinds that have the field.
  struct Test {
    Field field;
    KindMask kinds = ~KindMask{0};      // facts of other kinds lack the field
    std::vector<std::string> texts;     // accepted values of a text or list of texts; "" is the absent one
    std::vector<std::int64_t> numbers;  // accepted values of an enum, flag, integer, duration (ns) or time (ns)
  };
  KindMask kinds = 0;  // that can match: named by `event`, less those that lack a field of `all`
  // Each name of the filter: a fact must pass one of its tests (several where the name stands for fields of different
  // payloads).
  std::vector<std::vector<Test>> all;
  std::vector<std::vector<Test>> none;  // `not`: a fact that passes any is excluded

  bool MayMatch(Kind kind) const { return (kinds & MaskOf(kind)) != 0; }
  bool Matches(const Fact& fact) const;
  bool empty() const { return kinds == 0; }
};

struct CountCondition {
  Filter of;
  std::uint32_t at_least = 1;
  Nanos within{0};  // 0: any span
  bool has_distinct = false;
  Field distinct{};
  Nanos min_gap{0};
  Filter reset_on;              // empty: none
  std::vector<Field> group_by;  // scope process only
};

struct SequenceCondition {
  std::vector<Filter> steps;  // at most 16
  Nanos within{0};            // 0: any span
  Filter without;             // empty: none
  Filter reset_on;            // empty: none
};

struct AbsenceCondition {
  Filter after;
  Filter expect;
  Filter since;         // empty: none
  bool by_due = false;  // else by `within`
  Span within;
  Field due{};
  Nanos lead{0};
  bool has_per = false;
  Field per{};  // a reference
};

enum class Measure : std::uint8_t {
  kContacts,
  kAgents,
  kTransfers,
  kVisits,
  kFailedVisits,
  kMissedByCompany,
  kMissedByCustomer,
  kReopens,
  kCostCents,
  kCustomerDays,
  kAge,
  kWaitingOnCustomer,
  kWaitingOnCompany,
};
inline constexpr int kMeasures = 13;
std::string_view NameOf(Measure measure);  // "failed_visits"
constexpr bool IsDuration(Measure m) { return m >= Measure::kAge; }

struct ReachCondition {
  Measure measure = Measure::kContacts;
  std::int64_t at_least = 0;  // nanoseconds for a duration
};

using Condition = std::variant<CountCondition, SequenceCondition, AbsenceCondition, ReachCondition>;

enum class RuleScope : std::uint8_t { kLoop, kCustomer, kProcess };

struct LadderStep {
  Span after;
  std::string to;
};

struct Rule {
  std::string id;
  std::string title;
  v1::Severity::Value severity = v1::Severity::LOW;
  std::string route;
  // Always at least one step; the first has `after` 0. Steps that stand for `route` have an empty `to`.
  std::vector<LadderStep> ladder;
  bool shadow = false;
  RuleScope scope = RuleScope::kLoop;
  std::vector<CategoryPattern> where;  // of the loop's category; empty: any
  Condition condition;
  int line = 0;  // in the file

  bool WhereMatches(std::string_view category) const;
};

// Replaces `route` by place and contractor: the first match holds. An empty list matches all.
struct DeskMatch {
  std::vector<std::string> rules;
  std::vector<CategoryPattern> categories;
  std::vector<std::string> regions;
  std::vector<std::string> contractors;
  std::string desk;
};

// When a loop has really dragged on: from the first of these that it reaches; 0 is not looked at. A backtest holds
// rules against it; no verdict depends on it.
struct Yardstick {
  std::uint32_t failed_visits = 3;
  std::int64_t cost_cents = 30'000;
  Nanos age = Days{30};
};

enum class Language : std::uint8_t { kEnglish, kDutch };

struct RuleSettings {
  HistorySettings history;
  Nanos ack_for = Days{5};
  Nanos park_for = Days{7};
  Nanos max_clock_skew = minutes{10};
  Language language = Language::kEnglish;
  std::string phone_region = "NL";  // for numbers without a country code
  std::vector<DeskMatch> desks;
  int evidence_limit = 50;         // of one published escalation; the final table has all
  int feedback_min_customers = 1;  // process feedback on fewer is not shown to anybody
  Yardstick dragged_on;
  // Of process feedback: from its owner, the rule's `route`, upwards. As Rule::ladder.
  std::vector<LadderStep> feedback_ladder = {{Span{.length = Nanos{0}, .business = false, .text = "0d"}, ""}};
  // Within what a team or a desk finishes what it takes in; those of `lead_times` have one of their own.
  Span lead_time{.length = Days{10}, .business = false, .text = "10d"};
  std::vector<std::pair<std::string, Span>> lead_times;
  int overload_weeks = 0;    // a team that took in more than it finished for so many is overloaded; 0: not looked at
  int workaround_loops = 0;  // solved outside the process in 90 days, from which on that is told; 0: not looked at
  absl::flat_hash_set<std::string> proxies;  // customers through whom many call: no escalations of theirs

  bool IsProxy(std::string_view customer) const { return !proxies.empty() && proxies.contains(Abseil(customer)); }
  const Span& LeadTimeOf(std::string_view team_or_desk) const;
};

struct RuleSet {
  std::string file;
  std::uint64_t hash = 0;  // of the text
  RuleSettings settings;
  std::vector<Rule> rules;       // the enabled ones, in the order of the file
  std::vector<std::string> ids;  // of all, the disabled ones included

  const Rule* Find(std::string_view id) const;
};

}  // namespace loopbreaker
