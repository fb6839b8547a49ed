#include "link/directory.h"

#include "event/message_json.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace loopbreaker {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;
using v1::IdentifierKind;

Instant At(std::string_view text) { return *ParseTime(text); }
const Instant kNow = At("2026-03-02T10:00:00Z");

class DirectoryTest : public testing::Test {
 protected:
  void Put(std::string_view json) {
    v1::Customer customer;
    std::vector<std::string> unknown;
    std::string error;
    ASSERT_TRUE(FromJson(json, customer, unknown, error)) << error;
    ASSERT_THAT(unknown, IsEmpty());
    directory_.Put(customer);
  }
  std::vector<std::string_view> Account(std::string_view value, Instant at = kNow) const {
    return directory_.FindByIdentifier(IdentifierKind::ACCOUNT, value, at);
  }

  Directory directory_{"NL"};
};

TEST_F(DirectoryTest, ValuesAreComparedNormalised) {
  Put(R"({"customerId":"c1","identifiers":[{"kind":"PHONE","value":"06-12345678"},
          {"kind":"EMAIL","value":"Bo@X.nl"}]})");
  EXPECT_THAT(directory_.FindByIdentifier(IdentifierKind::PHONE, "tel:+31612345678", kNow), ElementsAre("c1"));
  EXPECT_THAT(directory_.FindByIdentifier(IdentifierKind::EMAIL, " bo@x.NL", kNow), ElementsAre("c1"));
  EXPECT_THAT(directory_.FindByIdentifier(IdentifierKind::PHONE, "anonymous", kNow), IsEmpty());
}

TEST_F(DirectoryTest, HiddenNumbersInAnExportClaimNothing) {
  Put(R"({"customerId":"c1","identifiers":[{"kind":"PHONE","value":"0000000000"}]})");
  EXPECT_THAT(directory_.FindByIdentifier(IdentifierKind::PHONE, "0000000000", kNow), IsEmpty());
}

TEST_F(DirectoryTest, KindsAreApart) {
  Put(R"({"customerId":"c1","identifiers":[{"kind":"ACCOUNT","value":"77"}],"units":[{"unitId":"88"}]})");
  EXPECT_THAT(Account("77"), ElementsAre("c1"));
  EXPECT_THAT(directory_.FindByIdentifier(IdentifierKind::EXTERNAL, "77", kNow), IsEmpty());
  EXPECT_THAT(directory_.FindByUnit("88", kNow), ElementsAre("c1"));
  EXPECT_THAT(directory_.FindByUnit("77", kNow), IsEmpty());
  EXPECT_THAT(directory_.FindByUnit("", kNow), IsEmpty());
}

TEST_F(DirectoryTest, FromIsInsideAndUntilIsOutside) {
  Put(R"({"customerId":"c1","identifiers":[
      {"kind":"ACCOUNT","value":"77","from":"2026-01-01T00:00:00Z","until":"2026-02-01T00:00:00Z"}]})");
  EXPECT_THAT(Account("77", At("2025-12-31T23:59:59.999999999Z")), IsEmpty());
  EXPECT_THAT(Account("77", At("2026-01-01T00:00:00Z")), ElementsAre("c1"));
  EXPECT_THAT(Account("77", At("2026-01-31T23:59:59.999999999Z")), ElementsAre("c1"));
  EXPECT_THAT(Account("77", At("2026-02-01T00:00:00Z")), IsEmpty());
}

TEST_F(DirectoryTest, AHouseChangesHands) {
  Put(R"({"customerId":"old","units":[{"unitId":"u1","until":"2026-02-01T00:00:00Z"}]})");
  Put(R"({"customerId":"new","units":[{"unitId":"u1","from":"2026-02-01T00:00:00Z"}]})");
  EXPECT_THAT(directory_.FindByUnit("u1", At("2026-01-31T12:00:00Z")), ElementsAre("old"));
  EXPECT_THAT(directory_.FindByUnit("u1", At("2026-02-01T00:00:00Z")), ElementsAre("new"));
}

TEST_F(DirectoryTest, SharedIdentifierGivesAllById) {
  Put(R"({"customerId":"c2","identifiers":[{"kind":"ACCOUNT","value":"77"}]})");
  Put(R"({"customerId":"c3","identifiers":[{"kind":"ACCOUNT","value":"77","from":"2026-03-03T00:00:00Z"}]})");
  Put(R"({"customerId":"c1","identifiers":[{"kind":"ACCOUNT","value":"77"},{"kind":"ACCOUNT","value":" 77"}]})");
  EXPECT_THAT(Account("77"), ElementsAre("c1", "c2"));
  EXPECT_THAT(Account("77", At("2026-03-03T00:00:00Z")), ElementsAre("c1", "c2", "c3"));
}

TEST_F(DirectoryTest, PutReplacesTheWholeEntry) {
  Put(R"({"customerId":"c1","vulnerable":true,"identifiers":[{"kind":"ACCOUNT","value":"77"},
          {"kind":"ACCOUNT","value":"78"}],
          "units":[{"unitId":"u1"}]})");
  Put(R"({"customerId":"c2","identifiers":[{"kind":"ACCOUNT","value":"77"}]})");
  Put(R"({"customerId":"c1","identifiers":[{"kind":"ACCOUNT","value":"79"}]})");
  EXPECT_THAT(Account("77"), ElementsAre("c2"));
  EXPECT_THAT(Account("78"), IsEmpty());
  EXPECT_THAT(Account("79"), ElementsAre("c1"));
  EXPECT_THAT(directory_.FindByUnit("u1", kNow), IsEmpty());
  EXPECT_FALSE(directory_.IsVulnerable("c1"));
  EXPECT_EQ(directory_.customers(), 2u);
}

