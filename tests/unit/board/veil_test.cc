#include "board/veil.h"

#include "board/board.h"
#include "event/message_json.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace loopbreaker {
namespace {

using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;

constexpr const char* kId = "tenant-7|third-callout|phone/1";

v1::Escalation Whole() {
  v1::Escalation escalation;
  escalation.set_id(kId);
  escalation.set_loop_id("tenant-7|phone/1");
  escalation.set_superseded_by("tenant-7|third-callout|phone/0");
  escalation.set_state(v1::State::OPENED);
  escalation.set_rule_id("third-callout");
  escalation.set_desk("planning");
  escalation.set_customer_id("tenant-7");
  escalation.set_unit_id("unit-7");
  escalation.set_per("tenant-7-order");
  escalation.set_diagnosis("tenant-7 says it leaks");
  v1::Evidence* evidence = escalation.add_evidence();
  evidence->set_source("phone");
  evidence->set_id("tenant-7-call");
  evidence->set_what("contact_ended");
  evidence->set_line("tenant-7 called");
  return escalation;
}

TEST(VeilTest, NothingOfTheCustomerIsLeft) {
  const v1::Escalation nameless = Veil("key").Nameless(Whole());
  EXPECT_THAT(ToJson(nameless), Not(testing::ContainsRegex("tenant|unit-7")));
}

TEST(VeilTest, WhatIsToBeDoneStays) {
  const v1::Escalation nameless = Veil("key").Nameless(Whole());
  EXPECT_EQ(nameless.rule_id(), "third-callout");
  EXPECT_EQ(nameless.desk(), "planning");
  EXPECT_EQ(nameless.evidence(0).what(), "contact_ended");
}

TEST(VeilTest, ReferenceIsThatOfTheKey) {
  EXPECT_EQ(Veil("key").Reference(kId), Veil("key").Reference(kId));
  EXPECT_NE(Veil("key").Reference(kId), Veil("other").Reference(kId));
  EXPECT_EQ(Veil("key").Reference(""), "");
}

TEST(VeilTest, FeedbackKeepsNoCustomerInItsExamples) {
  v1::Feedback feedback;
  feedback.add_example_loops("tenant-7|phone/1");
  feedback.add_what_was_done("told tenant-7 to call the fitter");
  feedback.add_comments("ask tenant-7");
  feedback.mutable_decided()->set_why("tenant-7 said so");
  EXPECT_EQ(Veil("key").Nameless(feedback).example_loops(0), Veil("key").Reference("tenant-7|phone/1"));
}

class VeiledBoardTest : public testing::Test {
 protected:
  const std::shared_ptr<const Veil> veil_ = std::make_shared<Veil>("key");
  const std::string reference_ = veil_->Reference(kId);
  Board board_{"b", {.changes_max = 4, .veil = veil_}};
};

TEST_F(VeiledBoardTest, EveryViewHasBothSights) {
  board_.Put(Whole());
  v1::Feedback feedback;
  feedback.set_id("f");
  feedback.set_state(v1::State::OPENED);
  feedback.add_example_loops("tenant-7|phone/1");
  board_.Put(feedback);
  const auto name = HasSubstr("tenant-7");
  const auto check = [&](const SharedText& whole, const SharedText& nameless) {
    EXPECT_THAT(*whole, name);
    EXPECT_THAT(*nameless, Not(name));
  };
  check(board_.Escalations({})[0], board_.Escalations({}, Sight::kNameless)[0]);
  check(board_.Feedback()[0], board_.Feedback(Sight::kNameless)[0]);
  check(board_.FindEscalation(kId), board_.FindEscalation(kId, Sight::kNameless));
  check(board_.Snapshot().escalations[0], board_.Snapshot(Sight::kNameless).escalations[0]);
  check(board_.Snapshot().feedback[0], board_.Snapshot(Sight::kNameless).feedback[0]);
  const auto changes = board_.ChangesAfter(0, 1 << 20);
  for (const BoardChange& change : *changes) check(change.json.Of(Sight::kWhole), change.json.Of(Sight::kNameless));
}

TEST_F(VeiledBoardTest, ReferenceLeadsBackUntilItIsForgotten) {
  board_.Put(Whole());
  EXPECT_EQ(board_.IdOf(reference_), kId);
  EXPECT_EQ(board_.LoopOf(kId), "tenant-7|phone/1");
  EXPECT_EQ(board_.NameOf(kId, Sight::kNameless), reference_);
  board_.Put(Whole(), true);
  EXPECT_EQ(board_.IdOf(reference_), "");
  EXPECT_EQ(*board_.ChangesAfter(1, 1 << 20)->front().json.Of(Sight::kNameless), "{\"id\":\"" + reference_ + "\"}");
}

TEST(BoardWithoutVeilTest, ShowsNothingToThoseWithoutNames) {
  Board board("b");
  board.Put(Whole());
  EXPECT_THAT(board.Escalations({}, Sight::kNameless), IsEmpty());
  EXPECT_THAT(board.Snapshot(Sight::kNameless).escalations, IsEmpty());
  EXPECT_EQ(board.FindEscalation(kId, Sight::kNameless), nullptr);
  EXPECT_EQ(board.NameOf(kId, Sight::kNameless), "");
}

}  // namespace
}  // namespace loopbreaker
