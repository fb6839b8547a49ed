#include "rules/judge.h"

#include <algorithm>

#include "base/hash.h"
#include "rules/target.h"

namespace loopbreaker {

Judge::Judge(const History& history, const RuleIndex& rules, GroupNames& names, std::size_t undo_steps)
    : history_(history),
      rules_(rules),
      names_(names),
      settings_(history.settings()),
      calendar_(settings_.calendar),
      journal_(undo_steps),
      fold_(history, journal_),
      instances_(journal_),
      counts_(journal_),
      sequences_(journal_),
      partials_(journal_),
      absences_(journal_),
      deadlines_(journal_),
      reaches_(journal_),
      pauses_(journal_),
      per_instances_(journal_),
      observations_(journal_),
      unknown_actions_(journal_) {
  for (std::size_t i = 0; i < rules_.customer_rules().size(); ++i) {
    customer_.push_back(std::make_unique<CustomerRule>(journal_));
  }
  Clear();
}

void Judge::Clear() {
  journal_.Clear();
  fold_.Clear();
  instances_.Clear();
  counts_.Clear();
  sequences_.Clear();
  partials_.Clear();
  absences_.Clear();
  deadlines_.Clear();
  reaches_.Clear();
  pauses_.Clear();
  per_instances_.Clear();
  observations_.Clear();
  unknown_actions_.Clear();
  for (const auto& rule : customer_) {
    rule->entries.Clear();
    rule->state.Clear();
    rule->state.Append(WindowState{});
    rule->forgotten = 0;
  }
  taken_.clear();
  ClearTouched();
}

void Judge::ClearTouched() {
  touched_.clear();
  all_touched_ = false;
  customer_touched_ = false;
}

void Judge::Touch(LoopIndex loop) {
  if (touched_.empty() || touched_.back() != loop) touched_.push_back(loop);
}

void Judge::TakeUntil(Instant clock) {
  while (taken_.size() < history_.size()) {
    const Slot slot = history_.SlotAt(taken_.size());
    if (history_.TimeOf(slot) > clock) return;
    history_.View(slot, fact_);
    journal_.BeginStep();
    Take(fact_, slot);
    taken_.push_back(slot);
  }
}

void Judge::RollBackTo(std::size_t positions) {
  if (positions >= taken_.size()) return;
  customer_touched_ = true;
  for (const auto& rule : customer_) rule->forgotten = 0;
  if (taken_.size() - positions > journal_.steps()) {
    Clear();
    customer_touched_ = true;
    all_touched_ = true;
    return;
  }
  while (taken_.size() > positions) {
    const LoopIndex loop = fold_.LoopOf(taken_.back());
    if (loop != kNone) {
      Touch(loop);
    } else {
      all_touched_ = true;  // it may have been the customer's leaving, which touches every loop
    }
    journal_.UndoStep();
    taken_.pop_back();
  }
}

void Judge::Take(const Fact& fact, Slot slot) {
  const Instant t = fact.time;
  Target target;
  if (fact.kind == Kind::kSupervisorActed) target = FindTarget(fact, rules_, history_, fold_);
  Step step;
  const LoopIndex chosen = fold_.Choose(fact, target.loop, step);
  const bool acts_elsewhere = target.loop != kNone && target.loop != chosen;
  if (step.left) {
    for (LoopIndex i = 0; i < fold_.loops(); ++i) AdvanceLoop(i, t);
  } else if (chosen != kNone) {
    AdvanceLoop(chosen, t);
  }
  if (acts_elsewhere) AdvanceLoop(target.loop, t);
  if (fact.kind == Kind::kSupervisorActed) {
    Act(fact, slot, acts_elsewhere ? target.loop : chosen, target);
    if (chosen == kNone && target.loop == kNone && !target.customer) unknown_actions_.Append({slot, kNone, t, 0});
  }
  fold_.Attach(fact, slot, step);

  if (!rules_.observing(fact.kind).empty() || target.customer) {
    TakeCustomerRules(fact, slot, target);
    Observe(fact, slot);
  }
  if (step.left) {
    all_touched_ = true;
    for (LoopIndex i = 0; i < fold_.loops(); ++i) {
      if (fold_.loop(i).forgotten) continue;
      CloseAllDeadlines(i, t);
      RefreshLoop(i, t);
    }
    return;
  }
  if (acts_elsewhere) {
    Touch(target.loop);
    RefreshLoop(target.loop, t);
  }
  if (step.loop == kNone) return;
  Touch(step.loop);
  if (step.ended_wait || step.began_wait) ChangeWaits(step.loop, t, step);
  if (step.end) CloseAllDeadlines(step.loop, t);
  for (const std::uint32_t rule : rules_.by_kind(fact.kind)) {
    const Condition& condition = rules_.rule(rule).condition;
    if (const auto* count = std::get_if<CountCondition>(&condition)) {
      TakeCount(*count, rule, step.loop, fact, slot);
    } else if (const auto* absence = std::get_if<AbsenceCondition>(&condition)) {
      TakeAbsence(*absence, rule, step.loop, fact, slot);
    } else if (const auto* sequence = std::get_if<SequenceCondition>(&condition)) {
      TakeSequence(*sequence, rule, step.loop, fact, slot);
    }
  }
  for (const std::uint32_t rule : rules_.reach_rules()) {
    TakeReach(rule, std::get<ReachCondition>(rules_.rule(rule).condition), step.loop, t);
  }
  RefreshLoop(step.loop, t);
}

std::uint32_t Judge::FindInstance(LoopIndex loop, std::uint32_t rule, std::uint64_t per) const {
  if (per != 0) return per_instances_.Get(Combine(Combine(loop + 1, rule + 1), per), kNone);
  for (std::uint32_t i = fold_.loop(loop).first_instance; i != kNone; i = instances_[i].next) {
    if (instances_[i].rule == rule && instances_[i].per == 0) return i;
  }
  return kNone;
}

std::uint32_t Judge::MakeInstance(LoopIndex loop, std::uint32_t rule, std::uint64_t per, Slot per_from, bool root) {
  Instance instance;
  instance.rule = static_cast<std::uint16_t>(rule);
  instance.root = root;
  instance.loop = loop;
  instance.next = fold_.loop(loop).first_instance;
  instance.per = per;
  instance.per_from = per_from;
  const Condition& condition = rules_.rule(rule).condition;
  if (std::holds_alternative<CountCondition>(condition)) {
    instance.state = counts_.Append({});
  } else if (std::holds_alternative<AbsenceCondition>(condition)) {
    instance.state = absences_.Append({});
  } else if (std::holds_alternative<ReachCondition>(condition)) {
    instance.state = reaches_.Append({});
  } else {
    SequenceState state;
    for (std::size_t i = 0; i < std::get<SequenceCondition>(condition).steps.size(); ++i) {
      const std::uint32_t row = partials_.Append({});
      if (i == 0) state.partials = row;
    }
    instance.state = sequences_.Append(state);
  }
  const std::uint32_t index = instances_.Append(instance);
  fold_.MutableLoop(loop).first_instance = index;
  if (per != 0) per_instances_.Set(Combine(Combine(loop + 1, rule + 1), per), index);
  return index;
}

std::vector<Pause> Judge::PausesOf(const Instance& instance) const {
  std::vector<Pause> pauses;
  for (std::uint32_t i = instance.activity.pauses; i != kNone; i = pauses_[i].previous) pauses.push_back(pauses_[i]);
  std::reverse(pauses.begin(), pauses.end());
  return pauses;
}

v1::EndedBy::Value Judge::ReasonAt(const Loop& loop, Instant t) const {
  if (t < fold_.UnsettledUntil(loop)) return v1::EndedBy::CONDITION;
  if (!loop.resolved) return v1::EndedBy::EXPIRED;
  return loop.by_leaving ? v1::EndedBy::CUSTOMER_LEFT : v1::EndedBy::LOOP_RESOLVED;
}

std::uint32_t Judge::EvidenceEnd(const Instance& instance) const {
  const Condition& condition = rules_.rule(instance.rule).condition;
  if (std::holds_alternative<CountCondition>(condition)) return counts_[instance.state].kept;
  if (std::holds_alternative<AbsenceCondition>(condition)) return absences_[instance.state].newest;
  if (std::holds_alternative<SequenceCondition>(condition)) return sequences_[instance.state].completed;
  return kNone;
}

// Of an activity that ends at `t`: what a reset at that very instant took away still counts.
void Judge::End(Instance& instance, Instant t, v1::EndedBy::Value by) const {
  const Rule& rule = rules_.rule(instance.rule);
  const int level = rule.ladder.size() < 2
                        ? 0
                        : LevelAt(rule.ladder, instance.activity.opened, PausesOf(instance), calendar_, t, true);
  std::uint32_t end = EvidenceEnd(instance);
  std::uint32_t begin = instance.activity.evidence_begin;
  if (std::holds_alternative<CountCondition>(rule.condition)) {
    const CountState& state = counts_[instance.state];
    begin = state.reset_at == t ? state.earlier_stop : state.stop;
  } else if (std::holds_alternative<SequenceCondition>(rule.condition)) {
    const SequenceState& state = sequences_[instance.state];
    if (state.reset_at == t) end = state.earlier;
  }
  instance.activity.End(t, by, level, end, begin);
}

// Whether time alone starts an activity by `t` in a loop that is unsettled until `until`. What ended because the loop
// was settled does not start again by time: a fact has to unsettle the loop first.
bool Judge::StartsBy(const Instance& instance, Instant t, Instant until) {
  const Activity& activity = instance.activity;
  return !activity.running && instance.true_from <= t && instance.true_from < until &&
         (!activity.ever() || instance.true_from > activity.last.resolved);
}

void Judge::Advance(Instance& instance, Instant t) const {
  const Loop& loop = fold_.loop(instance.loop);
  const Instant until = fold_.UnsettledUntil(loop);
  if (StartsBy(instance, t, until)) {
    const Condition& condition = rules_.rule(instance.rule).condition;
    const bool absence = std::holds_alternative<AbsenceCondition>(condition);
    instance.activity.Start(instance.true_from, absence ? absences_[instance.state].floor : kNone);
  }
  if (instance.activity.running && until <= t) End(instance, until, ReasonAt(loop, until));
}

void Judge::AdvanceLoop(LoopIndex index, Instant t) {
  const Loop& loop = fold_.loop(index);
  if (loop.forgotten) return;
  const Instant until = fold_.UnsettledUntil(loop);
  for (std::uint32_t i = loop.first_instance; i != kNone; i = instances_[i].next) {
    const Instance& instance = instances_[i];
    if (StartsBy(instance, t, until) || (instance.activity.running && until <= t)) Advance(instances_.Mutable(i), t);
    if (until <= t && std::holds_alternative<ReachCondition>(rules_.rule(instance.rule).condition) &&
        reaches_[instance.state].quiet && reaches_[instance.state].settled_at == kNever) {
      reaches_.Mutable(instance.state).settled_at = until;
    }
  }
}

void Judge::RefreshLoop(LoopIndex index, Instant t) {
  const Loop& loop = fold_.loop(index);
  const Instant until = fold_.UnsettledUntil(loop);
  const v1::EndedBy::Value reason = ReasonAt(loop, t);
  for (std::uint32_t i = loop.first_instance; i != kNone; i = instances_[i].next) {
    if (std::holds_alternative<ReachCondition>(rules_.rule(instances_[i].rule).condition))
      RefreshQuiet(i, t, t < until);
    const Instance& instance = instances_[i];
    const bool active = instance.true_from <= t && t < until;
    if (active != instance.activity.running) {
      Instance& changed = instances_.Mutable(i);
      if (active) {
        const bool absence = std::holds_alternative<AbsenceCondition>(rules_.rule(changed.rule).condition);
        changed.activity.Start(t, absence ? absences_[changed.state].floor : kNone);
      } else {
        End(changed, t, reason);
      }
    } else if (!active && instance.activity.count != 0 && instance.activity.last.resolved == t) {
      instances_.Mutable(i).activity.NoteReason(t, reason);
    }
  }
}

}  // namespace loopbreaker
