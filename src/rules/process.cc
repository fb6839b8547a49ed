#include "rules/process.h"

#include <algorithm>
#include <tuple>

#include "absl/container/flat_hash_set.h"

namespace loopbreaker {
namespace {

bool EntryBefore(const GroupEntry& a, const GroupEntry& b) {
  return std::tie(a.time, a.customer, a.slot) < std::tie(b.time, b.customer, b.slot);
}

}  // namespace

void ProcessGroups::Put(std::uint64_t group, std::uint32_t rule, const std::vector<std::string_view>& values) {
  const auto [it, added] = groups_.try_emplace(group);
  if (!added) return;
  it->second.rule = rule;
  it->second.values.assign(values.begin(), values.end());
}

void ProcessGroups::Touch(std::uint64_t key, Group& group) {
  ++group.changes;
  if (group.touched) return;
  group.touched = true;
  touched_.push_back(key);
}

void ProcessGroups::ClearTouched() {
  for (const std::uint64_t key : touched_) {
    if (const auto it = groups_.find(key); it != groups_.end()) it->second.touched = false;
  }
  touched_.clear();
}

void ProcessGroups::ForgetFrom(Group& group, std::uint32_t position) {
  if (group.taken <= position) return;
  while (!group.marks.empty() && group.marks.back().taken > position) group.marks.pop_back();
  group.state = group.marks.empty() ? WindowState{} : group.marks.back().state;
  group.taken = group.marks.empty() ? 0 : group.marks.back().taken;
}

void ProcessGroups::Add(std::uint64_t key, const GroupEntry& entry) {
  Group& group = groups_.at(key);
  Touch(key, group);
  if (group.entries.empty() || !EntryBefore(entry, group.entries.back())) {
    group.entries.push_back(entry);
  } else if (group.taken == 0) {  // being filled: sort once
    group.entries.push_back(entry);
    group.sorted = false;
  } else {
    const auto at = std::upper_bound(group.entries.begin(), group.entries.end(), entry, EntryBefore);
    ForgetFrom(group, static_cast<std::uint32_t>(at - group.entries.begin()));
    group.entries.insert(at, entry);
  }
}

void ProcessGroups::Change(std::uint64_t group) {
  const auto it = groups_.find(group);
  if (it != groups_.end()) Touch(group, it->second);
}

void ProcessGroups::Remove(std::uint64_t key, const GroupEntry& entry) {
  Group& group = groups_.at(key);
  Touch(key, group);
  TakeAll(group);
  const auto at = std::lower_bound(group.entries.begin(), group.entries.end(), entry, EntryBefore);
  if (at == group.entries.end() || EntryBefore(entry, *at)) return;
  ForgetFrom(group, static_cast<std::uint32_t>(at - group.entries.begin()));
  group.entries.erase(at);
}

void ProcessGroups::TakeAll(Group& group) {
  if (!group.sorted) {
    std::sort(group.entries.begin(), group.entries.end(), EntryBefore);
    group.sorted = true;
  }
  const Window& window = *rules_.window(group.rule);
  const std::span<const GroupEntry> entries = group.entries;
  while (group.taken < entries.size()) {
    window.Take(entries, group.taken, group.state);
    if (++group.taken % kMarkEvery == 0) group.marks.push_back({group.taken, group.state});
  }
}

bool ProcessGroups::VerdictOf(std::uint64_t key, Instant clock, ProcessVerdict& verdict) {
  Group& group = groups_.at(key);
  TakeAll(group);
  const Window& window = *rules_.window(group.rule);
  const std::span<const GroupEntry> entries = group.entries;
  WindowState state = group.state;
  window.Advance(entries, group.taken, clock, state);
  const Activity& activity = state.activity;
  if (!activity.ever()) return false;
  verdict = ProcessVerdict{};
  verdict.rule = &rules_.rule(group.rule);
  verdict.group = key;
  verdict.open = activity.running;
  verdict.opened_at = activity.running ? activity.opened : activity.last.opened;
  verdict.activities = activity.count;
  if (!activity.running) {
    verdict.resolved_at = activity.last.resolved;
    verdict.ended_by = static_cast<v1::EndedBy::Value>(activity.last.by);
  }
  std::vector<std::uint32_t> indices;
  window.Evidence(entries, group.taken, state, clock, indices);
  for (const std::uint32_t i : indices) verdict.evidence.push_back(entries[i]);

  const Nanos within = std::get<CountCondition>(verdict.rule->condition).within;
  verdict.window_to = activity.running ? clock : activity.last.resolved;
  verdict.window_from = verdict.window_to - within;
  absl::flat_hash_set<std::uint32_t> customers;
  absl::flat_hash_set<std::uint32_t> loops;
  for (std::uint32_t i = indices.empty() ? 0 : indices.front(); i > 0; --i) {
    const GroupEntry& entry = entries[i - 1];
    if (entry.time <= verdict.window_from - within) break;
    if (entry.time > verdict.window_from) continue;
    ++verdict.facts_before;
    customers.insert(entry.customer);
    if (entry.loop != kNone) loops.insert(entry.loop);
  }
  verdict.customers_before = static_cast<std::uint32_t>(customers.size());
  verdict.loops_before = static_cast<std::uint32_t>(loops.size());
  return true;
}

ProcessState ProcessGroups::StateAt(std::uint64_t key, Instant clock) {
  Group& group = groups_.at(key);
  TakeAll(group);
  WindowState state = group.state;
  const Window& window = *rules_.window(group.rule);
  const std::span<const GroupEntry> entries = group.entries;
  window.Advance(entries, group.taken, clock, state);
  const bool open = state.activity.running;
  return {state.activity.ever(), open, open ? window.Until(entries, group.taken, state) : kNever, group.changes};
}

std::vector<std::pair<std::string, std::string>> ProcessGroups::NamesOf(std::uint64_t key) const {
  const Group& group = groups_.at(key);
  const auto& fields = std::get<CountCondition>(rules_.rule(group.rule).condition).group_by;
  std::vector<std::pair<std::string, std::string>> names;
  for (std::size_t i = 0; i < fields.size(); ++i) names.emplace_back(InfoOf(fields[i]).name, group.values[i]);
  return names;
}

std::vector<std::uint64_t> ProcessGroups::AllGroups() const {
  std::vector<std::uint64_t> keys;
  keys.reserve(groups_.size());
  for (const auto& [key, group] : groups_) keys.push_back(key);
  std::sort(keys.begin(), keys.end());
  return keys;
}

}  // namespace loopbreaker
