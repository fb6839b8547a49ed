#include "cli/demo_customers.h"

#include <algorithm>

#include "dossier/briefing.h"
#include "dossier/caller.h"
#include "dossier/dossier.h"
#include "event/timestamp.h"
#include "link/pseudonym.h"

namespace loopbreaker {
namespace {

// As of the stream's clock. REQUIRES: nobody plays.
v1::Dossier DossierNow(Stream& stream, const Directory& directory, const std::string& customer) {
  v1::Dossier dossier;
  const CustomerIndex index = stream.store().customers().Find(customer);
  if (index == kNobody) return dossier;
  stream.LookAt(index, [&](const Judge& judge) {
    DossierAt at = DossierOf(judge, customer, directory, stream.clock(), stream.clock(),
                             [](std::string_view, std::string_view) { return std::string_view(); });
    if (!at.empty()) dossier = std::move(at.dossier);
  });
  return dossier;
}

Caller WhoIs(const v1::ContactEvent& asked, const Directory& directory) {
  Caller caller = Identify(asked, directory, Pseudonyms(""));
  // Nobody is hidden in what is made up.
  if (caller.customer.starts_with('~')) caller.customer = ProvisionalCustomer(asked, directory.phone_region());
  return caller;
}

}  // namespace

CustomerRoutes DemoCustomers(Stream& stream, std::mutex& playing, const Directory& directory,
                             const std::vector<DemoArrival>& arrivals) {
  const Language language = stream.store().settings().language;
  return {
      .dossier = [&](const std::string& customer) -> std::optional<v1::Dossier> {
        const std::scoped_lock lock(playing);
        v1::Dossier dossier = DossierNow(stream, directory, std::string(directory.Current(customer)));
        if (dossier.customer_id().empty()) return std::nullopt;
        SetTime(stream.clock(), dossier.mutable_updated_at());
        return dossier;
      },
      .lookup =
          [&, language](v1::ContactEvent asked) {
            const std::scoped_lock lock(playing);
            SetTime(stream.clock(), asked.mutable_event_time());
            const Caller caller = WhoIs(asked, directory);
            return LookupOf(caller, DossierNow(stream, directory, caller.customer), nullptr, stream.clock(), language);
          },
      .lookup_contact = [&, language](const std::string& contact) -> std::optional<v1::Lookup> {
        const std::scoped_lock lock(playing);
        const auto began = std::find_if(arrivals.begin(), arrivals.end(), [&](const DemoArrival& arrival) {
          return arrival.at <= stream.clock() && arrival.event.has_contact_started() &&
                 arrival.event.contact_id() == contact;
        });
        if (began == arrivals.end()) return std::nullopt;
        const v1::ContactEvent& event = began->event;
        const Caller caller = WhoIs(event, directory);
        v1::Dossier dossier = DossierNow(stream, directory, caller.customer);
        dossier.set_customer_id(caller.customer);
        const v1::Briefing briefing = BriefingOf(
            dossier, {contact, TimeOf(event.event_time()), event.contact_started().queue(), caller.reason}, language);
        return LookupOf(caller, dossier, &briefing, stream.clock(), language);
      },
      .on_read = [](const User&, std::string_view, const std::string&) {},
      .erase = nullptr,
  };
}

}  // namespace loopbreaker
