// A look back over an export for the people who answer for it: what customers got and what was done for it, which loops
// to break first, and what to change so that they do not come back.
//
// What is counted about work never goes below a team: no figure here belongs to one agent or technician.
#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <vector>

#include "absl/time/time.h"
#include "coverage/coverage.h"
#include "engine/fact_store.h"
#include "figures/figures.h"
#include "report/before_after.h"
#include "report/changes.h"
#include "report/decisions.h"
#include "report/outcomes.h"
#include "report/piles.h"
#include "report/retractions.h"
#include "report/rule_use.h"
#include "report/workarounds.h"
#include "rules/rule_index.h"

namespace loopbreaker {

// A loop that somebody should break.
struct LoopToBreak {
  std::string loop_id;
  std::string customer;
  std::string unit;
  std::string category;
  std::string team;  // that it was given to, or that had it last
  bool vulnerable = false;
  bool proxy = false;              // the customer looks like an account of many
  std::uint8_t severity = 0;       // v1::Severity of its gravest open escalation; 0: none is open
  std::vector<std::string> why;    // titles of the rules that escalate it
  std::uint32_t blockers = 0;      // that stand
  std::vector<std::string> parts;  // named as missing so far
  std::vector<std::string> mandates;
  std::uint8_t waits_on = 0;  // v1::WaitsOn
  std::uint32_t contacts = 0;
  std::uint32_t visits = 0;
  std::uint32_t failed_visits = 0;
  std::uint32_t reopens = 0;
  std::int64_t cost_cents = 0;
  std::uint32_t customer_days = 0;
  Nanos age{0};
};

// Unsettled loops by whom they wait on, and how long all loops waited.
struct Waiting {
  std::uint64_t loops = 0;
  Nanos longest{0};  // of those
  Nanos total{0};
};

// Open loops that stood still, by on whom they waited and after what.
struct StandstillSum {
  Standstill at;
  Nanos total{0};
  std::uint64_t loops = 0;
};

struct Week {
  std::int32_t monday = 0;  // days since 1970-01-01
  std::uint64_t began = 0;  // loops
  std::uint64_t open = 0;   // unsettled at its end, or at the clock
  std::uint64_t round = 0;  // of them those that went round by then
};

struct ReportResult {
  std::string rules_file;
  absl::TimeZone zone;
  Instant clock{};
  Instant first{};
  Instant latest{};
  Nanos confirm_window{0};
  bool priced = false;  // the settings or the data have a price of anything
  CoverageResult coverage;

  ResultFigures results;
  WorkFigures work;
  Outcomes outcomes;
  std::vector<PartFigures> categories;  // those with the highest avoidable cost first
  std::vector<PartFigures> teams;       // results by the team that had the loop last, work by the one that had it first
  std::uint64_t teams_of_one = 0;       // left out: their figures would be those of a person
  std::vector<PartFigures> contractors;  // with at least kContractorVisitsMin visits; work only
  std::uint64_t small_contractors = 0;   // the others
  std::vector<LoopToBreak> to_break;     // the first ones
  std::uint64_t to_break_all = 0;
  std::vector<ProcessChange> changes;
  std::array<Waiting, v1::WaitsOn::Value_ARRAYSIZE> waiting;  // by party; 0: nobody said
  std::vector<StandstillSum> standstills;                     // the longest first
  std::vector<ChangeEffect> effects;                          // of changes of the process, by time
  std::vector<KnotCut> decisions;                             // about feedback, the latest first
  std::vector<Workaround> workarounds;                        // the most frequent first
  std::uint64_t workarounds_left_out = 0;                     // loops, of fewer customers than the next
  std::uint64_t feedback_min_customers = 0;                   // of the settings
  std::vector<Pile> desks;                                    // by what came in
  std::vector<Pile> team_piles;                               // the same, without teams of one person
  std::vector<Week> weeks;
  std::vector<RuleUse> rules;
  std::uint64_t actions = 0;      // of supervisors
  std::uint64_t late_events = 0;  // that came after one of a later time, where retractions were counted
};

// The store keeps all fields and was read with the settings of `rules`. `retractions` of a stream over the same events;
// null: nobody looked.
ReportResult RunReport(const FactStore& store, const RuleIndex& rules, Instant clock,
                       const Retractions* retractions = nullptr);

}  // namespace loopbreaker
