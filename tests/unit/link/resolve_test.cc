#include "event/message_json.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "link/directory.h"

namespace loopbreaker {
namespace {

using testing::IsEmpty;

class ResolveTest : public testing::Test {
 protected:
  template <typename Message>
  static Message Read(const std::string& json) {
    Message message;
    std::vector<std::string> unknown;
    std::string error;
    EXPECT_TRUE(FromJson(json, message, unknown, error)) << error;
    EXPECT_THAT(unknown, IsEmpty());
    return message;
  }
  void Put(const std::string& json) { directory_.Put(Read<v1::Customer>(json)); }
  // `fields` of an event of 2 March 2026, 10:00 in UTC.
  static v1::ContactEvent Event(const std::string& fields) {
    return Read<v1::ContactEvent>(R"({"eventTime":"2026-03-02T10:00:00Z",)" + fields + "}");
  }
  std::string Who(const std::string& fields) const { return Resolve(Event(fields), directory_).customer_id; }
  std::string Why(const std::string& fields) const { return Resolve(Event(fields), directory_).reason; }

  Directory directory_{"NL"};
};

constexpr char kPhone[] = R"("identifiers":[{"kind":"PHONE","value":"06 12345678"}])";
constexpr char kPhoneAndEmail[] =
    R"("identifiers":[{"kind":"EMAIL","value":"bo@x.nl"},{"kind":"PHONE","value":"0612345678"}])";

TEST_F(ResolveTest, StrongestIdentifierFirst) {
  Put(R"({"customerId":"by-account","identifiers":[{"kind":"ACCOUNT","value":"77"}]})");
  Put(R"({"customerId":"by-external","identifiers":[{"kind":"EXTERNAL","value":"x9"}]})");
  Put(R"({"customerId":"by-phone","identifiers":[{"kind":"PHONE","value":"+31612345678"}]})");
  Put(R"({"customerId":"by-email","identifiers":[{"kind":"EMAIL","value":"bo@x.nl"}]})");
  Put(R"({"customerId":"by-unit","units":[{"unitId":"u1"}]})");
  const std::string email = R"({"kind":"EMAIL","value":"bo@x.nl"})";
  const std::string phone = email + R"(,{"kind":"PHONE","value":"0612345678"})";
  const std::string external = phone + R"(,{"kind":"EXTERNAL","value":"x9"})";
  const std::string account = external + R"(,{"kind":"ACCOUNT","value":" 77 "})";
  const auto all = [](const std::string& identifiers) {
    return R"("unitId":"u1","identifiers":[)" + identifiers + "]";
  };
  EXPECT_EQ(Who(R"("customerId":"given",)" + all(account)), "given");
  EXPECT_EQ(Who(all(account)), "by-account");
  EXPECT_EQ(Who(all(external)), "by-external");
  EXPECT_EQ(Who(all(phone)), "by-phone");
  EXPECT_EQ(Who(all(email)), "by-email");
  EXPECT_EQ(Who(all("")), "by-unit");
}

TEST_F(ResolveTest, SecondIdentifierOfAKindDecidesWhereTheFirstIsUnknown) {
  Put(R"({"customerId":"c1","identifiers":[{"kind":"ACCOUNT","value":"78"}]})");
  EXPECT_EQ(Who(R"("identifiers":[{"kind":"ACCOUNT","value":"77"},{"kind":"ACCOUNT","value":"78"}])"), "c1");
}

TEST_F(ResolveTest, ReasonsAreForPeople) {
  Put(R"({"customerId":"old","mergedInto":"c1"})");
  Put(R"({"customerId":"c1","identifiers":[{"kind":"PHONE","value":"+31612345678"}],"units":[{"unitId":"u1"}]})");
  EXPECT_EQ(Why(R"("customerId":"c1")"), "by its customer id");
  EXPECT_EQ(Why(R"("customerId":"old")"), "by its customer id, merged since");
  EXPECT_EQ(Why(kPhone), "by its phone number");
  EXPECT_EQ(Why(R"("unitId":"u1")"), "by its unit");
  EXPECT_EQ(Why(R"("unitId":"u2")"), "");
}

TEST_F(ResolveTest, CustomerIdIsFollowedThroughMerges) {
  Put(R"({"customerId":"a","mergedInto":"b"})");
  Put(R"({"customerId":"b","mergedInto":"c"})");
  EXPECT_EQ(Who(R"("customerId":"a")"), "c");
  EXPECT_EQ(Who(R"("customerId":"nobody knows")"), "nobody knows");
}

TEST_F(ResolveTest, SharedPhoneDoesNotDecideAlone) {
  Put(R"({"customerId":"ann","identifiers":[{"kind":"PHONE","value":"+31612345678"}]})");
  Put(R"({"customerId":"bo","identifiers":[{"kind":"PHONE","value":"+31612345678"}]})");
  EXPECT_EQ(Who(kPhone), "");
}

TEST_F(ResolveTest, SharedPhoneIsDecidedByTheEmailOfOneOfTheTwo) {
  Put(R"({"customerId":"ann","identifiers":[{"kind":"PHONE","value":"+31612345678"}]})");
  Put(R"({"customerId":"bo","identifiers":[{"kind":"PHONE","value":"+31612345678"},
          {"kind":"EMAIL","value":"bo@x.nl"}]})");
  Put(R"({"customerId":"cy","identifiers":[{"kind":"EMAIL","value":"bo@x.nl"}]})");
  EXPECT_EQ(Who(kPhoneAndEmail), "bo") << "each alone is shared; together they mean one";
  EXPECT_EQ(Why(kPhoneAndEmail), "by its phone number together with its email address");
}

