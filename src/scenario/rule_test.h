// A test of rules, as YAML says it: given these events, expect these escalations (docs/rules.md, "A test").
//
// Made by LoadRuleTests (load.h), run by RunRuleTest (run.h). Plain data: nothing here reads a clock.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "base/time.h"
#include "loopbreaker/v1/contact_event.pb.h"
#include "loopbreaker/v1/customer.pb.h"
#include "loopbreaker/v1/escalation.pb.h"
#include "rules/rule.h"

namespace loopbreaker {

enum class ExpectedStatus : std::uint8_t { kNothing, kOpen, kResolved };

// What is expected of one rule at one clock. What is not given is not compared.
struct Expectation {
  int line = 0;  // in the file
  Instant at{};
  const Rule* rule = nullptr;  // of the test's rules; null: a rule that is switched off
  std::string rule_id;
  ExpectedStatus status = ExpectedStatus::kNothing;

  // Which escalation of the rule is meant.
  std::string customer;  // empty: whoever
  std::optional<std::string> per;
  std::vector<std::pair<std::string, std::string>> group;  // some or all fields of a process rule

  std::optional<std::int64_t> level;
  std::optional<std::int64_t> activities;
  std::optional<std::int64_t> facts;  // process rules
  std::optional<std::int64_t> evidence_count;
  std::optional<std::vector<std::string>> evidence_ids;  // sorted
  std::optional<v1::EndedBy::Value> ended_by;
  std::optional<Instant> opened_at;
  std::optional<Instant> resolved_at;
};

struct RuleTest {
  std::string name;
  int line = 0;
  std::vector<v1::Customer> customers;   // the directory
  std::vector<v1::ContactEvent> events;  // valid, in the order of the file, which is the order of arrival
  std::vector<int> event_lines;
  std::vector<Expectation> expect;
  std::vector<std::string> silent;  // ids of rules that may not be active at any time
  // The clock at the end: the latest of the events, of the expectations and of `as_of`.
  Instant end{};
};

struct RuleTestFile {
  std::string file;
  std::shared_ptr<const RuleSet> rules;
  std::vector<RuleTest> tests;
};

}  // namespace loopbreaker
