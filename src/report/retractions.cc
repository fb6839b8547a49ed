#include "report/retractions.h"

namespace loopbreaker {

Retractions::Retractions(const RuleIndex& rules) : ids_(rules.set().rules.size()) {
  for (std::size_t i = 0; i < ids_.size(); ++i) index_.emplace(rules.set().rules[i].id, i);
}

void Retractions::OnEscalation(const EscalationRevision& revision) {
  const v1::Escalation& escalation = revision.escalation;
  if (!revision.removed && escalation.state() == v1::State::RETRACTED) Take(escalation.rule_id(), escalation.id());
}

void Retractions::OnFeedback(const v1::Feedback& feedback, bool /*shadow*/) {
  if (feedback.state() == v1::State::RETRACTED) Take(feedback.rule_id(), feedback.id());
}

}  // namespace loopbreaker
