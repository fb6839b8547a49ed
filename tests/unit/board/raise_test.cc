#include "board/raise.h"

#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace loopbreaker {
namespace {

using testing::HasSubstr;

constexpr Instant kNow{seconds{1'772'445'600}};  // 2026-03-02T10:00:00Z

v1::ContactEvent Read(std::string_view json) {
  v1::ContactEvent event;
  std::string error;
  EXPECT_TRUE(ReadRaise(json, "key", kNow, event, error)) << error;
  return event;
}

std::string ErrorOf(std::string_view json) {
  v1::ContactEvent event;
  std::string error;
  EXPECT_FALSE(ReadRaise(json, "key", kNow, event, error)) << json;
  return error;
}

TEST(RaiseTest, BecomesAnEventThatSaysWhatGoesWrongAndWhere) {
  const v1::ContactEvent event = Read(
      R"({"line":" Empty hands. ","customerId":"c1","unitId":"u1","caseId":"K1","workOrderId":"WO1","category":"plumbing/leak","by":"van-dam"})");
  EXPECT_EQ(event.source(), "supervisor-page");
  EXPECT_EQ(event.id(), "key");
  EXPECT_EQ(event.event_time().seconds(), kNow.time_since_epoch() / seconds{1});
  EXPECT_EQ(event.raised().line(), "Empty hands.");
  EXPECT_EQ(event.customer_id(), "c1");
  EXPECT_EQ(event.unit_id(), "u1");
  EXPECT_EQ(event.case_id(), "K1");
  EXPECT_EQ(event.work_order_id(), "WO1");
  EXPECT_EQ(event.category(), "plumbing/leak");
  EXPECT_EQ(event.team(), "van-dam");
}

TEST(RaiseTest, WhatIdentifiesTheCustomerIsHandedToLink) {
  const v1::ContactEvent event = Read(R"({"line":"x","phone":"06 1234","email":"a@b","account":"77"})");
  ASSERT_EQ(event.identifiers_size(), 3);
  EXPECT_EQ(event.identifiers(0).kind(), v1::IdentifierKind::PHONE);
  EXPECT_EQ(event.identifiers(0).value(), "06 1234");
  EXPECT_EQ(event.identifiers(1).kind(), v1::IdentifierKind::EMAIL);
  EXPECT_EQ(event.identifiers(2).kind(), v1::IdentifierKind::ACCOUNT);
}

TEST(RaiseTest, FieldsThatAFormLeavesEmptyAreNotThere) {
  EXPECT_EQ(Read(R"({"line":"x","customerId":"c1","phone":"","account":"  "})").identifiers_size(), 0);
}

TEST(RaiseTest, WithoutALineOrSomebodyItIsAnError) {
  EXPECT_THAT(ErrorOf(R"({"customerId":"c1"})"), HasSubstr("'line'"));
  EXPECT_THAT(ErrorOf(R"({"customerId":"c1","line":" "})"), HasSubstr("'line'"));
  EXPECT_THAT(ErrorOf(R"({"line":"x","category":"plumbing"})"), HasSubstr("at least one of customerId, account"));
}

TEST(RaiseTest, LineThatIsNoneAnyMoreIsAnError) {
  EXPECT_THAT(ErrorOf(R"({"customerId":"c1","line":")" + std::string(1001, 'x') + "\"}"),
              HasSubstr("at most 1000 bytes, found 1001"));
}

TEST(RaiseTest, WhatNoEventMayCarryIsAnError) {
  EXPECT_FALSE(ErrorOf(R"({"line":"x","customerId":")" + std::string(9000, 'x') + "\"}").empty());
}

TEST(RaiseTest, WhatIsMisspeltHasTheNearestName) {
  EXPECT_THAT(ErrorOf(R"({"line":"x","customerID":"c1"})"), HasSubstr("did you mean 'customerId'?"));
}

TEST(RaiseTest, WhatIsNoCaseAtAllIsAnError) {
  for (const char* json : {"", "[]", "{", "null", R"({"line":1,"customerId":"c1"})"}) {
    EXPECT_FALSE(ErrorOf(json).empty()) << json;
  }
}

}  // namespace
}  // namespace loopbreaker
