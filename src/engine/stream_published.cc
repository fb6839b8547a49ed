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

void Stream::EachUnknownAction(CustomerIndex customer, const std::function<void(const Fact&)>& visit) {
  const Customer& state = StateOf(customer);
  if (!state.unknown_actions && !state.dirty && !state.fold_anew) return;
  Live& live = LiveOf(customer);
  live.judge.TakeUntil(clock_);
  std::vector<Slot> slots;
  live.judge.UnknownActions(slots);
  for (const Slot slot : slots) {
    Fact fact;
    live.history.View(slot, fact);
    visit(fact);
  }
}

std::string Stream::UnknownAction(const FactVersion& version) {
  std::string action;
  for (const FactStore::Held& held : store_.VersionsOf(version.source, version.id)) {
    if (held.version != version) continue;
    EachUnknownAction(held.customer, [&](const Fact& fact) {
      if (fact.source == version.source && fact.id == version.id && fact.revision == version.revision)
        action = ToEvent(fact).SerializeAsString();
    });
  }
  return action;
}

std::vector<std::string> Stream::UnknownActions() {
  std::vector<std::string> actions;
  for (CustomerIndex customer = 0; customer < store_.customers().size(); ++customer) {
    EachUnknownAction(customer, [&](const Fact& action) {
      if (clock_ - action.time >= rules_.set().settings.park_for)
        actions.push_back(ToEvent(action).SerializeAsString());
    });
  }
  for (const v1::ContactEvent* action : feedback_.UnknownActions(clock_, rules_.set().settings.park_for)) {
    actions.push_back(action->SerializeAsString());
  }
  return actions;
}

}  // namespace loopbreaker
