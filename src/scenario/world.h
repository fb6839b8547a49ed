// The engine with the events of a test, and all it says at a clock. For tests of rules, which are small: everything is
// judged anew at each clock, so that nothing can depend on the order of asking.
#pragma once

#include <map>
#include <string>
#include <utility>
#include <vector>

#include "engine/fact_store.h"
#include "link/directory.h"
#include "rules/judge.h"
#include "scenario/rule_test.h"

namespace loopbreaker {

// A verdict of any scope, with texts in place of slots and hashes.
struct SeenVerdict {
  const Rule* rule = nullptr;
  std::string customer;  // scopes loop and customer
  std::string per;
  std::vector<std::pair<std::string, std::string>> group;  // scope process
  bool open = false;
  Instant opened_at{};
  Instant resolved_at{};
  v1::EndedBy::Value ended_by = v1::EndedBy::UNSPECIFIED;
  std::uint32_t activities = 0;
  int level = 0;
  std::vector<std::string> evidence;  // ids
};

class World {
 public:
  // Takes the events with `event_time <= until` in their order. `test` and `rules` outlive it.
  World(const RuleTest& test, const RuleIndex& rules, Instant until);

  std::vector<SeenVerdict> VerdictsAt(Instant clock);
  // The loops of a customer (of all, if empty) with their facts, as lines for a person.
  std::vector<std::string> TimelineAt(Instant clock, const std::string& customer);

  // Events that became dead letters: the line in the file, and why.
  const std::vector<std::pair<int, std::string>>& dead() const { return dead_; }

 private:
  void Load(CustomerIndex customer, History& history, Judge& judge, Instant clock) const;

  const RuleIndex& rules_;
  Directory directory_;
  FactStore store_;
  std::vector<std::pair<int, std::string>> dead_;
};

}  // namespace loopbreaker
