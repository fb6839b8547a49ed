#include "engine/feedback_actions.h"

#include "event/timestamp.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "rules/load.h"
#include "rules/target.h"

namespace loopbreaker {
namespace {

using testing::ElementsAre;

constexpr const char* kRules =
    "version: 1\n"
    "settings: {ack_for: 5d, feedback_ladder: [{after: 10d, to: manager}, {after: 30d, to: director}]}\n"
    "rules: []\n";
constexpr const char* kId = "same-part|parts_missing=valve";

class FeedbackActionsTest : public testing::Test {
 protected:
  FeedbackActionsTest() {
    Diagnostics errors;
    rules_ = LoadRules(kRules, "r.yaml", errors);
    for (const Diagnostic& error : errors.list()) ADD_FAILURE() << ToText(error);
  }

  static Instant Day(int day) { return ParseTime("2026-03-01T00:00:00Z").value() + Days{day}; }
  v1::ContactEvent Act(int day, v1::Action::Value action) {
    v1::ContactEvent event;
    event.set_source("page");
    event.set_id("a" + std::to_string(++events_));
    event.set_team("process-owner");
    SetTime(Day(day), event.mutable_event_time());
    event.mutable_supervisor_acted()->set_escalation_id(kId);
    event.mutable_supervisor_acted()->set_action(action);
    return event;
  }
  v1::ContactEvent Decide(int day, v1::Decision::Value decision) {
    v1::ContactEvent event = Act(day, v1::Action::DECIDE);
    event.mutable_supervisor_acted()->set_decision(decision);
    event.mutable_supervisor_acted()->set_comment("vans get it");
    event.mutable_supervisor_acted()->set_change_id("van-stock");
    return event;
  }
  // Feedback that opened on day 0, as it is on a day.
  v1::Feedback At(int day, int opened = 0, int resolved = -1) {
    v1::Feedback feedback;
    feedback.set_id(kId);
    feedback.set_desk("process-owner");
    SetTime(Day(opened), feedback.mutable_opened_at());
    if (resolved >= 0) SetTime(Day(resolved), feedback.mutable_resolved_at());
    next_ = actions_.Apply(rules_->settings, Day(day), feedback);
    return feedback;
  }

