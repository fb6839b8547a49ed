#include "serve/customers.h"

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "http_client.h"

namespace loopbreaker {
namespace {

using testing::AllOf;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::StartsWith;

class CustomersTest : public testing::Test {
 protected:
  CustomersTest() {
    Gate gate(server_, {.access = Asked(), .now = [] { return Instant(); }});
    ServeCustomers(gate, {.dossier = [](const std::string& customer) -> std::optional<v1::Dossier> {
                            if (customer != "c/1") return std::nullopt;
                            v1::Dossier dossier;
                            dossier.set_customer_id("c/1");
                            dossier.set_desk("planning");
                            return dossier;
                          },
                          .lookup =
                              [this](v1::ContactEvent asked) {
                                asked_ = asked.ShortDebugString();
                                v1::Lookup lookup;
                                lookup.set_customer_id("c/1");
                                lookup.set_certainty(v1::Certainty::LIKELY);
                                return lookup;
                              },
                          .lookup_contact = [](const std::string& contact) -> std::optional<v1::Lookup> {
                            v1::Lookup lookup;
                            lookup.mutable_briefing()->set_contact_id(contact);
                            return contact == "k1" ? std::optional(lookup) : std::nullopt;
                          },
                          .on_read =
                              [this](const User& user, std::string_view what, const std::string& customer) {
                                reads_.push_back(user.name + " " + std::string(what) + " " + customer);
                              },
                          .erase =
                              [this](const User& user, const std::string& customer, bool objection) {
                                erased_.push_back(user.name + " " + customer + (objection ? " objects" : ""));
                                return *ParseTime("2026-03-09T10:00:00Z");
                              }});
    EXPECT_TRUE(server_.Start().ok());
  }
  // "anna" may read and see names, "ben" read alone and "cleo" see names alone.
  static std::shared_ptr<const Access> Asked() {
    AccessConfig config;
    const auto add = [&](const char* user, std::initializer_list<Role> may) {
      Roles roles;
      for (const Role role : may) roles.Add(role);
      config.tokens.push_back({.user = {user, roles}, .hash = HashOf(user), .until = {}});
    };
    add("anna", {Role::kRead, Role::kSeeNames});
    add("ben", {Role::kRead});
    add("cleo", {Role::kSeeNames});
    add("dora", {Role::kErase});
    return std::make_shared<const Access>(std::move(config));
  }
  std::string Get(std::string_view path, std::string_view host = "localhost", std::string_view token = "anna") {
    std::string answer = HttpClient(server_.port())
                             .Ask("GET " + std::string(path) + " HTTP/1.1\r\nHost: " + std::string(host) +
                                  "\r\nAuthorization: Bearer " + std::string(token) + "\r\nConnection: close\r\n\r\n");
    server_.Stop();  // what the server's thread wrote can be read now
    return answer;
  }

  std::string Delete(std::string_view path, std::string_view token) {
    std::string answer =
        HttpClient(server_.port())
            .Ask("DELETE " + std::string(path) + " HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer " +
                 std::string(token) + "\r\nConnection: close\r\n\r\n");
    server_.Stop();
    return answer;
  }

