#include "dossier/caller.h"

#include <algorithm>
#include <utility>

#include "dossier/briefing.h"
#include "dossier/certainty.h"
#include "event/timestamp.h"
#include "explain/link_reasons.h"

namespace loopbreaker {

Caller Identify(const v1::ContactEvent& asked, const Directory& directory, const Pseudonyms& pseudonyms) {
  Caller caller;
  Resolution resolution = Resolve(asked, directory);
  caller.customer = std::move(resolution.customer_id);
  caller.reason = std::move(resolution.reason);
  if (!caller.customer.empty()) return caller;
  const Instant at = TimeOf(asked.event_time());
  for (const v1::Identifier& identifier : asked.identifiers()) {
    for (const std::string_view customer : directory.FindByIdentifier(identifier.kind(), identifier.value(), at)) {
      if (std::find(caller.candidates.begin(), caller.candidates.end(), customer) == caller.candidates.end())
        caller.candidates.emplace_back(customer);
    }
  }
  if (!caller.candidates.empty()) return caller;
  const std::string provisional = ProvisionalCustomer(asked, directory.phone_region());
  if (provisional.empty()) return caller;
  caller.customer = pseudonyms.HideProvisional(provisional);
  caller.reason = "by an identifier that is nobody's yet";
  return caller;
}

v1::Lookup LookupOf(const Caller& caller, const v1::Dossier& dossier, const v1::Briefing* briefing, Instant now,
                    Language language) {
  v1::Lookup out;
  out.set_customer_id(caller.customer);
  out.set_certainty(CertaintyOf(caller.customer, caller.reason));
  if (!caller.candidates.empty()) out.set_certainty(v1::Certainty::AMBIGUOUS);
  // Nobody has called with this before: there is no such customer, not even a provisional one.
  const bool stranger = caller.customer.starts_with('~') && dossier.customer_id().empty() && briefing == nullptr;
  if (stranger) {
    out.set_certainty(v1::Certainty::UNKNOWN);
    out.clear_customer_id();
  }
  for (const std::string& candidate : caller.candidates) out.add_candidates(candidate);
  if (out.customer_id().empty()) return out;
  out.set_linked_by(InLanguage(caller.reason, language));
  *out.mutable_open_loops() = dossier.open_loops();
  for (v1::OpenLoop& loop : *out.mutable_open_loops()) loop.clear_timeline();  // the dossier has it
  if (briefing != nullptr) {
    *out.mutable_briefing() = *briefing;
    out.set_certainty(briefing->certainty());
    out.set_linked_by(briefing->linked_by());
  } else {
    v1::Dossier known = dossier;
    known.set_customer_id(caller.customer);
    *out.mutable_briefing() = BriefingOf(known, {"", now, "", caller.reason}, language);
  }
  out.set_suggested_queue(dossier.desk());
  return out;
}

}  // namespace loopbreaker