TEST_F(DirectoryTest, RemovedCustomerClaimsNothing) {
  Put(R"({"customerId":"c1","vulnerable":true,"mergedInto":"c2","identifiers":[{"kind":"ACCOUNT","value":"77"}]})");
  directory_.Remove("c1");
  directory_.Remove("never seen");
  EXPECT_THAT(Account("77"), IsEmpty());
  EXPECT_EQ(directory_.Current("c1"), "c1");
  EXPECT_FALSE(directory_.IsVulnerable("c1"));
  EXPECT_EQ(directory_.customers(), 0u);
  Put(R"({"customerId":"c1","identifiers":[{"kind":"ACCOUNT","value":"77"}]})");
  EXPECT_THAT(Account("77"), ElementsAre("c1"));
  EXPECT_EQ(directory_.customers(), 1u);
}

TEST_F(DirectoryTest, MergedCustomersAreFollowed) {
  Put(R"({"customerId":"a","mergedInto":"b","identifiers":[{"kind":"ACCOUNT","value":"77"}]})");
  Put(R"({"customerId":"b","mergedInto":"c","identifiers":[{"kind":"ACCOUNT","value":"77"}]})");
  EXPECT_EQ(directory_.Current("a"), "c");
  EXPECT_EQ(directory_.Current("c"), "c") << "known only as what b has become";
  EXPECT_EQ(directory_.Current("z"), "z");
  EXPECT_THAT(Account("77"), ElementsAre("c")) << "one customer, not two";
  EXPECT_EQ(directory_.customers(), 2u);
}

TEST_F(DirectoryTest, CircleOfMergesEndsAtTheFirstRepeatedId) {
  Put(R"({"customerId":"in","mergedInto":"a"})");
  Put(R"({"customerId":"a","mergedInto":"b"})");
  Put(R"({"customerId":"b","mergedInto":"c"})");
  Put(R"({"customerId":"c","mergedInto":"a"})");
  Put(R"({"customerId":"self","mergedInto":"self"})");
  EXPECT_EQ(directory_.Current("in"), "a");
  EXPECT_EQ(directory_.Current("a"), "a");
  EXPECT_EQ(directory_.Current("b"), "b");
  EXPECT_EQ(directory_.Current("self"), "self");
}

TEST_F(DirectoryTest, VulnerableByItselfOrByWhatItHasBecome) {
  Put(R"({"customerId":"a","mergedInto":"b"})");
  Put(R"({"customerId":"b","vulnerable":true})");
  Put(R"({"customerId":"c"})");
  EXPECT_TRUE(directory_.IsVulnerable("a"));
  EXPECT_TRUE(directory_.IsVulnerable("b"));
  EXPECT_FALSE(directory_.IsVulnerable("c"));
  EXPECT_FALSE(directory_.IsVulnerable("unknown"));
}

TEST_F(DirectoryTest, UnitsStayWhereTheyAre) {
  v1::Unit unit;
  unit.set_unit_id("u1");
  unit.set_region("north");
  directory_.PutUnit(unit);
  const v1::Unit* const found = directory_.FindUnit("u1");
  ASSERT_NE(found, nullptr);
  for (int i = 0; i < 1000; ++i) {
    unit.set_unit_id("other " + std::to_string(i));
    directory_.PutUnit(unit);
  }
  unit.set_unit_id("u1");
  unit.set_region("south");
  directory_.PutUnit(unit);
  EXPECT_EQ(directory_.FindUnit("u1"), found);
  EXPECT_EQ(found->region(), "south");
  EXPECT_EQ(directory_.FindUnit("u2"), nullptr);
}

TEST_F(DirectoryTest, CustomerWhoGainsAndLosesIdentifiersClaimsThoseOfTheLastEntry) {
  const auto entry = [](int identifiers) {
    std::string list;
    for (int i = 0; i < identifiers; ++i)
      list += (i == 0 ? "" : ",") + std::string(R"({"kind":"ACCOUNT","value":")") + std::to_string(i) + "\"}";
    return R"({"customerId":"c1","identifiers":[)" + list + "]}";
  };
  Put(entry(5));
  Put(entry(0));  // gives the place of its keys to the next customer
  Put(R"({"customerId":"c2","identifiers":[{"kind":"ACCOUNT","value":"other"}]})");
  for (const int identifiers : {3, 2, 0, 300, 1}) {
    Put(entry(identifiers));
    for (int i = 0; i < 300; ++i) EXPECT_EQ(Account(std::to_string(i)).size(), i < identifiers ? 1u : 0u) << i;
  }
  EXPECT_THAT(Account("other"), ElementsAre("c2"));
}

TEST_F(DirectoryTest, IdsMayHaveAnyLength) {
  for (const std::size_t size : {1u, 254u, 255u, 256u, 70'000u, 2'000'000u}) {
    const std::string id(size, 'x');
    Put(R"({"customerId":")" + id + R"(","identifiers":[{"kind":"ACCOUNT","value":"7"}]})");
    EXPECT_THAT(Account("7"), ElementsAre(id)) << size;
    directory_.Remove(id);
  }
}

TEST_F(DirectoryTest, IdsOutliveLaterEntriesAndMoves) {
  Put(R"({"customerId":"c1","identifiers":[{"kind":"ACCOUNT","value":"77"}]})");
  const std::string_view id = Account("77")[0];
  for (int i = 0; i < 10'000; ++i) {
    v1::Customer customer;
    customer.set_customer_id("customer number " + std::to_string(i));
    directory_.Put(customer);
  }
  const Directory moved = std::move(directory_);
  EXPECT_EQ(id, "c1");
  EXPECT_EQ(moved.customers(), 10'001u);
  EXPECT_EQ(moved.Current("customer number 9999"), "customer number 9999");
}

}  // namespace
}  // namespace loopbreaker
