// What stands because nothing has come says whose silence that may be.
#include "engine/stream.h"
#include "event/timestamp.h"
#include "gmock/gmock.h"
#include "reconcile/escalation.h"
#include "rules/load.h"

namespace loopbreaker {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

constexpr std::string_view kRules = R"(version: 1
rules:
  - id: broken-promise
    title: Nobody called back
    severity: HIGH
    route: desk
    absence: {after: {event: promise_made}, expect: {event: promise_kept}, due: due}
  - id: by-hand
    title: Somebody says so
    severity: HIGH
    route: desk
    count: {of: {event: raised}, at_least: 1}
)";

const Instant kMade = *ParseTime("2026-03-06T09:00:00Z");
const Instant kDue = kMade + hours{3};

class Revisions : public RevisionSink {
 public:
  void OnEscalation(const EscalationRevision& revision) override { escalations.push_back(revision.escalation); }
  void OnFeedback(const v1::Feedback& /*feedback*/, bool /*shadow*/) override {}
  std::vector<v1::Escalation> escalations;
};

class SilenceTest : public testing::Test {
 protected:
  SilenceTest() {
    Diagnostics errors;
    const auto rules = LoadRules(kRules, "rules.yaml", errors);
    for (const Diagnostic& error : errors.list()) ADD_FAILURE() << ToText(error);
    rules_ = std::make_unique<RuleIndex>(rules);
    v1::ContactEvent& promise = events_.emplace_back();
    promise.set_id("p");
    promise.set_source("crm");
    promise.set_customer_id("c");
    promise.set_category("leak");
    SetTime(kMade, promise.mutable_event_time());
    SetTime(kDue, promise.mutable_promise_made()->mutable_due());
    v1::ContactEvent& raised = events_.emplace_back(promise);
    raised.set_id("r");
    raised.set_customer_id("d");
    raised.mutable_raised()->set_line("again");
  }
  std::unique_ptr<Stream> Begin(Revisions& revisions, const std::vector<std::string>& silent, Instant complete) {
    auto stream = std::make_unique<Stream>(*rules_, directory_, revisions);
    stream->StartLoading();
    Refusal refusal;
    for (const v1::ContactEvent& event : events_) stream->Add(event, kLatest, refusal);
    for (const v1::Escalation& escalation : published_) stream->LoadPublished(escalation, false);
    stream->SetSilent(silent);
    stream->StartPublishing(Instant::min(), complete);
    stream->JudgeRest(SIZE_MAX);
    return stream;
  }

  Directory directory_{"NL"};
  std::unique_ptr<RuleIndex> rules_;
  std::vector<v1::ContactEvent> events_;
  std::vector<v1::Escalation> published_;
};

TEST_F(SilenceTest, OnlyWhatRestsOnItCarriesIt) {
  Revisions revisions;
  const auto stream = Begin(revisions, {"visits"}, kDue + hours{1});
  ASSERT_EQ(revisions.escalations.size(), 2u);
  for (const v1::Escalation& escalation : revisions.escalations) {
    if (escalation.rule_id() == "broken-promise") {
      EXPECT_THAT(escalation.silent_sources(), ElementsAre("visits"));
    } else {
      EXPECT_THAT(escalation.silent_sources(), IsEmpty());
    }
  }
}

TEST_F(SilenceTest, WhatStandsAlreadySaysItWhenTheSourceFallsSilentAndWhenItIsBack) {
  Revisions revisions;
  const auto stream = Begin(revisions, {}, kDue + hours{1});
  revisions.escalations.clear();
  stream->SetSilent({"visits"});
  stream->SetSilent({"visits"});
  ASSERT_EQ(revisions.escalations.size(), 1u);
  EXPECT_EQ(revisions.escalations[0].state(), v1::State::UPDATED);
  EXPECT_THAT(revisions.escalations[0].silent_sources(), ElementsAre("visits"));
  stream->SetSilent({});
  ASSERT_EQ(revisions.escalations.size(), 2u);
  EXPECT_THAT(revisions.escalations[1].silent_sources(), IsEmpty());
}

TEST_F(SilenceTest, WhoTakesOverWhileTheSourceIsSilentPublishesNothing) {
  Revisions before;
  Begin(before, {"visits"}, kDue + hours{1});
  published_ = before.escalations;
  Revisions after;
  const auto stream = Begin(after, {"visits"}, kDue + hours{2});
  EXPECT_THAT(after.escalations, IsEmpty());
}

}  // namespace
}  // namespace loopbreaker