TEST_F(ResolveTest, TheSameNumberTwiceConfirmsNothing) {
  Put(R"({"customerId":"ann","identifiers":[{"kind":"PHONE","value":"+31612345678"}]})");
  Put(R"({"customerId":"bo","identifiers":[{"kind":"PHONE","value":"+31612345678"},
          {"kind":"EMAIL","value":"bo@x.nl"}]})");
  Put(R"({"customerId":"cy","identifiers":[{"kind":"EMAIL","value":"bo@x.nl"}],"units":[{"unitId":"u1"}]})");
  EXPECT_EQ(Who(R"("unitId":"u1","identifiers":[{"kind":"PHONE","value":"0612345678"},
                   {"kind":"PHONE","value":"tel:+31612345678"},{"kind":"EMAIL","value":"bo@x.nl"}])"),
            "bo");
}

TEST_F(ResolveTest, SharedPhoneIsDecidedByTheUnit) {
  Put(R"({"customerId":"ann","identifiers":[{"kind":"PHONE","value":"+31612345678"}],"units":[{"unitId":"u1"}]})");
  Put(R"({"customerId":"bo","identifiers":[{"kind":"PHONE","value":"+31612345678"}],"units":[{"unitId":"u2"}]})");
  EXPECT_EQ(Who(std::string(R"("unitId":"u2",)") + kPhone), "bo");
  EXPECT_EQ(Why(std::string(R"("unitId":"u2",)") + kPhone), "by its phone number together with its unit");
}

TEST_F(ResolveTest, SharedPhoneOfOneHouseholdDecidesNothing) {
  Put(R"({"customerId":"ann","identifiers":[{"kind":"PHONE","value":"+31612345678"}],"units":[{"unitId":"u1"}]})");
  Put(R"({"customerId":"bo","identifiers":[{"kind":"PHONE","value":"+31612345678"}],"units":[{"unitId":"u1"}]})");
  EXPECT_EQ(Who(std::string(R"("unitId":"u1",)") + kPhone), "") << "the unit gives both";
}

TEST_F(ResolveTest, WeakerIdentifierDecidesWhereTheSharedOneIsOfOthers) {
  Put(R"({"customerId":"ann","identifiers":[{"kind":"PHONE","value":"+31612345678"}]})");
  Put(R"({"customerId":"bo","identifiers":[{"kind":"PHONE","value":"+31612345678"}]})");
  Put(R"({"customerId":"cy","identifiers":[{"kind":"EMAIL","value":"bo@x.nl"}]})");
  EXPECT_EQ(Who(kPhoneAndEmail), "cy");
}

TEST_F(ResolveTest, TwoThatHaveBecomeOneAreOne) {
  Put(R"({"customerId":"ann","identifiers":[{"kind":"PHONE","value":"+31612345678"}]})");
  Put(R"({"customerId":"ann-2","mergedInto":"ann","identifiers":[{"kind":"PHONE","value":"+31612345678"}]})");
  EXPECT_EQ(Who(kPhone), "ann");
}

TEST_F(ResolveTest, UnitDecidesWithOneCustomerOnly) {
  Put(R"({"customerId":"gone","units":[{"unitId":"u1","until":"2026-03-02T10:00:00Z"}]})");
  Put(R"({"customerId":"ann","units":[{"unitId":"u1","from":"2026-03-02T10:00:00Z"}]})");
  EXPECT_EQ(Who(R"("unitId":"u1")"), "ann") << "an event counts at its own time, and until is outside";
  Put(R"({"customerId":"bo","units":[{"unitId":"u1"}]})");
  EXPECT_EQ(Who(R"("unitId":"u1")"), "");
}

TEST_F(ResolveTest, ProvisionalCustomerIsNamedAfterTheStrongestIdentifier) {
  const auto name = [](const std::string& identifiers) {
    return ProvisionalCustomer(Event(R"("identifiers":[)" + identifiers + "]"), "NL");
  };
  EXPECT_EQ(name(R"({"kind":"EMAIL","value":" Bo@Example.org "})"), "~email:bo@example.org");
  EXPECT_EQ(name(R"({"kind":"EMAIL","value":"bo@example.org"},{"kind":"PHONE","value":"06 1234 5678"})"),
            "~phone:+31612345678");
  EXPECT_EQ(name(R"({"kind":"PHONE","value":"06 1234 5678"},{"kind":"EXTERNAL","value":"x9"})"), "~external:x9");
  EXPECT_EQ(name(R"({"kind":"EXTERNAL","value":"x9"},{"kind":"ACCOUNT","value":" 77 "})"), "~account:77");
  EXPECT_EQ(name(R"({"kind":"PHONE","value":"anonymous"},{"kind":"EMAIL","value":"bo@x.nl"})"), "~email:bo@x.nl");
  EXPECT_EQ(name(R"({"kind":"PHONE","value":"anonymous"})"), "");
  EXPECT_EQ(ProvisionalCustomer(Event(R"("unitId":"u1")"), "NL"), "");
}

}  // namespace
}  // namespace loopbreaker
