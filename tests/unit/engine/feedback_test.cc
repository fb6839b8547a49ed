// Process feedback of a stream: what people do about it, and what the figures of days say.
#include "engine_case.h"
#include "event/timestamp.h"

namespace loopbreaker {
namespace {

using testing::HasSubstr;
using testing::IsEmpty;

constexpr const char* kManyCalls =
    "  - id: many-calls\n"
    "    title: Many calls\n"
    "    severity: LOW\n"
    "    route: process-owner\n"
    "    scope: process\n"
    "    count: {of: {event: contact_ended}, at_least: 2, within: 60d, group_by: [category]}\n";
const std::string kId = "many-calls|category=leak";

class FeedbackOfStreamTest : public EngineCase {
 protected:
  void Act(const std::string& time, const std::string& id, const std::string& what) {
    Add(time, R"("team":"board","supervisorActed":{"escalationId":")" + id + R"(",)" + what + "}");
  }
  const v1::Feedback& Last(const std::string& id) { return feedback_.at(id).back(); }
};

TEST_F(FeedbackOfStreamTest, ADecisionIsPublishedAtOnceAndEndsTheLadder) {
  Use("{feedback_ladder: [{after: 10d, to: director}]}", kManyCalls);
  Call("2026-03-01T10:00:00Z", "c1");
  Call("2026-03-02T10:00:00Z", "c2");
  EXPECT_EQ(Last(kId).desk(), "process-owner");
  Act("2026-03-03T10:00:00Z", kId, R"("action":"DECIDE","decision":"DO","comment":"we will","changeId":"x1")");
  EXPECT_EQ(Last(kId).state(), v1::State::UPDATED);
  EXPECT_EQ(Last(kId).decided().decision(), v1::Decision::DO);
  EXPECT_EQ(Last(kId).decided().by(), "board");
  EXPECT_EQ(Last(kId).decided().change_id(), "x1");
  Finish("2026-04-10T10:00:00Z");
  EXPECT_EQ(Last(kId).desk(), "process-owner");
}

TEST_F(FeedbackOfStreamTest, WithoutADecisionItReachesTheDirectorAtItsTime) {
  Use("{feedback_ladder: [{after: 10d, to: director}]}", kManyCalls);
  Call("2026-03-01T10:00:00Z", "c1");
  Call("2026-03-02T10:00:00Z", "c2");
  Call("2026-03-20T10:00:00Z", "c3");
  const auto& revisions = feedback_.at(kId);
  const auto up = std::find_if(revisions.begin(), revisions.end(), [](const auto& one) { return one.level() == 1; });
  ASSERT_NE(up, revisions.end());
  EXPECT_EQ(up->desk(), "director");
}

TEST_F(FeedbackOfStreamTest, AnActionThatComesBeforeItsFeedbackCountsWhenThatIsThere) {
  Use("{}", kManyCalls);
  Call("2026-03-01T10:00:00Z", "c1");
  Act("2026-03-05T10:00:00Z", kId, R"("action":"DECIDE","decision":"DO_NOT","comment":"too dear")");
  Call("2026-03-02T10:00:00Z", "c2");  // late
  EXPECT_EQ(Last(kId).decided().decision(), v1::Decision::DO_NOT);
}

TEST_F(FeedbackOfStreamTest, AnActionOnFeedbackIsNobodysDeadLetterAndNoFactOfACustomer) {
  Use("{}", kManyCalls);
  Act("2026-03-05T10:00:00Z", kId, R"("action":"ACKNOWLEDGE")");
  EXPECT_EQ(stream_->store().customers().size(), 0u);
  EXPECT_THAT(stream_->UnknownActions(), IsEmpty());
  EXPECT_EQ(stream_->store().feedback_actions().size(), 1u);
}

TEST_F(FeedbackOfStreamTest, AnActionOnFeedbackThatNobodyKnowsIsUnknownWhenItsTimeHasPassed) {
  Use("{park_for: 7d}", kManyCalls);
  Act("2026-03-05T10:00:00Z", "many-calls|category=drain", R"("action":"DECIDE","decision":"DO","comment":"x")");
  Finish("2026-03-12T09:59:59Z");
  EXPECT_THAT(stream_->UnknownActions(), IsEmpty());
  Finish("2026-03-12T10:00:00Z");
  EXPECT_THAT(stream_->UnknownActions(), testing::SizeIs(1));
}

TEST_F(FeedbackOfStreamTest, AnActionOnFeedbackThatIsOverOrHiddenIsNotUnknown) {
  Use("{park_for: 7d, feedback_min_customers: 2}", kManyCalls);
  Call("2026-03-01T10:00:00Z", "c1");
  Call("2026-03-02T10:00:00Z", "c1");
  Act("2026-03-05T10:00:00Z", kId, R"("action":"ACKNOWLEDGE")");
  Finish("2026-06-20T10:00:00Z");
  EXPECT_FALSE(feedback_.contains(kId));
  EXPECT_THAT(stream_->UnknownActions(), IsEmpty());
}

TEST_F(FeedbackOfStreamTest, AnOverloadedTeamIsFeedbackAtTheEndOfAReplay) {
  Use("{overload_weeks: 3, feedback_min_customers: 3, feedback_ladder: [{after: 0d, to: planning}]}");
  const Instant monday = *ParseTime("2026-05-11T10:00:00Z");
  for (int n = 0; n < 60; ++n) {
    Call(FormatTime(monday + Days{n * 41 / 60}), "c" + std::to_string(n), "UNRESOLVED", R"("team":"plumbing",)");
  }
  Finish("2026-06-23T10:00:00Z");
  const std::string id = "overload|team=plumbing";
  ASSERT_TRUE(feedback_.contains(id));
  EXPECT_EQ(Last(id).state(), v1::State::OPENED);
  EXPECT_EQ(Last(id).desk(), "planning");
  EXPECT_EQ(Last(id).pile(), 60);
  EXPECT_EQ(TimeOf(Last(id).opened_at()), ParseTime("2026-06-22T00:00:00Z"));
  EXPECT_THAT(Last(id).suggestion(), HasSubstr("Give team plumbing more people or less work"));

  // What an earlier run has published is taken back when nothing speaks for it any more, and else left as it is.
  const v1::Feedback published = Last(id);
  feedback_.clear();
  stream_ = std::make_unique<Stream>(*rules_, directory_, *static_cast<RevisionSink*>(this));
  stream_->LoadPublished(published);
  Finish("2026-06-23T10:00:00Z");
  EXPECT_EQ(Last(id).state(), v1::State::RETRACTED);
}

TEST_F(FeedbackOfStreamTest, WhatWasSolvedOutsideTheProcessIsFeedbackOfItsOwn) {
  Use("{workaround_loops: 2}");
  for (int n = 1; n <= 3; ++n) {
    const std::string customer = "c" + std::to_string(n);
    Call("2026-03-0" + std::to_string(n) + "T10:00:00Z", customer);
    Add("2026-03-0" + std::to_string(n + 2) + "T10:00:00Z",
        R"("customerId":")" + customer + R"(","category":"leak","caseResolved":{"deviation":true,)" +
            R"("deviationNote":"called the supplier"})");
  }
  Finish("2026-03-20T10:00:00Z");
  const v1::Feedback& found = Last("workaround|category=leak");
  EXPECT_EQ(found.finding(), v1::Finding::WORKAROUND);
  EXPECT_EQ(found.loops(), 3);
  EXPECT_EQ(found.what_was_done(0), "called the supplier");
}

}  // namespace
}  // namespace loopbreaker
