#include "board/veil.h"

namespace loopbreaker {

std::string Veil::Reference(std::string_view id) const { return id.empty() ? "" : hashes_.Of("reference", id); }

v1::Escalation Veil::Nameless(v1::Escalation escalation) const {
  escalation.set_id(Reference(escalation.id()));
  escalation.set_loop_id(Reference(escalation.loop_id()));
  escalation.set_superseded_by(Reference(escalation.superseded_by()));
  escalation.clear_customer_id();
  escalation.clear_unit_id();
  escalation.clear_per();
  escalation.clear_diagnosis();
  escalation.clear_vulnerable();
  for (v1::Evidence& evidence : *escalation.mutable_evidence()) {
    evidence.clear_id();
    evidence.clear_line();
  }
  return escalation;
}

v1::Feedback Veil::Nameless(v1::Feedback feedback) const {
  for (std::string& loop : *feedback.mutable_example_loops()) loop = Reference(loop);
  // Written by hand: whom they name nobody knows.
  feedback.clear_what_was_done();
  feedback.clear_comments();
  if (feedback.has_decided()) feedback.mutable_decided()->clear_why();
  return feedback;
}

}  // namespace loopbreaker
