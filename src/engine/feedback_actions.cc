#include "engine/feedback_actions.h"

#include <algorithm>
#include <tuple>

#include "event/timestamp.h"
#include "rules/activity.h"

namespace loopbreaker {
namespace {

constexpr int kCommentsMax = 10;

// Until when an action has the ladder stand still; its own time when it does not.
Instant PausedUntil(const v1::SupervisorActed& acted, Instant at, Nanos ack_for) {
  switch (acted.action()) {
    case v1::Action::ACKNOWLEDGE:
    case v1::Action::ASSIGN:
      return at + ack_for;
    case v1::Action::SNOOZE:
      return acted.has_until() ? std::max(at, TimeOf(acted.until())) : at;
    case v1::Action::DECIDE:
      return acted.decision() == v1::Decision::UNSPECIFIED ? at : kNever;
    default:
      return at;
  }
}

// A team or a desk, never an agent.
const std::string& ActorOf(const v1::ContactEvent& event) {
  const std::string& assignee = event.supervisor_acted().assignee();
  return assignee.empty() ? event.team() : assignee;
}

void AddPause(Instant from, Instant until, std::vector<Pause>& pauses) {
  if (until <= from) return;
  if (!pauses.empty()) pauses.back().to = std::min(pauses.back().to, from);
  pauses.push_back({from, until, kNone});
}

void Decide(const v1::ContactEvent& event, v1::FeedbackDecision& decided) {
  const v1::SupervisorActed& acted = event.supervisor_acted();
  decided.set_decision(acted.decision());
  decided.set_by(event.team());
  *decided.mutable_at() = event.event_time();
  decided.set_why(acted.comment());
  decided.set_change_id(acted.change_id());
}

}  // namespace

void FeedbackActions::Take(const v1::ContactEvent& event) {
  const std::string& feedback = event.supervisor_acted().escalation_id();
  const auto [known, fresh] = feedback_of_.try_emplace({event.source(), event.id()}, feedback);
  const auto& [identity, named] = *known;
  if (!fresh) {
    const v1::ContactEvent& held = of_[named][identity];
    // Of two contents of one revision a deletion wins, else the greater bytes, whichever came first.
    const auto weight = [](const v1::ContactEvent& one) {
      return std::tuple(one.revision(), one.deleted(), one.SerializeAsString());
    };
    if (weight(event) <= weight(held)) return;
    of_[named].erase(identity);
    known->second = feedback;
  }
  of_[feedback][identity] = event;
}

std::vector<const v1::ContactEvent*> FeedbackActions::Unknown(
    Instant clock, Nanos waited, const std::function<bool(const std::string& feedback)>& known) const {
  std::vector<const v1::ContactEvent*> unknown;
  for (const auto& [feedback, events] : of_) {
    if (known(feedback)) continue;
    for (const auto& [identity, event] : events) {
      if (!event.deleted() && AddSaturated(TimeOf(event.event_time()), waited) <= clock) unknown.push_back(&event);
    }
  }
  return unknown;
}

Instant FeedbackActions::Apply(const RuleSettings& settings, Instant clock, v1::Feedback& feedback) const {
  const Instant opened = TimeOf(feedback.opened_at());
  const bool over = feedback.has_resolved_at();
  const Instant until = over ? TimeOf(feedback.resolved_at()) : kNever;
  std::vector<const v1::ContactEvent*> actions;
  if (const auto own = of_.find(feedback.id()); own != of_.end()) {
    for (const auto& [identity, event] : own->second) {
      if (!event.deleted() && TimeOf(event.event_time()) <= clock) actions.push_back(&event);
    }
  }
  std::stable_sort(actions.begin(), actions.end(), [](const v1::ContactEvent* a, const v1::ContactEvent* b) {
    return TimeOf(a->event_time()) < TimeOf(b->event_time());
  });

  std::vector<Pause> pauses;
  bool decided = false;  // about this activity: then nobody further up need hear of it
  for (const v1::ContactEvent* event : actions) {
    const v1::SupervisorActed& acted = event->supervisor_acted();
    const Instant at = TimeOf(event->event_time());
    // What was decided about an earlier activity is worth knowing when it comes back.
    if (acted.action() == v1::Action::DECIDE && acted.decision() != v1::Decision::UNSPECIFIED) {
      Decide(*event, *feedback.mutable_decided());
    }
    if (at < opened || at >= until) continue;
    if (!decided) AddPause(at, PausedUntil(acted, at, settings.ack_for), pauses);
    decided = decided || (acted.action() == v1::Action::DECIDE && acted.decision() != v1::Decision::UNSPECIFIED);
    if (acted.action() == v1::Action::ACKNOWLEDGE) feedback.set_acknowledged_by(ActorOf(*event));
    if (acted.action() == v1::Action::ASSIGN) feedback.set_assignee(ActorOf(*event));
    if (acted.action() == v1::Action::SNOOZE && acted.has_until()) *feedback.mutable_snoozed_until() = acted.until();
    if (acted.action() == v1::Action::COMMENT && !acted.comment().empty()) feedback.add_comments(acted.comment());
  }
  auto& comments = *feedback.mutable_comments();
  std::reverse(comments.begin(), comments.end());
  while (comments.size() > kCommentsMax) comments.RemoveLast();

  Instant next = kNever;
  const int level =
      LevelAt(settings.feedback_ladder, opened, pauses, settings.history.calendar, over ? until : clock, over, &next);
  feedback.set_level(level);
  const std::string& to = settings.feedback_ladder[static_cast<std::size_t>(level)].to;
  if (!to.empty()) feedback.set_desk(to);
  return over ? kNever : next;
}

}  // namespace loopbreaker
