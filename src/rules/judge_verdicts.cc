// What the judge says at a clock. Nothing here changes what was taken: the passing of time is worked out on copies.
#include <algorithm>

#include "rules/judge.h"

namespace loopbreaker {

void Judge::FillEvidence(const Instance& instance, Instant clock, std::size_t evidence_max, Verdict& verdict) const {
  std::vector<Slot>& evidence = verdict.evidence;
  const Condition& condition = rules_.rule(instance.rule).condition;
  const Activity& activity = instance.activity;
  const Ended& last = activity.last;
  if (std::holds_alternative<CountCondition>(condition)) {
    const CountState& state = counts_[instance.state];
    const std::uint32_t end = activity.running ? state.kept : last.evidence_end;
    const std::uint32_t begin = activity.running ? state.stop : last.evidence_begin;
    std::uint32_t i = end;
    while (!activity.running && i != begin && fold_.link(i).time >= last.resolved) i = fold_.link(i).previous;
    verdict.evidence_count = fold_.LengthOf(i, begin);
    for (; i != begin && evidence.size() < evidence_max; i = fold_.link(i).previous)
      evidence.push_back(fold_.link(i).slot);
  } else if (std::holds_alternative<SequenceCondition>(condition)) {
    std::uint32_t i = activity.running ? sequences_[instance.state].completed : last.evidence_end;
    for (; i != kNone; i = fold_.link(i).previous) evidence.push_back(fold_.link(i).slot);
  } else if (std::holds_alternative<AbsenceCondition>(condition)) {
    std::uint32_t i = activity.running ? absences_[instance.state].newest : last.evidence_end;
    const std::uint32_t begin = activity.running ? activity.evidence_begin : last.evidence_begin;
    for (; i != begin && i != kNone; i = deadlines_[i].previous) {
      const Deadline& row = deadlines_[i];
      const bool holds = activity.running ? row.closed == kNever && row.true_from <= clock
                                          : row.true_from < last.resolved && row.closed > last.opened;
      if (holds) evidence.push_back(row.slot);
    }
  }
  std::reverse(evidence.begin(), evidence.end());
  verdict.evidence_count = std::max(verdict.evidence_count, evidence.size());
}

void Judge::LoopVerdicts(LoopIndex index, Instant clock, std::vector<Verdict>& verdicts,
                         std::size_t evidence_max) const {
  const Loop& loop = fold_.loop(index);
  if (fold_.ForgottenAt(loop, clock) || rules_.set().settings.IsProxy(history_.customer())) return;
  for (std::uint32_t i = loop.first_instance; i != kNone; i = instances_[i].next) {
    if (instances_[i].root) continue;
    Instance instance = instances_[i];
    Advance(instance, clock);
    const Activity& activity = instance.activity;
    if (!activity.ever()) continue;
    const Rule& rule = rules_.rule(instance.rule);
    if (!rule.where.empty() && !rule.WhereMatches(SubjectOf(loop))) continue;
    Verdict verdict;
    verdict.rule = &rule;
    verdict.loop = index;
    verdict.per_from = instance.per_from;
    verdict.open = activity.running;
    verdict.opened_at = activity.running ? activity.opened : activity.last.opened;
    verdict.activities = activity.count;
    if (activity.running) {
      if (rule.ladder.size() > 1) {
        const Instant at = std::min(clock, std::max(complete_, activity.opened));
        verdict.level = LevelAt(rule.ladder, activity.opened, PausesOf(instance), calendar_, at, false);
      }
    } else {
      verdict.resolved_at = activity.last.resolved;
      verdict.ended_by = static_cast<v1::EndedBy::Value>(activity.last.by);
      verdict.level = activity.last.level;
    }
    verdict.acknowledged = activity.acknowledged;
    verdict.assigned = activity.assigned;
    verdict.snoozed = activity.snoozed;
    FillEvidence(instance, clock, evidence_max, verdict);
    verdicts.push_back(std::move(verdict));
  }
}

std::string_view Judge::SubjectOf(const Loop& loop) const {
  if (loop.category_from == kNoSlot) return {};
  history_.View(loop.category_from, other_);
  return other_.subject;
}

void Judge::CustomerVerdicts(Instant clock, std::vector<Verdict>& verdicts) const {
  if (rules_.set().settings.IsProxy(history_.customer())) return;
  std::vector<std::uint32_t> indices;
  for (const std::uint32_t rule : rules_.customer_rules()) {
    CustomerView view = ViewCustomerRule(rule, clock);
    const std::span<const WindowEntry> entries = view.entries;
    WindowState& state = view.state;
    if (entries.empty()) continue;
    const Window& window = *rules_.window(rule);
    const auto count = static_cast<std::uint32_t>(entries.size());
    window.Advance(entries, count, clock, state);
    const Activity& activity = state.activity;
    if (!activity.ever()) continue;
    Verdict verdict;
    verdict.rule = &rules_.rule(rule);
    verdict.open = activity.running;
    verdict.opened_at = activity.running ? activity.opened : activity.last.opened;
    verdict.activities = activity.count;
    if (activity.running) {
      verdict.level = window.Level(entries, state, std::min(clock, std::max(complete_, activity.opened)), false);
    } else {
      verdict.resolved_at = activity.last.resolved;
      verdict.ended_by = static_cast<v1::EndedBy::Value>(activity.last.by);
      verdict.level = activity.last.level;
    }
    verdict.acknowledged = activity.acknowledged;
    verdict.assigned = activity.assigned;
    verdict.snoozed = activity.snoozed;
    window.Evidence(entries, count, state, clock, indices);
    for (const std::uint32_t i : indices) verdict.evidence.push_back(entries[i].slot);
    verdict.evidence_count = verdict.evidence.size();
    verdicts.push_back(std::move(verdict));
  }
}

void Judge::UnknownActions(std::vector<Slot>& slots) const {
  for (const Link& link : unknown_actions_.rows()) slots.push_back(link.slot);
}

Instant Judge::NextChange(LoopIndex index, Instant clock) const {
  const Loop& loop = fold_.loop(index);
  if (fold_.ForgottenAt(loop, clock)) return kNever;
  Instant next = kNever;
  const auto consider = [&](Instant t) {
    if (t > clock && t < next) next = t;
  };
  const Instant until = fold_.UnsettledUntil(loop);
  consider(until);
  // Forgotten the nanosecond after the horizon, or when it dies later.
  consider(AddSaturated(loop.last_fact, settings_.horizon + Nanos{1}));
  if (!loop.resolved) consider(fold_.ExpiresAt(loop));
  if (loop.resolved && loop.resolved_at - loop.last_fact > settings_.horizon - settings_.confirm_window) {
    consider(AddSaturated(loop.resolved_at, settings_.confirm_window));
  }
  for (std::uint32_t i = loop.first_instance; i != kNone; i = instances_[i].next) {
    if (instances_[i].root) continue;
    if (clock < until) consider(instances_[i].true_from);
    const Rule& rule = rules_.rule(instances_[i].rule);
    const auto* absence = std::get_if<AbsenceCondition>(&rule.condition);
    // Evidence grows as further deadlines pass.
    if (absence != nullptr) {
      std::uint32_t left = absences_[instances_[i].state].open;
      for (std::uint32_t d = absences_[instances_[i].state].newest; left > 0; d = deadlines_[d].previous) {
        if (deadlines_[d].closed != kNever) continue;
        --left;
        consider(deadlines_[d].true_from);
      }
    }
    if (rule.ladder.size() < 2) continue;
    Instance instance = instances_[i];
    Advance(instance, clock);
    if (!instance.activity.running) continue;
    Instant step = kNever;
    LevelAt(rule.ladder, instance.activity.opened, PausesOf(instance), calendar_, clock, false, &step);
    consider(step);
  }
  return next;
}

Instant Judge::NextCustomerChange(Instant clock) const {
  Instant next = kNever;
  for (const std::uint32_t rule : rules_.customer_rules()) {
    CustomerView view = ViewCustomerRule(rule, clock);
    const std::span<const WindowEntry> entries = view.entries;
    WindowState& state = view.state;
    if (entries.empty()) continue;
    const Window& window = *rules_.window(rule);
    const auto count = static_cast<std::uint32_t>(entries.size());
    window.Advance(entries, count, clock, state);
    const auto consider = [&](Instant t) {
      if (t > clock && t < next) next = t;
    };
    if (state.activity.running) {
      consider(window.Until(entries, count, state));
      Instant step = kNever;
      window.Level(entries, state, clock, false, &step);
      consider(step);
      const auto& condition = std::get<CountCondition>(rules_.rule(rule).condition);
      // Evidence leaves the window.
      const auto inside = std::partition_point(entries.begin(), entries.end(), [&](const WindowEntry& entry) {
        return entry.time + condition.within <= clock;
      });
      const auto fact = std::find_if(inside, entries.end(), [](const WindowEntry& entry) { return entry.action == 0; });
      if (fact != entries.end()) consider(fact->time + condition.within);
    }
    if (!state.activity.ever()) continue;
    // The next that may be forgotten. What is older and still here is kept by its loop, and goes with that.
    const auto forgotten_at = [&](const WindowEntry& entry) {
      return AddSaturated(entry.time, settings_.horizon + Nanos{1});
    };
    const auto young = std::partition_point(entries.begin(), entries.end(),
                                            [&](const WindowEntry& entry) { return forgotten_at(entry) <= clock; });
    if (young != entries.end()) consider(forgotten_at(*young));
  }
  return next;
}

}  // namespace loopbreaker
