#include "explain/link_reasons.h"

namespace loopbreaker {

void LinkReasons::Note(const v1::ContactEvent& event) {
  Resolution resolution = Resolve(event, directory_);
  if (resolution.customer_id != customer_) return;
  reasons_[IdentityHash(event.source(), event.id())] = std::move(resolution.reason);
}

std::string LinkReasons::ReasonOf(const Fact& fact, const Wording& wording) const {
  const auto found = reasons_.find(IdentityHash(fact.source, fact.id));
  if (found != reasons_.end()) return found->second;
  if (customer_.starts_with('~')) return wording.Say(Phrase::kLinkedProvisionally, customer_.substr(1));
  std::string references;
  for (const Field field : {Field::kCaseId, Field::kWorkOrderId, Field::kVisitId}) {
    if (!fact.Has(field)) continue;
    references += references.empty() ? "" : ", ";
    references.append(InfoOf(field).name).append(" ").append(fact.Text(field));
  }
  return wording.Say(Phrase::kLinkedByReferences, references);
}

}  // namespace loopbreaker
