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
    ServeCustomers(server_, {.dossier = [](const std::string& customer) -> std::optional<v1::Dossier> {
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
                                 [this](std::string_view what, const std::string& customer) {
                                   reads_.push_back(std::string(what) + " " + customer);
                                 },
                             .hosts = {}});
    EXPECT_TRUE(server_.Start().ok());
  }
  std::string Get(std::string_view path, std::string_view host = "localhost") {
    std::string answer = HttpClient(server_.port())
                             .Ask("GET " + std::string(path) + " HTTP/1.1\r\nHost: " + std::string(host) +
                                  "\r\nConnection: close\r\n\r\n");
    server_.Stop();  // what the server's thread wrote can be read now
    return answer;
  }

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
  EXPECT_THAT(reads_, ElementsAre("dossier c/1"));
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
  EXPECT_THAT(reads_, ElementsAre("lookup c/1"));
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

TEST_F(CustomersTest, ForeignHostIsRefused) {
  EXPECT_THAT(Get("/api/v1/customers/c%2F1/dossier", "evil.example"), StartsWith("HTTP/1.1 421"));
  EXPECT_THAT(reads_, IsEmpty());
}

}  // namespace
}  // namespace loopbreaker
