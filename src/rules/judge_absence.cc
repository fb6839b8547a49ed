// What should have happened and did not: deadlines, the clock that stands still while the loop waits on the customer,
// `since`, `per`.
#include <algorithm>

#include "base/hash.h"
#include "rules/judge.h"

namespace loopbreaker {

void Judge::TakeAbsence(const AbsenceCondition& condition, std::uint32_t rule, LoopIndex loop, const Fact& fact,
                        Slot slot) {
  const std::uint64_t value = condition.has_per ? Hash64(fact.Text(condition.per)) : 0;
  const bool after = condition.after.Matches(fact) && (!condition.has_per || value != 0);
  const bool expected = condition.expect.Matches(fact) && (!condition.has_per || value != 0);
  const bool since = condition.since.Matches(fact);
  if (!after && !expected && !since) return;

  const bool has_since = !condition.since.empty();
  const auto order = static_cast<std::uint32_t>(taken_.size() + 1);
  // What all values share: only `since` needs it.
  std::uint32_t root = kNone;
  if (has_since) {
    root = FindInstance(loop, rule, 0);
    if (root == kNone && since) root = MakeInstance(loop, rule, 0, kNoSlot, condition.has_per);
    if (root == kNone) return;  // nothing can begin yet
  }
  std::uint32_t index = condition.has_per ? FindInstance(loop, rule, value) : FindInstance(loop, rule, 0);
  if (index != kNone && (expected || (after && condition.has_per))) CloseDeadlines(index, fact.time, false);
  if (after) {
    bool begins = true;
    if (has_since) {
      const std::uint32_t met = index == kNone ? 0 : absences_[instances_[index].state].expect_order;
      const std::uint32_t last = absences_[instances_[root].state].since_order;
      begins = last != 0 && met < last;
    }
    if (begins) {
      if (index == kNone) index = MakeInstance(loop, rule, value, condition.has_per ? slot : kNoSlot, false);
      AddDeadline(condition, index, fact, slot);
    }
  }
  if (!has_since) return;
  if (expected) {
    if (index == kNone) index = MakeInstance(loop, rule, value, condition.has_per ? slot : kNoSlot, false);
    absences_.Mutable(instances_[index].state).expect_order = order;
  }
  if (since) absences_.Mutable(instances_[root].state).since_order = order;
}

void Judge::AddDeadline(const AbsenceCondition& condition, std::uint32_t index, const Fact& fact, Slot slot) {
  Deadline row;
  row.slot = slot;
  row.at = fact.time;
  if (condition.by_due) {
    if (!fact.Has(condition.due)) return;
    row.deadline = fact.TimeOf(condition.due) - condition.lead;
  } else {
    row.counts = true;
    row.left = condition.within.length;
    row.counted_from = fact.time;
    if (row.left == Nanos{0} || fold_.loop(instances_[index].loop).waits_on != v1::WaitsOn::CUSTOMER) {
      row.deadline = calendar_.After(fact.time, row.left, condition.within.business);
    }
  }
  row.true_from = std::max(row.deadline, row.at);
  row.previous = absences_[instances_[index].state].newest;
  const std::uint32_t added = deadlines_.Append(row);
  AbsenceState& state = absences_.Mutable(instances_[index].state);
  state.newest = added;
  ++state.open;
  if (row.true_from < instances_[index].true_from) instances_.Mutable(index).true_from = row.true_from;
}

void Judge::CloseDeadlines(std::uint32_t index, Instant t, bool passed_only) {
  const std::uint32_t state_row = instances_[index].state;
  std::uint32_t left = absences_[state_row].open;
  if (left == 0) return;
  std::uint32_t still_open = 0;
  Instant true_from = kNever;
  for (std::uint32_t i = absences_[state_row].newest; left > 0; i = deadlines_[i].previous) {
    if (deadlines_[i].closed != kNever) continue;
    --left;
    if (passed_only && deadlines_[i].true_from > t) {
      ++still_open;
      true_from = std::min(true_from, deadlines_[i].true_from);
      continue;
    }
    Deadline& row = deadlines_.Mutable(i);
    row.closed = t;
    if (!passed_only && t <= row.deadline) row.true_from = kNever;  // met
  }
  AbsenceState& state = absences_.Mutable(state_row);
  state.open = still_open;
  if (still_open == 0) state.floor = state.newest;
  instances_.Mutable(index).true_from = true_from;
}

void Judge::CloseAllDeadlines(LoopIndex loop, Instant t) {
  for (std::uint32_t i = fold_.loop(loop).first_instance; i != kNone; i = instances_[i].next) {
    if (std::holds_alternative<AbsenceCondition>(rules_.rule(instances_[i].rule).condition))
      CloseDeadlines(i, t, false);
  }
}

// A wait on the customer stops the counted time of what waits for us.
void Judge::ChangeWaits(LoopIndex loop, Instant t, const Step& step) {
  for (std::uint32_t i = fold_.loop(loop).first_instance; i != kNone; i = instances_[i].next) {
    const auto* condition = std::get_if<AbsenceCondition>(&rules_.rule(instances_[i].rule).condition);
    if (condition == nullptr || condition->by_due) continue;
    const AbsenceState& state = absences_[instances_[i].state];
    const bool business = condition->within.business;
    Instant true_from = kNever;
    std::uint32_t left = state.open;
    for (std::uint32_t d = state.newest; left > 0; d = deadlines_[d].previous) {
      if (deadlines_[d].closed != kNever) continue;
      --left;
      Deadline& row = deadlines_.Mutable(d);
      if (step.ended_wait && row.deadline == kNever) {
        row.counted_from = t;
        row.deadline = calendar_.After(t, row.left, business);
      }
      if (step.began_wait && row.deadline > t && row.deadline != kNever) {
        row.left -= calendar_.Elapsed(row.counted_from, t, business);
        row.deadline = kNever;
      }
      row.true_from = std::max(row.deadline, row.at);
      true_from = std::min(true_from, row.true_from);
    }
    if (instances_[i].true_from != true_from) instances_.Mutable(i).true_from = true_from;
  }
}

}  // namespace loopbreaker
