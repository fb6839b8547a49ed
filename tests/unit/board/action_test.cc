#include "board/action.h"

#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace loopbreaker {
namespace {

using testing::HasSubstr;

constexpr Instant kNow{seconds{1'772'445'600}};  // 2026-03-02T10:00:00Z

std::string ErrorOf(std::string_view json) {
  ActionRequest request;
  std::string error;
  EXPECT_FALSE(ReadAction(json, kNow, request, error)) << json;
  return error;
}

ActionRequest Read(std::string_view json) {
  ActionRequest request;
  std::string error;
  EXPECT_TRUE(ReadAction(json, kNow, request, error)) << error;
  return request;
}

class ActionTest : public testing::Test {
 protected:
  ActionTest() {
    for (const char* id : {"c1|r1|s/1", "c1|r2|s/1"}) {
      v1::Escalation escalation;
      escalation.set_id(id);
      escalation.set_state(v1::State::OPENED);
      escalation.set_customer_id("c1");
      escalation.set_loop_id("loop");
      escalation.set_desk("planning");
      board_.Put(escalation);
    }
  }
  std::vector<v1::ContactEvent> Events(std::string_view json) {
    return ActionEvents(board_, "c1|r1|s/1", Read(json), "key", kNow, error_);
  }

  Board board_{"b"};
  std::string error_;
};

TEST_F(ActionTest, BecomesAnEventOfTheEscalationsCustomer) {
  const auto events = Events(R"({"action":"SNOOZE","until":"2026-03-03T08:00:00Z","by":"team-lead"})");
  ASSERT_EQ(events.size(), 1);
  EXPECT_EQ(events[0].source(), "supervisor-page");
  EXPECT_EQ(events[0].id(), "key");
  EXPECT_EQ(events[0].event_time().seconds(), kNow.time_since_epoch() / seconds{1});
  EXPECT_EQ(events[0].customer_id(), "c1");
  EXPECT_EQ(events[0].team(), "team-lead");
  EXPECT_EQ(events[0].supervisor_acted().escalation_id(), "c1|r1|s/1");
  EXPECT_EQ(events[0].supervisor_acted().action(), v1::Action::SNOOZE);
  EXPECT_EQ(events[0].supervisor_acted().until().seconds(), 1'772'524'800);
}

TEST_F(ActionTest, ByNobodyIsByTheDesk) { EXPECT_EQ(Events(R"({"action":"ACKNOWLEDGE"})")[0].team(), "planning"); }

TEST_F(ActionTest, WholeLoopIsEveryEscalationOfItWithAnIdentityOfItsOwn) {
  const auto events = Events(R"({"action":"ACKNOWLEDGE","wholeLoop":true})");
  ASSERT_EQ(events.size(), 2);
  EXPECT_EQ(events[1].supervisor_acted().escalation_id(), "c1|r2|s/1");
  EXPECT_EQ(events[1].id(), "key/1");
}

TEST_F(ActionTest, WhatConcernsTheLoopAnywayIsSaidOnce) {
  EXPECT_EQ(Events(R"({"action":"RESOLVE","wholeLoop":true})").size(), 1);
  EXPECT_EQ(Events(R"({"action":"COMMENT","comment":"x","wholeLoop":true})").size(), 1);
}

TEST_F(ActionTest, WhatNoEventMayCarryIsAnError) {
  const std::string comment(9000, 'x');
  EXPECT_TRUE(Events(R"({"action":"COMMENT","comment":")" + comment + "\"}").empty());
  EXPECT_THAT(error_, HasSubstr("comment"));
}

TEST(ReadActionTest, WhatIsMissingIsNamed) {
  EXPECT_THAT(ErrorOf("{}"), HasSubstr("'action'"));
  EXPECT_THAT(ErrorOf(R"({"action":"ASSIGN"})"), HasSubstr("'assignee'"));
  EXPECT_THAT(ErrorOf(R"({"action":"SNOOZE"})"), HasSubstr("'until'"));
  EXPECT_THAT(ErrorOf(R"({"action":"DISMISS"})"), HasSubstr("'reason'"));
  EXPECT_THAT(ErrorOf(R"({"action":"COMMENT"})"), HasSubstr("'comment'"));
}

TEST(ReadActionTest, WhatIsMisspeltHasTheNearestName) {
  EXPECT_THAT(ErrorOf(R"({"action":"ACKNOWLEGE"})"), HasSubstr("did you mean ACKNOWLEDGE?"));
  EXPECT_THAT(ErrorOf(R"({"action":"DISMISS","reason":"KNOW"})"), HasSubstr("did you mean KNOWN?"));
  EXPECT_THAT(ErrorOf(R"({"acton":"ASSIGN"})"), HasSubstr("did you mean action?"));
}

TEST(ReadActionTest, WhatIsNoActionAtAllIsAnError) {
  for (const char* json : {"", "[]", "{", "null", R"({"action":1})", R"({"action":"RESOLVE","wholeLoop":"yes"})"}) {
    EXPECT_FALSE(ErrorOf(json).empty()) << json;
  }
}

TEST(ReadActionTest, UntilHasToBeATimeToCome) {
  EXPECT_THAT(ErrorOf(R"({"action":"SNOOZE","until":"tomorrow"})"), HasSubstr("expected a time"));
  EXPECT_THAT(ErrorOf(R"({"action":"SNOOZE","until":"2026-03-02T10:00:00Z"})"), HasSubstr("later than"));
}

}  // namespace
}  // namespace loopbreaker
