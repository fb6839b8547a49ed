#include "dossier/briefing.h"

#include <algorithm>

#include "dossier/certainty.h"
#include "event/timestamp.h"
#include "explain/link_reasons.h"

namespace loopbreaker {
namespace {

template <typename List>
void AddOnce(List& list, const std::string& text) {
  if (std::find(list.begin(), list.end(), text) == list.end()) *list.Add() = text;
}

}  // namespace

v1::Briefing BriefingOf(const v1::Dossier& dossier, const Call& call, Language language) {
  v1::Briefing out;
  out.set_contact_id(std::string(call.contact_id));
  out.set_customer_id(dossier.customer_id());
  out.set_certainty(CertaintyOf(dossier.customer_id(), call.reason));
  out.set_linked_by(InLanguage(std::string(call.reason), language));
  SetTime(call.started_at, out.mutable_started_at());
  out.set_queue(std::string(call.queue));
  for (const v1::OpenLoop& loop : dossier.open_loops()) {
    out.add_open_loops(loop.line());
    for (const std::string& blocker : loop.blockers()) AddOnce(*out.mutable_blockers(), blocker);
    for (const std::string& known : loop.known()) AddOnce(*out.mutable_do_not_ask(), known);
  }
  *out.mutable_last_contacts() = dossier.last_contacts();
  *out.mutable_promises() = dossier.promises();
  *out.mutable_waits_on() = dossier.waits_on();
  out.set_desk(dossier.desk());
  return out;
}

}  // namespace loopbreaker