  std::shared_ptr<const RuleSet> rules_;
  FeedbackActions actions_;
  Instant next_ = kNever;
  int events_ = 0;
};

TEST_F(FeedbackActionsTest, ItGoesUpTheLadderToTheDirector) {
  EXPECT_EQ(At(9).desk(), "process-owner");
  EXPECT_EQ(next_, Day(10));
  EXPECT_EQ(At(10).desk(), "manager");
  EXPECT_EQ(next_, Day(30));
  const v1::Feedback late = At(40);
  EXPECT_EQ(late.desk(), "director");
  EXPECT_EQ(late.level(), 2);
  EXPECT_EQ(next_, kNever);
}

TEST_F(FeedbackActionsTest, WhoHasItInHandStopsTheLadderForAWhile) {
  actions_.Take(Act(8, v1::Action::ACKNOWLEDGE));
  EXPECT_EQ(At(14).desk(), "process-owner");
  EXPECT_EQ(next_, Day(15));
  EXPECT_EQ(At(15).desk(), "manager");
  EXPECT_EQ(At(15).acknowledged_by(), "process-owner");
}

TEST_F(FeedbackActionsTest, ADecisionStopsTheLadderForGood) {
  actions_.Take(Decide(12, v1::Decision::DO_NOT));
  actions_.Take(Act(13, v1::Action::ACKNOWLEDGE));
  const v1::Feedback feedback = At(100);
  EXPECT_EQ(feedback.desk(), "manager");
  EXPECT_EQ(next_, kNever);
  EXPECT_EQ(feedback.decided().decision(), v1::Decision::DO_NOT);
  EXPECT_EQ(feedback.decided().by(), "process-owner");
  EXPECT_EQ(feedback.decided().why(), "vans get it");
  EXPECT_EQ(feedback.decided().change_id(), "van-stock");
  EXPECT_EQ(TimeOf(feedback.decided().at()), Day(12));
}

TEST_F(FeedbackActionsTest, WhatComesBackKnowsWhatWasDecidedAndClimbsAnew) {
  actions_.Take(Decide(12, v1::Decision::DO));
  const v1::Feedback back = At(75, 60);
  EXPECT_EQ(back.decided().decision(), v1::Decision::DO);
  EXPECT_EQ(back.desk(), "manager");
}

TEST_F(FeedbackActionsTest, WhatIsToComeDoesNotCountYet) {
  actions_.Take(Decide(12, v1::Decision::DO));
  EXPECT_FALSE(At(11).has_decided());
}

TEST_F(FeedbackActionsTest, OverItStaysAtTheLevelThatItHadReached) {
  EXPECT_EQ(At(50, 0, 10).desk(), "process-owner");  // at the instants just before its end
  EXPECT_EQ(next_, kNever);
  EXPECT_EQ(At(50, 0, 11).desk(), "manager");
}

TEST_F(FeedbackActionsTest, TheHighestRevisionHoldsWhateverCameFirst) {
  v1::ContactEvent first = Decide(5, v1::Decision::DO);
  v1::ContactEvent second = first;
  second.set_revision(1);
  second.mutable_supervisor_acted()->set_decision(v1::Decision::DO_NOT);
  actions_.Take(second);
  actions_.Take(first);
  EXPECT_EQ(At(6).decided().decision(), v1::Decision::DO_NOT);
  second.set_revision(2);
  second.set_deleted(true);
  actions_.Take(second);
  EXPECT_FALSE(At(6).has_decided());
}

TEST_F(FeedbackActionsTest, CommentsAreCarriedTheNewestFirst) {
  for (const char* text : {"one", "two"}) {
    v1::ContactEvent comment = Act(events_ + 1, v1::Action::COMMENT);
    comment.mutable_supervisor_acted()->set_comment(text);
    actions_.Take(comment);
  }
  EXPECT_THAT(At(6).comments(), ElementsAre("two", "one"));
  EXPECT_EQ(next_, Day(10));
}

TEST(NamesFeedbackTest, AnEqualsSignTellsFeedbackFromEscalations) {
  EXPECT_TRUE(NamesFeedback("same-part|parts_missing=valve"));
  EXPECT_FALSE(NamesFeedback("outage"));
  EXPECT_TRUE(NamesFeedback("a|b=c|d=e"));
  EXPECT_FALSE(NamesFeedback("c1|third-callout|phone/e1"));
  EXPECT_FALSE(NamesFeedback("c1|third-callout|phone/e%3D1|x=y"));
  EXPECT_FALSE(NamesFeedback("c1|weekly"));
  EXPECT_FALSE(NamesFeedback(""));
}

TEST_F(FeedbackActionsTest, OfFeedbackThatNobodyKnowsWhatWasNotTakenBackIsUnknown) {
  const auto nothing_is_known = [](const std::string&) { return false; };
  v1::ContactEvent taken_back = Act(1, v1::Action::ACKNOWLEDGE);
  actions_.Take(taken_back);
  actions_.Take(Act(2, v1::Action::COMMENT));
  taken_back.set_revision(1);
  taken_back.set_deleted(true);
  actions_.Take(taken_back);
  EXPECT_EQ(actions_.Unknown(Day(1), Nanos{}, nothing_is_known).size(), 0u);
  EXPECT_EQ(actions_.Unknown(Day(2), Nanos{}, nothing_is_known).size(), 1u);
  EXPECT_EQ(actions_.Unknown(Day(3), Days{1}, nothing_is_known).size(), 1u);
  EXPECT_EQ(actions_.Unknown(Day(3), Days{1} + Nanos{1}, nothing_is_known).size(), 0u);
  EXPECT_EQ(actions_.Unknown(Day(2), Nanos{}, [](const std::string& id) { return id == kId; }).size(), 0u);
}

}  // namespace
}  // namespace loopbreaker
