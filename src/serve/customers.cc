#include "serve/customers.h"

#include <algorithm>
#include <array>
#include <memory>
#include <utility>

#include "base/diagnostic.h"
#include "event/message_json.h"
#include "observe/json_quote.h"
#include "serve/url.h"

namespace loopbreaker {
namespace {

constexpr const char* kJson = "application/json";

struct AskedBy {
  std::string_view name;
  v1::IdentifierKind::Value kind;
};
constexpr std::array<AskedBy, 4> kAskedBy = {{{"phone", v1::IdentifierKind::PHONE},
                                              {"account", v1::IdentifierKind::ACCOUNT},
                                              {"external", v1::IdentifierKind::EXTERNAL},
                                              {"email", v1::IdentifierKind::EMAIL}}};

// What the query asks for: identifiers, or a contact. Not empty: what is wrong with it.
std::string ReadQuestion(std::string_view query, v1::ContactEvent& asked, std::string& contact) {
  const auto parameters = ParseQuery(query);
  if (!parameters) return "expected '%' with two hexadecimal digits in the query";
  for (const auto& [name, value] : *parameters) {
    const auto by =
        std::find_if(kAskedBy.begin(), kAskedBy.end(), [&name = name](const AskedBy& one) { return one.name == name; });
    if (by == kAskedBy.end() && name != "contact") {
      const std::string nearest = Nearest(name, {"phone", "account", "contact", "external", "email"});
      return "there is no parameter '" + name + "'" + (nearest.empty() ? "" : "; did you mean " + nearest + "?");
    }
    if (value.empty()) continue;  // as a form leaves it
    if (by == kAskedBy.end()) {
      contact = value;
    } else {
      v1::Identifier& identifier = *asked.add_identifiers();
      identifier.set_kind(by->kind);
      // A plus that nobody encoded comes as a space.
      const bool plus = by->kind == v1::IdentifierKind::PHONE && value.front() == ' ';
      identifier.set_value(plus ? "+" + value.substr(1) : value);
    }
  }
  if (contact.empty() == asked.identifiers().empty())
    return "expected phone, account, external or email, or else contact, in the query";
  return {};
}

HttpResponse Json(const google::protobuf::Message& message) {
  // Of a person: not to be kept by anything on its way.
  return {.content_type = kJson, .body = ToJson(message) + "\n", .headers = {{"Cache-Control", "no-store"}}};
}

HttpResponse Look(const CustomerRoutes& routes, const HttpRequest& request, const User& user) {
  v1::ContactEvent asked;
  std::string contact;
  if (const std::string error = ReadQuestion(request.query, asked, contact); !error.empty()) return Problem(400, error);
  std::optional<v1::Lookup> found;
  if (contact.empty()) {
    found = routes.lookup(std::move(asked));
  } else {
    found = routes.lookup_contact(contact);
    if (!found) return Problem(404, "no briefing of the contact '" + contact + "' is known");
  }
  routes.on_read(user, "lookup", found->customer_id());
  return Json(*found);
}

HttpResponse Open(const CustomerRoutes& routes, const HttpRequest& request, const User& user) {
  const std::string customer(request.Parameter("id"));
  const std::optional<v1::Dossier> dossier = routes.dossier(customer);
  if (!dossier) return Problem(404, "there is no dossier of the customer '" + customer + "'");
  routes.on_read(user, "dossier", dossier->customer_id());
  return Json(*dossier);
}

HttpResponse Erase(const CustomerRoutes& routes, const HttpRequest& request, const User& user) {
  const std::string customer(request.Parameter("id"));
  const auto parameters = ParseQuery(request.query);
  if (!parameters) return Problem(400, "expected '%' with two hexadecimal digits in the query");
  bool objection = false;
  for (const auto& [name, value] : *parameters) {
    if (name != "objection") return Problem(400, "there is no parameter '" + name + "' here, only objection");
    if (value != "true" && value != "false")
      return Problem(400, "objection: expected true or false, found '" + value + "'");
    objection = value == "true";
  }
  std::string body = "{\"customerId\":";
  AppendJsonQuoted(body, customer);
  body += ",\"erasedBefore\":\"" + FormatTime(routes.erase(user, customer, objection)) + "\",\"objection\":";
  return {.status = 202, .content_type = kJson, .body = body + (objection ? "true}\n" : "false}\n")};
}

}  // namespace

void ServeCustomers(Gate& gate, CustomerRoutes routes) {
  const auto shared = std::make_shared<const CustomerRoutes>(std::move(routes));
  const auto handle = [&](const char* path, auto answer) {
    gate.Handle("GET", path, Role::kRead, [shared, answer](const HttpRequest& request, const User& user) {
      return SeesNames(user) ? answer(*shared, request, user) : RoleMissing(Role::kSeeNames, user);
    });
  };
  handle("/api/v1/lookup", Look);
  handle("/api/v1/customers/{id}/dossier", Open);
  if (shared->erase == nullptr) return;
  gate.Handle("DELETE", "/api/v1/customers/{id}", Role::kErase,
              [shared](const HttpRequest& request, const User& user) { return Erase(*shared, request, user); });
}

}  // namespace loopbreaker
