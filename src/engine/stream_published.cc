// What an earlier run has published, and what a stream knows at its end.
#include <algorithm>

#include "engine/stream.h"
#include "event/timestamp.h"
#include "reconcile/escalation.h"

namespace loopbreaker {

void Stream::LoadPublished(const v1::Escalation& escalation, bool removed) {
  const auto id = ParseEscalationId(escalation.id());
  if (!id) return;
  const CustomerIndex customer = store_.AddCustomer(id->customer);
  Reconciler::Load(StateOf(customer).published, escalation, removed);
  StartFrom(escalation.detected_at());
}

void Stream::LoadPublished(const v1::Feedback& feedback) {
  feedback_.Load(feedback);
  StartFrom(feedback.detected_at());
}

void Stream::StartFrom(const google::protobuf::Timestamp& published_at) {
  loading_ = true;
  clock_ = std::max(clock_, TimeOf(published_at));
}

std::vector<std::string> Stream::UnknownActions() {
  std::vector<std::string> actions;
  std::vector<Slot> slots;
  for (CustomerIndex customer = 0; customer < store_.customers().size(); ++customer) {
    const Customer& state = StateOf(customer);
    if (!state.unknown_actions && !state.dirty && !state.fold_anew) continue;
    Live& live = LiveOf(customer);
    live.judge.TakeUntil(clock_);
    slots.clear();
    live.judge.UnknownActions(slots);
    for (const Slot slot : slots) {
      if (clock_ - live.history.TimeOf(slot) < rules_.set().settings.park_for) continue;
      Fact fact;
      live.history.View(slot, fact);
      actions.push_back(ToEvent(fact).SerializeAsString());
    }
  }
  for (const v1::ContactEvent* action : feedback_.UnknownActions(clock_ - rules_.set().settings.park_for)) {
    actions.push_back(action->SerializeAsString());
  }
  return actions;
}

}  // namespace loopbreaker
