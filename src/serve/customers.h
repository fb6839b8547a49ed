// What a telephony flow, a screen pop or a colleague asks of one customer: who calls, and where things stand.
//
//   GET /api/v1/lookup?phone=06 10420017      also account=, external=, email=, together; or contact=
//   GET /api/v1/customers/{id}/dossier
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "loopbreaker/v1/contact_event.pb.h"
#include "loopbreaker/v1/dossier.pb.h"
#include "serve/http_server.h"

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
  std::function<void(std::string_view what, const std::string& customer)> on_read;
  // Names that the server is known by, besides localhost.
  std::vector<std::string> hosts = {};
};

// Before the server starts.
void ServeCustomers(HttpServer& server, CustomerRoutes routes);

}  // namespace loopbreaker