  std::vector<std::string> erased_;
  std::string asked_;
  std::vector<std::string> reads_;
  HttpServer server_{{.listen = "127.0.0.1:0"}};
};

TEST_F(CustomersTest, DossierIsFoundByItsEncodedId) {
  EXPECT_THAT(Get("/api/v1/customers/c%2F1/dossier"),
              AllOf(StartsWith("HTTP/1.1 200"), HasSubstr("no-store"), HasSubstr("{\"customerId\":\"c/1\"")));
}

TEST_F(CustomersTest, ReadingADossierIsToldById) {
  Get("/api/v1/customers/c%2F1/dossier");
  EXPECT_THAT(reads_, ElementsAre("anna dossier c/1"));
}

TEST_F(CustomersTest, DossierThatThereIsNotIsNotFound) {
  EXPECT_THAT(Get("/api/v1/customers/c2/dossier"),
              AllOf(StartsWith("HTTP/1.1 404"), HasSubstr("problem+json"), HasSubstr("'c2'")));
  EXPECT_THAT(reads_, IsEmpty());
}

TEST_F(CustomersTest, LookupHandsTheIdentifiersOn) {
  EXPECT_THAT(Get("/api/v1/lookup?phone=06%2010420017&account=77"),
              AllOf(StartsWith("HTTP/1.1 200"), HasSubstr("\"certainty\":\"LIKELY\"")));
  EXPECT_THAT(asked_, AllOf(HasSubstr("kind: PHONE value: \"06 10420017\""), HasSubstr("kind: ACCOUNT value: \"77\"")));
  EXPECT_THAT(reads_, ElementsAre("anna lookup c/1"));
}

TEST_F(CustomersTest, PlusThatNobodyEncodedIsAPlus) {
  Get("/api/v1/lookup?phone=+31610420017");
  EXPECT_THAT(asked_, HasSubstr("+31610420017"));
}

TEST_F(CustomersTest, LookupByContactGivesItsBriefing) {
  EXPECT_THAT(Get("/api/v1/lookup?contact=k1"), HasSubstr("\"contactId\":\"k1\""));
}

TEST_F(CustomersTest, ContactThatIsNotKnownIsNotFound) {
  EXPECT_THAT(Get("/api/v1/lookup?contact=k2"), AllOf(StartsWith("HTTP/1.1 404"), HasSubstr("'k2'")));
}

TEST_F(CustomersTest, QuestionWithoutAnythingIsRefused) {
  EXPECT_THAT(Get("/api/v1/lookup?phone="), AllOf(StartsWith("HTTP/1.1 400"), HasSubstr("expected phone")));
}

TEST_F(CustomersTest, MisspeltParameterNamesTheNearest) {
  EXPECT_THAT(Get("/api/v1/lookup?fone=1"), AllOf(StartsWith("HTTP/1.1 400"), HasSubstr("did you mean phone?")));
}

TEST_F(CustomersTest, NobodyIsToldNothing) {
  EXPECT_THAT(Get("/api/v1/lookup?account=77", "localhost", "somebody"), StartsWith("HTTP/1.1 401"));
  EXPECT_EQ(asked_, "");
}

TEST_F(CustomersTest, WhoMayNotSeeNamesGetsNoDossier) {
  EXPECT_THAT(Get("/api/v1/customers/c%2F1/dossier", "localhost", "ben"),
              AllOf(StartsWith("HTTP/1.1 403"), HasSubstr("the role see-names; ben has read")));
  EXPECT_THAT(reads_, IsEmpty());
}

TEST_F(CustomersTest, WhoMayNotReadCannotLookUp) {
  EXPECT_THAT(Get("/api/v1/lookup?account=77", "localhost", "cleo"),
              AllOf(StartsWith("HTTP/1.1 403"), HasSubstr("the role read; cleo has see-names")));
  EXPECT_EQ(asked_, "");
}

TEST_F(CustomersTest, WhoMayEraseHasACustomerErased) {
  EXPECT_THAT(Delete("/api/v1/customers/c%2F1", "dora"),
              AllOf(StartsWith("HTTP/1.1 202"), HasSubstr("\"customerId\":\"c/1\""),
                    HasSubstr("\"erasedBefore\":\"2026-03-09T10:00:00Z\",\"objection\":false")));
  EXPECT_THAT(erased_, ElementsAre("dora c/1"));
}

TEST_F(CustomersTest, AnObjectionIsHandedOn) {
  Delete("/api/v1/customers/c1?objection=true", "dora");
  EXPECT_THAT(erased_, ElementsAre("dora c1 objects"));
}

TEST_F(CustomersTest, WhatIsNoObjectionErasesNothing) {
  EXPECT_THAT(Delete("/api/v1/customers/c1?objection=yes", "dora"),
              AllOf(StartsWith("HTTP/1.1 400"), HasSubstr("expected true or false, found 'yes'")));
  EXPECT_THAT(erased_, IsEmpty());
}

TEST_F(CustomersTest, WhoMayNotEraseErasesNothing) {
  EXPECT_THAT(Delete("/api/v1/customers/c1", "anna"), AllOf(StartsWith("HTTP/1.1 403"), HasSubstr("the role erase")));
  EXPECT_THAT(erased_, IsEmpty());
}

TEST_F(CustomersTest, ForeignHostIsRefused) {
  EXPECT_THAT(Get("/api/v1/customers/c%2F1/dossier", "evil.example"), StartsWith("HTTP/1.1 421"));
  EXPECT_THAT(reads_, IsEmpty());
}

}  // namespace
}  // namespace loopbreaker
