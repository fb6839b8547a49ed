// What the rules say of one instance at the clock (semantics, section 6).
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "rules/rule.h"
#include "rules/window.h"

namespace loopbreaker {

struct Verdict {
  const Rule* rule = nullptr;
  LoopIndex loop = kNone;   // scope loop
  Slot per_from = kNoSlot;  // a fact that has the value of `per`; kNoSlot without
  bool open = false;        // else resolved
  Instant opened_at{};
  Instant resolved_at{};  // when resolved
  v1::EndedBy::Value ended_by = v1::EndedBy::UNSPECIFIED;
  std::uint32_t activities = 0;
  int level = 0;
  std::vector<Slot> evidence;      // in total order; the newest ones where a limit was given
  std::size_t evidence_count = 0;  // all of them
  // Facts that acted on the activity; kNoSlot: none.
  Slot acknowledged = kNoSlot;
  Slot assigned = kNoSlot;
  Slot snoozed = kNoSlot;
};

// A fact that a process rule counts for one group.
struct Observation {
  std::uint32_t rule = 0;   // index in RuleSet::rules
  std::uint64_t group = 0;  // hash of its values
  std::uint64_t value = 0;  // of the `distinct` field
  Instant time{};
  Slot slot = kNoSlot;
};

// Keeps the values behind the hash of a group. One for all customers.
class GroupNames {
 public:
  virtual ~GroupNames() = default;
  // `values` in the order of the rule's group_by. Called each time a fact matches; knows quickly what it has.
  virtual void Put(std::uint64_t group, std::uint32_t rule, const std::vector<std::string_view>& values) = 0;
};

}  // namespace loopbreaker
