#include "report/decisions.h"

#include <algorithm>
#include <map>
#include <utility>

#include "event/timestamp.h"

namespace loopbreaker {

std::vector<KnotCut> DecisionsOf(const std::vector<v1::ContactEvent>& actions, const std::vector<ChangeEffect>& effects,
                                 Instant clock) {
  std::map<std::pair<std::string, std::string>, const v1::ContactEvent*> newest;
  for (const v1::ContactEvent& action : actions) {
    const v1::ContactEvent*& known = newest[{action.source(), action.id()}];
    if (known == nullptr || known->revision() <= action.revision()) known = &action;
  }
  std::vector<KnotCut> decisions;
  for (const auto& [identity, action] : newest) {
    const v1::SupervisorActed& acted = action->supervisor_acted();
    const Instant at = TimeOf(action->event_time());
    if (action->deleted() || at > clock || acted.action() != v1::Action::DECIDE ||
        acted.decision() == v1::Decision::UNSPECIFIED) {
      continue;
    }
    KnotCut& cut = decisions.emplace_back();
    cut.feedback = acted.escalation_id();
    cut.decision = acted.decision();
    cut.by = action->team();
    cut.at = at;
    cut.why = acted.comment();
    cut.change_id = acted.change_id();
    for (const ChangeEffect& effect : effects) {
      if (cut.change_id.empty() || effect.change_id != cut.change_id) continue;
      cut.announced = true;
      cut.turn = effect.turn;
    }
  }
  std::stable_sort(decisions.begin(), decisions.end(), [](const KnotCut& a, const KnotCut& b) { return a.at > b.at; });
  return decisions;
}

}  // namespace loopbreaker
