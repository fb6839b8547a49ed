// What people did about process feedback: its ladder, up to the director, stands still while somebody has it in hand
// and stops where somebody has decided.
//
// The verdicts of process rules know nothing of it (semantics, section 5: no ladder), nor does DISMISS or RESOLVE do
// anything here: what a window of facts says stands as long as the facts do. Not safe for concurrent use.
#pragma once

#include <functional>
#include <map>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/time.h"
#include "loopbreaker/v1/contact_event.pb.h"
#include "loopbreaker/v1/escalation.pb.h"
#include "rules/rule.h"

namespace loopbreaker {

class FeedbackActions {
 public:
  // A supervisor_acted whose escalation_id is the id of feedback, in any order, with doubles and corrections.
  void Take(const v1::ContactEvent& event);

  // Fills in what people did until the clock, the level and its desk. `feedback` has its id, desk (the rule's route)
  // and times. Answers when the next step of the ladder is reached; kNever: no more, or it is over.
  Instant Apply(const RuleSettings& settings, Instant clock, v1::Feedback& feedback) const;

  // Those that are as old as `waited` at the clock, about feedback that `known` does not know, in no particular order.
  std::vector<const v1::ContactEvent*> Unknown(Instant clock, Nanos waited,
                                               const std::function<bool(const std::string& feedback)>& known) const;

 private:
  using Identity = std::pair<std::string, std::string>;
  std::map<Identity, std::string> feedback_of_;
  std::map<std::string, std::map<Identity, v1::ContactEvent>, std::less<>> of_;
};

}  // namespace loopbreaker
