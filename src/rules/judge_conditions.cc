// Conditions that facts alone make true: count and sequence; and reach, which the clock can make true as well.
#include <algorithm>

#include "rules/judge.h"

namespace loopbreaker {

bool Judge::CountSatisfied(const CountCondition& condition, const CountState& state) const {
  std::vector<std::uint64_t> values;
  std::uint32_t found = 0;
  const Instant newest = fold_.link(state.kept).time;
  for (std::uint32_t i = state.kept; i != state.stop; i = fold_.link(i).previous) {
    const Link& link = fold_.link(i);
    if (condition.within != Nanos{0} && newest - link.time >= condition.within) return false;
    if (condition.has_distinct) {
      if (std::find(values.begin(), values.end(), link.value) != values.end()) continue;
      values.push_back(link.value);
    }
    if (++found == condition.at_least) return true;
  }
  return false;
}

void Judge::TakeCount(const CountCondition& condition, std::uint32_t rule, LoopIndex loop, const Fact& fact,
                      Slot slot) {
  std::uint32_t index = FindInstance(loop, rule, 0);
  if (index != kNone && condition.reset_on.Matches(fact)) {
    CountState& state = counts_.Mutable(instances_[index].state);
    if (state.reset_at != fact.time) state.earlier_stop = state.stop;
    state.reset_at = fact.time;
    state.stop = state.kept;
    state.satisfied = false;
    state.quiet = false;
    instances_.Mutable(index).true_from = kNever;
    return;
  }
  if (!condition.of.Matches(fact) || condition.reset_on.Matches(fact)) return;
  const std::uint64_t value = condition.has_distinct ? ValueOf(fact, condition.distinct) : 0;
  if (condition.has_distinct && value == 0) return;
  if (index == kNone) index = MakeInstance(loop, rule, 0, kNoSlot, false);
  const CountState& before = counts_[instances_[index].state];
  if (condition.min_gap != Nanos{0} && before.kept != before.stop &&
      fact.time - fold_.link(before.kept).time < condition.min_gap) {
    return;
  }
  const std::uint32_t link = fold_.AppendLink({slot, before.kept, fact.time, value});
  CountState& state = counts_.Mutable(instances_[index].state);
  state.kept = link;
  if (!state.satisfied) state.satisfied = CountSatisfied(condition, state);
  if (state.satisfied && (state.quiet || instances_[index].true_from == kNever)) {
    state.quiet = false;
    instances_.Mutable(index).true_from = fact.time;
  }
}

// Evidence of a sequence that was completed by the fact in `last`: each step as late as possible, from the last to the
// first. Going back greedily finds it, and within the bounds that the completed one keeps, since no step is earlier
// than its.
std::uint32_t Judge::CompletedSequence(const SequenceCondition& condition, LoopIndex loop, Slot last) {
  std::vector<Slot> chosen = {last};
  std::size_t step = condition.steps.size() - 1;
  Fact fact;
  std::uint32_t link = fold_.link(fold_.loop(loop).last_link).previous;
  while (step > 0) {
    const Slot slot = fold_.link(link).slot;
    link = fold_.link(link).previous;
    history_.View(slot, fact);
    if (!condition.steps[step - 1].Matches(fact)) continue;
    chosen.push_back(slot);
    --step;
  }
  std::uint32_t head = kNone;
  for (auto it = chosen.rbegin(); it != chosen.rend(); ++it) {
    head = fold_.AppendLink({*it, head, history_.TimeOf(*it), 0});
  }
  return head;
}

void Judge::TakeSequence(const SequenceCondition& condition, std::uint32_t rule, LoopIndex loop, const Fact& fact,
                         Slot slot) {
  std::uint32_t index = FindInstance(loop, rule, 0);
  const std::size_t steps = condition.steps.size();
  if (condition.reset_on.Matches(fact)) {
    if (index == kNone) return;
    ResetSequence(index, steps, fact.time);
    return;
  }
  if (index == kNone) {
    if (!condition.steps[0].Matches(fact)) return;
    index = MakeInstance(loop, rule, 0, kNoSlot, false);
  }
  const std::uint32_t row = sequences_[instances_[index].state].partials;
  const auto order = static_cast<std::uint32_t>(taken_.size() + 1);
  const auto later = [](const Partial& a, const Partial& b) { return !b.valid || a.order > b.order; };
  bool completed = false;
  // From the last step to the second: one fact fills one step only.
  for (std::size_t k = steps; k-- > 1;) {
    const Partial begun = partials_[row + static_cast<std::uint32_t>(k) - 1];
    if (!begun.valid || !condition.steps[k].Matches(fact)) continue;
    if (condition.within != Nanos{0} && fact.time - begun.began >= condition.within) continue;
    const std::uint32_t at = row + static_cast<std::uint32_t>(k);
    if (k == steps - 1) {
      completed = true;
    } else if (later(begun, partials_[at])) {
      partials_.Mutable(at) = begun;
    }
  }
  // What lies strictly between the first and the last fact breaks every beginning; this fact itself may be a first one.
  if (condition.without.Matches(fact)) {
    for (std::uint32_t k = 0; k < steps; ++k) {
      if (partials_[row + k].valid) partials_.Mutable(row + k).valid = false;
    }
  }
  if (condition.steps[0].Matches(fact)) {
    partials_.Mutable(row) = {true, fact.time, order};
    completed = completed || steps == 1;
  }
  if (completed && instances_[index].true_from == kNever) {
    const std::uint32_t evidence = CompletedSequence(condition, loop, slot);
    sequences_.Mutable(instances_[index].state).completed = evidence;
    instances_.Mutable(index).true_from = fact.time;
  }
}

void Judge::ResetSequence(std::uint32_t index, std::size_t steps, Instant t) {
  SequenceState& state = sequences_.Mutable(instances_[index].state);
  if (state.reset_at != t) state.earlier = state.completed;
  state.reset_at = t;
  state.completed = kNone;
  for (std::uint32_t k = 0; k < steps; ++k) {
    if (partials_[state.partials + k].valid) partials_.Mutable(state.partials + k).valid = false;
  }
  instances_.Mutable(index).true_from = kNever;
}

void Judge::TakeReach(std::uint32_t rule, const ReachCondition& condition, LoopIndex index, Instant t) {
  const Loop& loop = fold_.loop(index);
  const Nanos wanted{condition.at_least};
  // When a measure that grows with the clock gets there if nothing more happens.
  const auto waiting = [&](Nanos waited, bool runs) {
    if (waited >= wanted) return t;
    return runs ? AddSaturated(loop.waits_since, wanted - waited) : kNever;
  };
  const auto counted = [&](std::int64_t value) { return value >= condition.at_least ? t : kNever; };
  Instant reached = kNever;
  switch (condition.measure) {
    case Measure::kContacts:
      reached = counted(loop.contacts);
      break;
    case Measure::kAgents:
      reached = counted(loop.agents);
      break;
    case Measure::kTransfers:
      reached = counted(loop.transfers);
      break;
    case Measure::kVisits:
      reached = counted(loop.visits);
      break;
    case Measure::kFailedVisits:
      reached = counted(loop.failed_visits);
      break;
    case Measure::kMissedByCompany:
      reached = counted(loop.missed_by_company);
      break;
    case Measure::kMissedByCustomer:
      reached = counted(loop.missed_by_customer);
      break;
    case Measure::kReopens:
      reached = counted(loop.reopens);
      break;
    case Measure::kCostCents:
      reached = counted(fold_.CostCents(loop));
      break;
    case Measure::kCustomerDays:
      reached = counted(loop.customer_days);
      break;
    case Measure::kAge:
      reached = AddSaturated(loop.first_time, wanted);
      break;
    case Measure::kWaitingOnCustomer:
      reached = waiting(loop.waited_on_customer, loop.waits_on == v1::WaitsOn::CUSTOMER);
      break;
    case Measure::kWaitingOnCompany:
      reached = waiting(loop.waited_on_company,
                        loop.waits_on == v1::WaitsOn::COMPANY || loop.waits_on == v1::WaitsOn::THIRD_PARTY);
      break;
  }
  std::uint32_t instance = FindInstance(index, rule, 0);
  if (instance == kNone) {
    if (reached == kNever) return;
    instance = MakeInstance(index, rule, 0, kNoSlot, false);
  }
  const ReachState& before = reaches_[instances_[instance].state];
  if (before.reached) return;  // stays true
  // A wait that ends now may have got there before.
  if (instances_[instance].true_from <= t || reached <= t) {
    reaches_.Mutable(instances_[instance].state).reached = true;
    if (instances_[instance].true_from <= t) return;
  }
  if (instances_[instance].true_from != reached) instances_.Mutable(instance).true_from = reached;
}

void Judge::RefreshQuiet(std::uint32_t index, Instant t, bool unsettled) {
  const ReachState& state = reaches_[instances_[index].state];
  if (!state.quiet) return;
  if (!unsettled) {
    if (state.settled_at == kNever) reaches_.Mutable(instances_[index].state).settled_at = t;
  } else if (state.settled_at == t) {
    reaches_.Mutable(instances_[index].state).settled_at = kNever;  // settled for no instant at all
  } else if (state.settled_at != kNever) {
    reaches_.Mutable(instances_[index].state).quiet = false;
    instances_.Mutable(index).true_from = t;
  }
}

}  // namespace loopbreaker
