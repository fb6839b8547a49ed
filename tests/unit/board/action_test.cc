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

class FeedbackActionTest : public testing::Test {
 protected:
  FeedbackActionTest() {
    v1::Feedback feedback;
    feedback.set_id("same-part|parts_missing=valve");
    feedback.set_state(v1::State::OPENED);
    feedback.set_desk("process-owner");
    board_.Put(feedback);
  }
  std::vector<v1::ContactEvent> Events(std::string_view json, const std::string& id = "same-part|parts_missing=valve") {
    return FeedbackActionEvents(board_, id, Read(json), "key", kNow, error_);
  }

  Board board_{"b"};
  std::string error_;
};

TEST_F(FeedbackActionTest, ADecisionBecomesAnEventWithoutCustomer) {
  const auto events = Events(R"({"action":"DECIDE","decision":"DO_NOT","comment":"too dear","changeId":"x"})");
  ASSERT_EQ(events.size(), 1u) << error_;
  EXPECT_EQ(events[0].customer_id(), "");
  EXPECT_EQ(events[0].team(), "process-owner");
  const v1::SupervisorActed& acted = events[0].supervisor_acted();
  EXPECT_EQ(acted.escalation_id(), "same-part|parts_missing=valve");
  EXPECT_EQ(acted.decision(), v1::Decision::DO_NOT);
  EXPECT_EQ(acted.comment(), "too dear");
  EXPECT_EQ(acted.change_id(), "x");
}

TEST_F(FeedbackActionTest, ADecisionNeedsWhatAndWhy) {
  EXPECT_EQ(ErrorOf(R"({"action":"DECIDE","comment":"so"})"), "DECIDE needs 'decision', found none");
  EXPECT_EQ(ErrorOf(R"({"action":"DECIDE","decision":"DO"})"), "DECIDE needs 'comment', found none");
  EXPECT_EQ(ErrorOf(R"({"action":"DECIDE","decision":"DO_NO","comment":"so"})"),
            "decision: expected one of DO, DO_NOT, found 'DO_NO'; did you mean DO_NOT?");
}

TEST_F(FeedbackActionTest, FeedbackIsDecidedAndNotDismissed) {
  EXPECT_TRUE(Events(R"({"action":"DISMISS","reason":"KNOWN"})").empty());
  EXPECT_THAT(error_, HasSubstr("expected ACKNOWLEDGE, ASSIGN, SNOOZE, COMMENT or DECIDE, found DISMISS"));
}

TEST_F(FeedbackActionTest, AnEscalationIsNotDecided) {
  Board board("b");
  EXPECT_TRUE(ActionEvents(board, "c1|r1|s/1", Read(R"({"action":"DECIDE","decision":"DO","comment":"so"})"), "key",
                           kNow, error_)
                  .empty());
  EXPECT_THAT(error_, HasSubstr("DECIDE is for process feedback"));
}

TEST_F(FeedbackActionTest, OfUnknownFeedbackThereIsNone) {
  EXPECT_TRUE(Events(R"({"action":"ACKNOWLEDGE"})", "other|a=b").empty());
  EXPECT_EQ(error_, "");
}

}  // namespace
}  // namespace loopbreaker
