// Process rules: the facts of all customers, counted by group.
//
// Entries may come in any order and be taken out again; verdicts are those of the entries in the order of time. Not
// safe for concurrent use.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "rules/rule_index.h"
#include "rules/verdict.h"

namespace loopbreaker {

struct ProcessVerdict {
  const Rule* rule = nullptr;
  std::uint64_t group = 0;
  bool open = false;
  Instant opened_at{};
  Instant resolved_at{};
  v1::EndedBy::Value ended_by = v1::EndedBy::UNSPECIFIED;
  std::uint32_t activities = 0;
  // The facts in the window at the clock or, when resolved, just before the end, by time.
  std::vector<GroupEntry> evidence;
  // How many facts, loops and customers the window of the same length before that had.
  std::uint32_t facts_before = 0;
  std::uint32_t loops_before = 0;
  std::uint32_t customers_before = 0;
  Instant window_from{};
  Instant window_to{};
};

// What is cheap to know of a group: nothing here depends on how many facts its window has.
struct ProcessState {
  bool ever = false;  // there is a verdict
  bool open = false;
  Instant until = kNever;     // open until then if nothing more happens
  std::uint32_t changes = 0;  // facts added and removed so far
};

class ProcessGroups final : public GroupNames {
 public:
  explicit ProcessGroups(const RuleIndex& rules) : rules_(rules) {}

  void Put(std::uint64_t group, std::uint32_t rule, const std::vector<std::string_view>& values) override;

  // REQUIRES: the group was Put.
  void Add(std::uint64_t group, const GroupEntry& entry);
  void Remove(std::uint64_t group, const GroupEntry& entry);
  // Something that is said of the group has changed, though not its facts.
  void Change(std::uint64_t group);

  // The verdict of a group at the clock. False: there is none.
  bool VerdictOf(std::uint64_t group, Instant clock, ProcessVerdict& verdict);
  ProcessState StateAt(std::uint64_t group, Instant clock);
  // Field names of the rule's group_by and the values of the group.
  std::vector<std::pair<std::string, std::string>> NamesOf(std::uint64_t group) const;
  std::uint32_t RuleOf(std::uint64_t group) const { return groups_.at(group).rule; }

  std::vector<std::uint64_t> AllGroups() const;
  // Groups that changed since ClearTouched, each once.
  const std::vector<std::uint64_t>& touched() const { return touched_; }
  void ClearTouched();
  // Frees the entries of a group that will not be asked again.
  void Drop(std::uint64_t group) { groups_.erase(group); }

 private:
  // The state after the first `taken` entries, so that a change near the end costs what comes after it.
  struct Mark {
    std::uint32_t taken;
    WindowState state;
  };
  static constexpr std::uint32_t kMarkEvery = 256;
  struct Group {
    std::uint32_t rule = 0;
    std::vector<std::string> values;
    std::vector<GroupEntry> entries;  // by time once sorted
    bool sorted = true;
    bool touched = false;
    std::uint32_t changes = 0;
    WindowState state;  // after `taken` entries
    std::uint32_t taken = 0;
    std::vector<Mark> marks;
  };
  void Touch(std::uint64_t key, Group& group);
  void ForgetFrom(Group& group, std::uint32_t position);
  void TakeAll(Group& group);

  const RuleIndex& rules_;
  absl::flat_hash_map<std::uint64_t, Group> groups_;
  std::vector<std::uint64_t> touched_;
};

}  // namespace loopbreaker
