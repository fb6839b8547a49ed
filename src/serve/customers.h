// What a telephony flow, a screen pop or a colleague asks of one customer: who calls, and where things stand.
//
//   GET /api/v1/lookup?phone=06 10420017      also account=, external=, email=, together; or contact=
//   GET /api/v1/customers/{id}/dossier        both for those who may read and see names
//   DELETE /api/v1/customers/{id}             ?objection=true; for those who may erase
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <string_view>

#include "base/time.h"
#include "loopbreaker/v1/contact_event.pb.h"
#include "loopbreaker/v1/dossier.pb.h"
#include "serve/gate.h"

namespace loopbreaker {

// All are called in the server's thread and must not block.
struct CustomerRoutes {
  // Of the customer, or of what it has become by merging. Empty: nothing is known of anybody with that id.
  std::function<std::optional<v1::Dossier>(const std::string& customer)> dossier;
  // By the identifiers of the event.
  std::function<v1::Lookup(v1::ContactEvent asked)> lookup;
  // By a contact that has begun. Empty: no briefing of it is known.
  std::function<std::optional<v1::Lookup>(const std::string& contact)> lookup_contact;
  // A dossier was read, whole or in part; `what` is "dossier" or "lookup", `customer` an id or, where nobody was found,
  // empty.
  std::function<void(const User& user, std::string_view what, const std::string& customer)> on_read;
  // Has everything that is kept of the customer until now erased; with `objection` what comes later too. Answers until
  // when. Null: nothing is erased here, and the route is not there.
  std::function<Instant(const User& user, const std::string& customer, bool objection)> erase;
};

// Before the server starts.
void ServeCustomers(Gate& gate, CustomerRoutes routes);

}  // namespace loopbreaker
