#include "report/rule_use.h"

#include <algorithm>

#include "figures/rate.h"
#include "rules/target.h"

namespace loopbreaker {

RuleUses::RuleUses(const RuleIndex& rules, Instant clock)
    : rules_(rules),
      clock_(clock),
      uses_(rules.set().rules.size()),
      leads_(uses_.size()),
      last_customer_(uses_.size(), 0) {
  for (std::size_t i = 0; i < uses_.size(); ++i) {
    const Rule& rule = rules.set().rules[i];
    uses_[i].id = rule.id;
    uses_[i].title = rule.title;
    uses_[i].scope = rule.scope;
    uses_[i].shadow = rule.shadow;
  }
}

void RuleUses::ReadActions(const Batch& batch) {
  of_customer_.clear();
  const History& history = batch.history();
  for (std::size_t i = 0; i < batch.judge().taken(); ++i) {
    const Slot slot = history.SlotAt(i);
    history.View(slot, fact_);
    if (fact_.kind != Kind::kSupervisorActed) continue;
    ++actions_;
    const Target target = FindTarget(fact_, rules_, history, batch.fold());
    if (!target.every_rule && target.rule == kNone) continue;  // there is no such rule
    const LoopIndex loop = target.loop != kNone ? target.loop : batch.LoopOf(slot);
    of_customer_.push_back({fact_.time, fact_.Number(Field::kAction), fact_.Number(Field::kDismissReason), target.rule,
                            target.customer, loop, target.per});
  }
}

bool RuleUses::Concerns(const Action& action, const PastVerdict& past, const Batch& batch) {
  const Verdict& verdict = past.verdict;
  // Solving a loop by hand is an answer to each of its escalations.
  const bool solves = action.action == v1::Action::RESOLVE && action.loop != kNone && verdict.loop == action.loop;
  if (solves) return true;
  if (action.rule != kNone && &rules_.rule(action.rule) != verdict.rule) return false;
  if (verdict.loop == kNone) return action.customer;
  if (verdict.loop != action.loop) return false;
  if (action.per == 0 || verdict.per_from == kNoSlot) return true;
  batch.history().View(verdict.per_from, fact_);
  return ValueOf(fact_, std::get<AbsenceCondition>(verdict.rule->condition).per) == action.per;
}

void RuleUses::TakeActivity(const PastActivity& activity, const PastVerdict& past, const Batch& batch, RuleUse& use) {
  ++use.opened;
  use.open += activity.ended == kNever ? 1 : 0;
  bool acted = false;
  bool dismissed = false;
  std::int64_t reason = 0;
  for (const Action& action : of_customer_) {
    if (action.at < activity.opened || action.at > activity.ended || !Concerns(action, past, batch)) continue;
    if (action.action == v1::Action::DISMISS) {
      dismissed = activity.ended_by == v1::EndedBy::DISMISSED && activity.ended == action.at;
      reason = action.reason;
    } else if (action.action == v1::Action::ACKNOWLEDGE || action.action == v1::Action::ASSIGN ||
               action.action == v1::Action::RESOLVE) {
      acted = true;
    }
  }
  use.dismissed += dismissed ? 1 : 0;
  use.acted += acted && !dismissed ? 1 : 0;
  if (dismissed) ++use.by_reason[static_cast<std::size_t>(reason)];
}

void RuleUses::Take(const Batch& batch) {
  ++customers_;
  ReadActions(batch);
  for (const PastVerdict& past : batch.verdicts()) {
    const auto index = static_cast<std::size_t>(past.verdict.rule - rules_.set().rules.data());
    RuleUse& use = uses_[index];
    for (const PastActivity& activity : past.activities) TakeActivity(activity, past, batch, use);
    if (std::exchange(last_customer_[index], customers_) != customers_) ++use.customers;
    if (past.verdict.loop == kNone) continue;
    const Loop& loop = batch.fold().loop(past.verdict.loop);
    const Instant first = past.activities.front().opened;
    const bool solved = loop.resolved && !loop.by_leaving && batch.fold().UnsettledUntil(loop) <= clock_;
    if (solved && loop.resolved_at > first) leads_[index].push_back(loop.resolved_at - first);
  }
}

void RuleUses::TakeFeedback(const PastFeedback& feedback) {
  if (feedback.activities.empty()) return;
  RuleUse& use = uses_[static_cast<std::size_t>(feedback.rule - rules_.set().rules.data())];
  use.opened += feedback.activities.size();
  use.open += feedback.activities.back().ended == kNever ? 1 : 0;
  ++use.customers;
}

std::vector<RuleUse> RuleUses::Result() {
  for (std::size_t i = 0; i < uses_.size(); ++i) {
    uses_[i].solved = leads_[i].size();
    uses_[i].lead = Percentile(leads_[i], 50);
  }
  return std::move(uses_);
}

}  // namespace loopbreaker
