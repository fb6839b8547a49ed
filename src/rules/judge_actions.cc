// Supervisor actions (semantics, section 7), and the rules that count across loops: scopes customer and process.
#include <algorithm>
#include <iterator>

#include "base/hash.h"
#include "rules/judge.h"

namespace loopbreaker {
namespace {

// Until when an action pauses the ladder; its own time when it does not.
Instant PausedUntil(const Fact& fact, Nanos ack_for) {
  switch (fact.Number(Field::kAction)) {
    case v1::Action::ACKNOWLEDGE:
    case v1::Action::ASSIGN:
      return fact.time + ack_for;
    case v1::Action::SNOOZE:
      return fact.Has(Field::kUntil) ? std::max(fact.time, fact.TimeOf(Field::kUntil)) : fact.time;
    default:
      return fact.time;
  }
}

}  // namespace

void Judge::Act(const Fact& fact, Slot slot, LoopIndex loop, const Target& target) {
  if (loop == kNone || target.customer || (!target.every_rule && target.rule == kNone)) return;
  const Instant until = PausedUntil(fact, rules_.set().settings.ack_for);
  for (std::uint32_t i = fold_.loop(loop).first_instance; i != kNone; i = instances_[i].next) {
    const Instance& instance = instances_[i];
    if (!instance.activity.running || (!target.every_rule && instance.rule != target.rule)) continue;
    if (target.per != 0 && instance.per != 0 && instance.per != target.per) continue;
    if (fact.Number(Field::kAction) == v1::Action::DISMISS) {
      End(instances_.Mutable(i), fact.time, v1::EndedBy::DISMISSED);
      Dismiss(i, fact);
      continue;
    }
    if (until <= fact.time) continue;
    const std::uint32_t running = instance.activity.pauses;
    if (running != kNone && pauses_[running].to > fact.time) pauses_.Mutable(running).to = fact.time;
    const std::uint32_t pause = pauses_.Append({fact.time, until, running});
    Activity& activity = instances_.Mutable(i).activity;
    activity.pauses = pause;
    switch (fact.Number(Field::kAction)) {
      case v1::Action::ACKNOWLEDGE:
        activity.acknowledged = slot;
        break;
      case v1::Action::ASSIGN:
        activity.assigned = slot;
        break;
      default:
        activity.snoozed = slot;
        break;
    }
  }
}

void Judge::Dismiss(std::uint32_t index, const Fact& fact) {
  const Condition& condition = rules_.rule(instances_[index].rule).condition;
  const std::uint32_t state = instances_[index].state;
  if (std::holds_alternative<CountCondition>(condition)) {
    CountState& count = counts_.Mutable(state);
    count.quiet = true;
    if (fact.Number(Field::kDismissReason) == v1::DismissReason::PLANNED_WORK) {
      if (count.reset_at != fact.time) count.earlier_stop = count.stop;
      count.reset_at = fact.time;
      count.stop = count.kept;
      count.satisfied = false;
      count.quiet = false;
    }
    instances_.Mutable(index).true_from = kNever;
  } else if (const auto* sequence = std::get_if<SequenceCondition>(&condition)) {
    ResetSequence(index, sequence->steps.size(), fact.time);
  } else if (std::holds_alternative<AbsenceCondition>(condition)) {
    CloseDeadlines(index, fact.time, true);
  } else {
    ReachState& reach = reaches_.Mutable(state);
    reach.reached = true;
    reach.quiet = true;
    reach.settled_at = kNever;
    instances_.Mutable(index).true_from = kNever;
  }
}

void Judge::TakeCustomerRules(const Fact& fact, Slot slot, const Target& target) {
  const auto take = [&](std::uint32_t rule, const WindowEntry& entry) {
    CustomerRule& own = *customer_[rules_.customer_place(rule)];
    own.entries.Append(entry);
    rules_.window(rule)->Take(own.entries.rows(), own.entries.size() - 1, own.state.Mutable(0));
    customer_touched_ = true;
  };
  if (target.customer) {
    take(target.rule, {fact.time, 0, slot, static_cast<std::uint8_t>(fact.Number(Field::kAction)),
                       PausedUntil(fact, rules_.set().settings.ack_for)});
  }
  for (const std::uint32_t rule : rules_.observing(fact.kind)) {
    if (rules_.rule(rule).scope != RuleScope::kCustomer) continue;
    const auto& condition = std::get<CountCondition>(rules_.rule(rule).condition);
    if (!condition.of.Matches(fact)) continue;
    const std::uint64_t value = condition.has_distinct ? ValueOf(fact, condition.distinct) : 0;
    if (condition.has_distinct && value == 0) continue;
    take(rule, {fact.time, value, slot, 0, fact.time});
  }
}

void Judge::Observe(const Fact& fact, Slot slot) {
  for (const std::uint32_t rule : rules_.observing(fact.kind)) {
    if (rules_.rule(rule).scope != RuleScope::kProcess) continue;
    const auto& condition = std::get<CountCondition>(rules_.rule(rule).condition);
    if (!condition.of.Matches(fact)) continue;
    const std::uint64_t value = condition.has_distinct ? ValueOf(fact, condition.distinct) : 0;
    if (condition.has_distinct && value == 0) continue;
    // One group for every combination of the values; only a list has more than one.
    const std::size_t fields = condition.group_by.size();
    if (groups_.size() < fields) groups_.resize(fields);
    bool empty = false;
    for (std::size_t i = 0; i < fields; ++i) {
      TextsOf(fact, condition.group_by[i], groups_[i].storage, groups_[i].texts);
      empty = empty || groups_[i].texts.empty();
    }
    if (empty) continue;
    std::vector<std::size_t> chosen(fields, 0);
    std::vector<std::string_view> values(fields);
    for (bool more = true; more;) {
      std::uint64_t group = rule + 1;
      for (std::size_t i = 0; i < fields; ++i) {
        values[i] = groups_[i].texts[chosen[i]];
        group = Combine(group, Hash64(values[i]));
      }
      names_.Put(group, rule, values);
      observations_.Append({rule, group, value, fact.time, slot});
      more = false;
      for (std::size_t i = 0; i < fields && !more; ++i) {
        more = ++chosen[i] < groups_[i].texts.size();
        if (!more) chosen[i] = 0;
      }
    }
  }
}

// Facts of a living loop stay; those without a loop, or whose loop is forgotten, go when they are older than the
// horizon.
bool Judge::Remembered(Slot slot, Instant time, Instant clock) const {
  if (clock - time <= settings_.horizon) return true;
  const LoopIndex loop = fold_.LoopOf(slot);
  return loop != kNone && !fold_.ForgottenAt(fold_.loop(loop), clock);
}

void Judge::Observations(Instant clock, std::vector<Observation>& observations) const {
  for (const Observation& observation : observations_.rows()) {
    if (Remembered(observation.slot, observation.time, clock)) observations.push_back(observation);
  }
}

void Judge::ObservationsFrom(std::uint32_t n, std::vector<Observation>& observations) const {
  const auto rows = observations_.rows();
  observations.insert(observations.end(), rows.begin() + n, rows.end());
}

Judge::CustomerView Judge::ViewCustomerRule(std::uint32_t rule, Instant clock) const {
  CustomerRule& own = *customer_[rules_.customer_place(rule)];
  CustomerView view{own.entries.rows(), own.state[0], {}};
  if (view.entries.empty() || clock - view.entries.front().time <= settings_.horizon) return view;
  const auto remembered = [&](const WindowEntry& entry) { return Remembered(entry.slot, entry.time, clock); };
  const auto first = std::find_if(view.entries.begin() + (clock >= own.forgotten_at ? own.forgotten : 0),
                                  view.entries.end(), remembered);
  own.forgotten = static_cast<std::uint32_t>(first - view.entries.begin());
  own.forgotten_at = clock;
  std::copy_if(first, view.entries.end(), std::back_inserter(view.kept), remembered);
  if (view.kept.size() == view.entries.size()) return view;
  // What is forgotten takes no part any more, in the past neither.
  view.entries = view.kept;
  view.state = WindowState{};
  for (std::uint32_t i = 0; i < view.entries.size(); ++i) rules_.window(rule)->Take(view.entries, i, view.state);
  return view;
}

}  // namespace loopbreaker
