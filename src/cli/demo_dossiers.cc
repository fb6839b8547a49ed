#include "cli/demo_dossiers.h"

#include <utility>

#include "dossier/caller.h"
#include "dossier/dossier.h"
#include "event/timestamp.h"

namespace loopbreaker {

void DemoDossiers::Refresh(Stream& stream, const Directory& directory, Board& board) {
  for (const std::string& customer : std::exchange(touched_, {})) {
    const CustomerIndex index = stream.store().customers().Find(customer);
    if (customer.empty() || index == kNobody) continue;
    stream.LookAt(index, [&](const Judge& judge) {
      const DossierAt at = DossierOf(judge, customer, directory, stream.clock(), stream.clock(),
                                     [](std::string_view, std::string_view) { return std::string_view(); });
      dossiers_.Put(at.dossier);
    });
    board.NoteDossier(customer);
  }
}

CustomerRoutes DemoCustomers(const Dossiers& dossiers, const Directory& directory, Language language,
                             std::function<Instant()> now) {
  return {.dossier = [&dossiers](const std::string& customer) { return dossiers.Find(customer); },
          .lookup =
              [&, language, now = std::move(now)](v1::ContactEvent asked) {
                const Instant at = now();
                SetTime(at, asked.mutable_event_time());
                const Caller caller = Identify(asked, directory, Pseudonyms("demonstration"));
                return LookupOf(caller, dossiers.Find(caller.customer).value_or(v1::Dossier()), nullptr, at, language);
              },
          .lookup_contact = [](const std::string&) { return std::optional<v1::Lookup>(); },
          .on_read = [](const User&, std::string_view, const std::string&) {},
          .erase = nullptr};
}

}  // namespace loopbreaker
