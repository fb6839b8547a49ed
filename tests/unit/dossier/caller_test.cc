#include "dossier/caller.h"

#include "event/timestamp.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace loopbreaker {
namespace {

using testing::IsEmpty;
using testing::UnorderedElementsAre;

class CallerTest : public testing::Test {
 protected:
  void SetUp() override {
    Put("c1", "0612345678", "77");
    Put("c2", "0612340000", "88");
    Put("c3", "0612340000", "99");  // of one household
  }
  void Put(const std::string& id, const std::string& phone, const std::string& account) {
    v1::Customer customer;
    customer.set_customer_id(id);
    Add(*customer.add_identifiers(), v1::IdentifierKind::PHONE, phone);
    Add(*customer.add_identifiers(), v1::IdentifierKind::ACCOUNT, account);
    directory_.Put(customer);
  }
  template <typename Identifier>
  static void Add(Identifier& identifier, v1::IdentifierKind::Value kind, const std::string& value) {
    identifier.set_kind(kind);
    identifier.set_value(value);
  }
  Caller Ask(const std::string& phone, const std::string& account = "") {
    v1::ContactEvent asked;
    SetTime(kNow, asked.mutable_event_time());
    if (!phone.empty()) Add(*asked.add_identifiers(), v1::IdentifierKind::PHONE, phone);
    if (!account.empty()) Add(*asked.add_identifiers(), v1::IdentifierKind::ACCOUNT, account);
    return Identify(asked, directory_, pseudonyms_);
  }
  static v1::Lookup Answer(const Caller& caller, const v1::Dossier& dossier) {
    return LookupOf(caller, dossier, nullptr, kNow, Language::kEnglish);
  }

  static constexpr Instant kNow{seconds{1'772'445'600}};
  Directory directory_{"NL"};
  Pseudonyms pseudonyms_{"key"};
};

TEST_F(CallerTest, NumberInAnyNotationIsTheCustomer) {
  for (const char* phone : {"0612345678", "+31 6 1234 5678", "0031612345678", "tel:+31612345678", "06-12 34 56 78"}) {
    EXPECT_EQ(Ask(phone).customer, "c1") << phone;
  }
  EXPECT_EQ(Answer(Ask("0612345678"), {}).certainty(), v1::Certainty::LIKELY);
}

TEST_F(CallerTest, SharedNumberDecidesNothing) {
  const Caller caller = Ask("0612340000");
  EXPECT_EQ(caller.customer, "");
  EXPECT_THAT(caller.candidates, UnorderedElementsAre("c2", "c3"));
  const v1::Lookup answer = Answer(caller, {});
  EXPECT_EQ(answer.certainty(), v1::Certainty::AMBIGUOUS);
  EXPECT_FALSE(answer.has_briefing());
}

TEST_F(CallerTest, AccountSaysWhichOfThem) {
  EXPECT_EQ(Ask("0612340000", "99").customer, "c3");
  EXPECT_EQ(Answer(Ask("0612340000", "99"), {}).certainty(), v1::Certainty::CERTAIN);
}

TEST_F(CallerTest, WhoCalledBeforeIsRecognised) {
  const Caller caller = Ask("0699999999");
  EXPECT_THAT(caller.customer, testing::StartsWith("~phone:"));
  EXPECT_EQ(caller.customer.find("699999999"), std::string::npos);
  v1::Dossier dossier;
  dossier.set_customer_id(caller.customer);
  dossier.set_desk("planning");
  const v1::Lookup answer = Answer(caller, dossier);
  EXPECT_EQ(answer.certainty(), v1::Certainty::PROVISIONAL);
  EXPECT_EQ(answer.suggested_queue(), "planning");
}

TEST_F(CallerTest, StrangerIsUnknown) {
  const v1::Lookup answer = Answer(Ask("0699999999"), {});
  EXPECT_EQ(answer.certainty(), v1::Certainty::UNKNOWN);
  EXPECT_EQ(answer.customer_id(), "");
}

TEST_F(CallerTest, HiddenNumberIsUnknown) {
  const Caller caller = Ask("anonymous");
  EXPECT_EQ(caller.customer, "");
  EXPECT_THAT(caller.candidates, IsEmpty());
  EXPECT_EQ(Answer(caller, {}).certainty(), v1::Certainty::UNKNOWN);
}

}  // namespace
}  // namespace loopbreaker
