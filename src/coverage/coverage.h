// What rules can see of an export: before anyone trusts silence. Which rules cannot fire on this data and why, and what
// is missing in the data.
#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <vector>

#include "absl/time/time.h"
#include "engine/fact_store.h"
#include "rules/rule_index.h"

namespace loopbreaker {

enum class Standing : std::uint8_t { kCannotFire, kNeverFired, kFired };
std::string_view NameOf(Standing standing);  // "CANNOT_FIRE"

struct FilterUse {
  std::string place;  // "count.of", "sequence.steps 2"
  std::string text;   // as in rules
  std::uint64_t matched = 0;
  std::string why;  // when nothing matched
};

struct RuleCoverage {
  std::string id;
  RuleScope scope = RuleScope::kLoop;
  bool shadow = false;
  Standing standing = Standing::kFired;
  std::uint64_t fired = 0;  // activities: how often an escalation, or feedback, opened
  std::vector<FilterUse> filters;
  std::vector<std::string> why;  // sentences without a full stop: why it cannot fire, or did not; else what weakens it
};

struct CustomerCount {
  std::string customer;
  std::uint64_t incidents = 0;
};

struct CoverageResult {
  std::string rules_file;
  absl::TimeZone zone;
  Instant clock{};
  Instant first{};
  Instant latest{};  // event
  std::uint64_t customers = 0;
  std::uint64_t events = 0;
  std::uint64_t loops = 0;
  std::vector<RuleCoverage> rules;  // in the order of the file
  std::array<std::uint64_t, kKinds> kinds{};

  std::uint64_t contacts = 0;  // contact_ended
  std::uint64_t without_category = 0;
  std::uint64_t without_disposition = 0;
  std::uint64_t loops_without_category = 0;
  std::uint64_t provisional_customers = 0;
  std::uint64_t homeless_events = 0;  // belong to nobody
  std::uint64_t work_orders = 0;
  std::uint64_t without_visit = 0;                 // and not cancelled
  std::vector<std::string> without_visit_samples;  // the first ones
  // Incidents of a customer: its cases, or its loops where these are more. A proxy has ten times the median and at
  // least ten; most first. Without those that the rules name as such.
  std::uint64_t incidents_median = 0;
  std::vector<CustomerCount> proxies;
  std::vector<std::string> empty_fields;  // of the envelope, that no event fills

  // All of it in sentences, the most useful first. What is as it should be is not mentioned.
  std::vector<std::string> findings;
};

// The store keeps all fields and was read with the settings of `rules`.
CoverageResult RunCoverage(const FactStore& store, const RuleIndex& rules, Instant clock);

}  // namespace loopbreaker
