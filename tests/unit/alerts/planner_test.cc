#include "alerts/planner.h"

#include "event/timestamp.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace loopbreaker {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::SizeIs;

constexpr Instant kNow{seconds{1'772'445'600}};

// An escalation in a few words; it has opened just now.
struct Of {
  std::string loop = "c1|phone/1";
  std::string rule = "third-callout";
  v1::Severity::Value severity = v1::Severity::MEDIUM;
  std::string desk = "planning";
  Instant opened = kNow;
  Instant detected = kNow;
  bool vulnerable = false;
  std::string taken_by = {};
  std::string complex = "complex-4";
};

class PlannerTest : public testing::Test {
 protected:
  PlannerTest() {
    settings_.link = "https://loops.example";
    settings_.desks = {{"planning", {"hook"}}, {"director", {"hook", "mail"}}};
    Start();
  }
  void Start() {
    planner_ = std::make_unique<AlertPlanner>(settings_, veil_, std::set<std::string>{"nobody-called"});
    planner_->EndLoading();
  }

  static v1::Escalation Escalation(const Of& of, v1::State::Value state = v1::State::OPENED) {
    v1::Escalation escalation;
    escalation.set_id(of.loop + "|" + of.rule);
    escalation.set_loop_id(of.loop);
    escalation.set_state(state);
    escalation.set_rule_id(of.rule);
    escalation.set_severity(of.severity);
    escalation.set_desk(of.desk);
    escalation.set_complex(of.complex);
    escalation.set_vulnerable(of.vulnerable);
    escalation.set_acknowledged_by(of.taken_by);
    SetTime(of.opened, escalation.mutable_opened_at());
    SetTime(of.detected, escalation.mutable_detected_at());
    return escalation;
  }
  void Put(const Of& of) { planner_->Take(Escalation(of)); }
  void End(const Of& of) { planner_->Take(Escalation(of, v1::State::RESOLVED)); }

  // What leaves until the moment after which a loop is settled.
  AlertPlan Plan(const std::vector<SilentFeed>& silent = {}) {
    AlertPlan all = planner_->Plan(now_, silent);
    now_ += AlertPlanner::kSettle;
    AlertPlan more = planner_->Plan(now_, silent);
    for (Alert& alert : more.alerts) all.alerts.push_back(std::move(alert));
    all.over.insert(all.over.end(), more.over.begin(), more.over.end());
    return all;
  }
  // Who gets what: "hook: MEDIUM third-callout".
  std::vector<std::string> Said(const std::vector<SilentFeed>& silent = {}) {
    std::vector<std::string> said;
    for (const Alert& alert : Plan(silent).alerts) said.push_back(TextOf(alert));
    return said;
  }
  static std::string TextOf(const Alert& alert) {
    if (alert.kind == Alert::Kind::kEnd) {
      return alert.receiver + ": end of " + v1::Severity::Value_Name(alert.severity) + " " + alert.rule_id;
    }
    if (alert.kind == Alert::Kind::kNotice) return alert.receiver + ": held for " + alert.desk;
    const std::string many = alert.items.size() > 1 ? std::to_string(alert.items.size()) + " " : "";
    return alert.receiver + ": " + many + v1::Severity::Value_Name(alert.severity) + " " + alert.rule_id;
  }
  void Delivered(const Alert& alert, bool dead = false) {
    for (const AlertItem& item : alert.items) {
      v1::SentAlert sent;
      sent.set_severity(item.severity);
      sent.set_dead(dead);
      sent.set_rule_id(alert.rule_id);
      sent.set_desk(alert.desk);
      sent.set_reference(item.reference);
      SetTime(item.since, sent.mutable_since());
      planner_->LoadSent(item.key, &sent);
    }
  }
  void PutMany(int from, int to, Of of = {}) {
    for (int i = from; i < to; ++i) {
      of.loop = "c" + std::to_string(i) + "|phone/1";
      Put(of);
    }
  }

  AlertSettings settings_;
  const std::shared_ptr<const Veil> veil_ = std::make_shared<Veil>("key");
  std::unique_ptr<AlertPlanner> planner_;
  Instant now_ = kNow;
};

TEST_F(PlannerTest, OneAlertForALoopTheGravest) {
  Put({.rule = "a", .severity = v1::Severity::LOW});
  Put({.rule = "b", .severity = v1::Severity::HIGH});
  Put({.rule = "c", .severity = v1::Severity::MEDIUM});
  EXPECT_THAT(Said(), ElementsAre("hook: HIGH b"));
  Put({.rule = "d", .severity = v1::Severity::HIGH});
  EXPECT_THAT(Said(), IsEmpty());
}

TEST_F(PlannerTest, GraverOrAnotherDesksIsNews) {
  Put({});
  EXPECT_THAT(Said(), ElementsAre("hook: MEDIUM third-callout"));
  Put({.severity = v1::Severity::HIGH, .detected = now_});
  EXPECT_THAT(Said(), ElementsAre("hook: HIGH third-callout"));
  Put({.severity = v1::Severity::HIGH, .desk = "director", .detected = now_});
  EXPECT_THAT(Said(), ElementsAre("hook: HIGH third-callout", "mail: HIGH third-callout"));
  Put({.severity = v1::Severity::MEDIUM, .desk = "director", .detected = now_});
  EXPECT_THAT(Said(), IsEmpty());
}

TEST_F(PlannerTest, WhatEndsBeforeItIsSettledIsNotSent) {
  Put({});
  planner_->Plan(now_, {});
  End({});
  EXPECT_THAT(Said(), IsEmpty());
}

TEST_F(PlannerTest, LoopThatBeginsAnewIsAnAlertAnew) {
  Put({});
  const AlertPlan first = Plan();
  Delivered(first.alerts[0]);
  End({});
  EXPECT_THAT(Plan().over, ElementsAre(first.alerts[0].items[0].key));
  Put({.opened = now_});
  const AlertPlan second = Plan();
  ASSERT_THAT(second.alerts, SizeIs(1));
  EXPECT_NE(second.alerts[0].id, first.alerts[0].id);
}

TEST_F(PlannerTest, DeskWithoutReceiversGetsNothingUnlessThereAreSomeForAll) {
  Put({.desk = "nobody"});
  EXPECT_THAT(Said(), IsEmpty());
  settings_.desks["*"] = {"all"};
  Start();
  Put({.desk = "nobody"});
  Put({.loop = "c2|phone/1"});
  EXPECT_THAT(Said(), ElementsAre("all: MEDIUM third-callout", "hook: MEDIUM third-callout"));
}

TEST_F(PlannerTest, LessThanTheLeastSeverityIsOnThePageOnly) {
  settings_.from_severity = v1::Severity::HIGH;
  Start();
  Put({});
  EXPECT_THAT(Said(), IsEmpty());
  Put({.severity = v1::Severity::HIGH, .detected = now_});
  EXPECT_THAT(Said(), ElementsAre("hook: HIGH third-callout"));
}

TEST_F(PlannerTest, WhatSomebodyHasTakenOnPagesNobodyUntilTheNextStep) {
  Put({.taken_by = "anna"});
  EXPECT_THAT(Said(), IsEmpty());
  Put({.desk = "director", .detected = now_, .taken_by = "anna"});
  EXPECT_THAT(Said(), ElementsAre("hook: MEDIUM third-callout", "mail: MEDIUM third-callout"));
}

TEST_F(PlannerTest, WhatIsPutOffWaits) {
  v1::Escalation snoozed = Escalation({});
  SetTime(kNow + minutes(30), snoozed.mutable_snoozed_until());
  planner_->Take(snoozed);
  EXPECT_THAT(Said(), IsEmpty());
  now_ = kNow + minutes(30);
  EXPECT_THAT(Said(), ElementsAre("hook: MEDIUM third-callout"));
}

TEST_F(PlannerTest, NothingPersonalIsInIt) {
  Put({.loop = "tenant-7|phone/1"});
  const AlertPlan plan = Plan();
  ASSERT_THAT(plan.alerts, SizeIs(1));
  const AlertItem& item = plan.alerts[0].items[0];
  for (const std::string& text : {item.key, item.id, item.reference, plan.alerts[0].id}) {
    EXPECT_THAT(text, testing::Not(HasSubstr("tenant")));
  }
  EXPECT_EQ(item.reference, veil_->Reference("tenant-7|phone/1|third-callout"));
}

// ---- What is old

TEST_F(PlannerTest, OldOnesAreListedNeverSent) {
  Put({.opened = kNow - minutes(61)});
  EXPECT_THAT(Said(), IsEmpty());
  EXPECT_EQ(planner_->counts().listed, 1);
  Put({.opened = kNow - minutes(61), .detected = now_});
  EXPECT_THAT(Said(), IsEmpty()) << "a revision without a step";
  EXPECT_EQ(planner_->counts().listed, 1);
}

TEST_F(PlannerTest, OldOneDoesNotHideWhatIsNewInItsLoop) {
  Put({.rule = "old", .severity = v1::Severity::HIGH, .opened = kNow - hours(2)});
  Put({.rule = "new", .severity = v1::Severity::LOW});
  EXPECT_THAT(Said(), ElementsAre("hook: LOW new"));
}

TEST_F(PlannerTest, WhatWasSentInTimeIsNotListedLater) {
  Put({});
  EXPECT_THAT(Said(), SizeIs(1));
  now_ += hours(2);
  Put({.detected = now_});
  EXPECT_THAT(Said(), IsEmpty());
  EXPECT_EQ(planner_->counts().listed, 0);
}

TEST_F(PlannerTest, StepOfAnOldOneIsNewsWhenItHappens) {
  Put({.opened = kNow - hours(100)});
  EXPECT_THAT(Said(), IsEmpty());
  Put({.desk = "director", .opened = kNow - hours(100), .detected = now_});
  EXPECT_THAT(Said(), SizeIs(2));
}

TEST_F(PlannerTest, StepsOfAReplayAreOldToo) {
  Put({.opened = kNow - hours(100), .detected = kNow - hours(100)});
  Put({.desk = "director", .opened = kNow - hours(100), .detected = kNow - hours(50)});
  EXPECT_THAT(Said(), IsEmpty());
}

TEST_F(PlannerTest, AfterAStartOnlyTheOpeningCounts) {
  planner_ = std::make_unique<AlertPlanner>(settings_, veil_, std::set<std::string>{});
  Put({.opened = kNow - hours(2), .detected = kNow - hours(2)});
  Put({.desk = "director", .opened = kNow - hours(2), .detected = kNow});
  Put({.loop = "c2|phone/1", .opened = kNow - minutes(5)});
  planner_->EndLoading();
  EXPECT_THAT(Said(), ElementsAre("hook: MEDIUM third-callout"));
}

// ---- What survives

TEST_F(PlannerTest, WhatWasSentBeforeARestartIsNotSentAgain) {
  Put({});
  const Alert alert = Plan().alerts.at(0);
  Start();
  Delivered(alert);
  Put({});
  EXPECT_THAT(Said(), IsEmpty());
  Put({.severity = v1::Severity::HIGH, .detected = now_});
  EXPECT_THAT(Said(), ElementsAre("hook: HIGH third-callout"));
}

TEST_F(PlannerTest, WhatWasPlannedAndNotDeliveredIsPlannedAgainWithTheSameKey) {
  Put({});
  const Alert first = Plan().alerts.at(0);
  Start();
  Put({});
  const Alert again = Plan().alerts.at(0);
  EXPECT_EQ(again.id, first.id);
  EXPECT_EQ(again.items[0].id, first.items[0].id);
}

TEST_F(PlannerTest, WhatIsDeadIsCountedAndNotSentAgain) {
  Put({});
  const Alert alert = Plan().alerts.at(0);
  Start();
  Delivered(alert, true);
  Put({});
  EXPECT_THAT(Said(), IsEmpty());
  EXPECT_EQ(planner_->counts().dead, 1);
  End({});
  Plan();
  EXPECT_EQ(planner_->counts().dead, 0);
}

TEST_F(PlannerTest, RecordsOfLoopsThatEndedMeanwhileGo) {
  Put({});
  const Alert alert = Plan().alerts.at(0);
  Start();
  Delivered(alert);
  EXPECT_THAT(Plan().over, ElementsAre(alert.items[0].key));
}

// ---- Many of one cause

TEST_F(PlannerTest, ManyOfOneCauseBecomeOneWithAList) {
  PutMany(0, 10);
  EXPECT_THAT(Said(), SizeIs(3));
  EXPECT_EQ(planner_->counts().grouped, 7);
  EXPECT_THAT(Said(), IsEmpty());
  now_ = kNow + minutes(6);
  EXPECT_THAT(Said(), ElementsAre("hook: 7 MEDIUM third-callout"));
  PutMany(10, 12, {.opened = now_});
  EXPECT_THAT(Said(), IsEmpty()) << "while it goes on, it goes on as a list";
  now_ += minutes(6);
  EXPECT_THAT(Said(), ElementsAre("hook: 2 MEDIUM third-callout"));
  now_ += minutes(6);
  EXPECT_THAT(Said(), IsEmpty());
  PutMany(12, 13, {.opened = now_});
  EXPECT_THAT(Said(), ElementsAre("hook: MEDIUM third-callout")) << "it was over";
}

TEST_F(PlannerTest, FloodOfOneCauseSilencesNothingElse) {
  PutMany(0, 1000);
  EXPECT_THAT(Said(), SizeIs(3));
  Put({.loop = "x|phone/1", .complex = "complex-5"});
  Put({.loop = "y|phone/1", .rule = "another"});
  EXPECT_THAT(Said(), ElementsAre("hook: MEDIUM third-callout", "hook: MEDIUM another"));
  now_ += minutes(6);
  std::size_t listed = 0;
  for (const Alert& alert : Plan().alerts) {
    EXPECT_LE(alert.items.size(), AlertPlanner::kListMax);
    listed += alert.items.size();
  }
  EXPECT_EQ(listed, 997);
}

TEST_F(PlannerTest, VulnerableCustomerNeverWaitsInAList) {
  PutMany(0, 10);
  Plan();
  Put({.loop = "v|phone/1", .severity = v1::Severity::HIGH, .vulnerable = true});
  EXPECT_THAT(Said(), ElementsAre("hook: HIGH third-callout"));
}

TEST_F(PlannerTest, WhatEndsOrIsTakenOnWhileItWaitsIsNotInTheList) {
  PutMany(0, 6);
  Plan();
  End({.loop = "c3|phone/1"});
  Put({.loop = "c4|phone/1", .taken_by = "anna"});
  now_ += minutes(6);
  EXPECT_THAT(Said(), ElementsAre("hook: MEDIUM third-callout"));
}

// ---- Silence

const std::vector<SilentFeed> kSilent = {{"visits", kNow - hours(3), "2bh"}};

TEST_F(PlannerTest, WhatRestsOnSilenceIsHeldWhileAFeedIsSilentAndThatIsSaidOnce) {
  Put({.rule = "nobody-called"});
  AlertPlan plan = Plan(kSilent);
  ASSERT_THAT(plan.alerts, SizeIs(1));
  EXPECT_EQ(TextOf(plan.alerts[0]), "hook: held for planning");
  EXPECT_THAT(plan.alerts[0].title, HasSubstr("nothing has come from 'visits' since 2026-03-02T07:00:00Z"));
  EXPECT_EQ(planner_->counts().held, 1);
  EXPECT_THAT(Said(kSilent), IsEmpty());
  Delivered(plan.alerts[0]);
  now_ += minutes(10);
  plan = Plan();
  ASSERT_THAT(plan.alerts, SizeIs(1)) << "the feed is back, and nobody has answered still";
  EXPECT_EQ(TextOf(plan.alerts[0]), "hook: MEDIUM nobody-called");
  EXPECT_THAT(plan.over, SizeIs(1)) << "the notice";
  EXPECT_EQ(planner_->counts().held, 0);
}

TEST_F(PlannerTest, WhatWasAnsweredWhileItWasHeldIsNotSent) {
  Put({.rule = "nobody-called"});
  Plan(kSilent);
  End({.rule = "nobody-called"});
  EXPECT_THAT(Said(), IsEmpty());
}

TEST_F(PlannerTest, WhatWasHeldForTooLongIsListed) {
  Put({.rule = "nobody-called"});
  Plan(kSilent);
  now_ += minutes(61);
  EXPECT_THAT(Said(kSilent), IsEmpty());
  EXPECT_THAT(Said(), IsEmpty());
  EXPECT_EQ(planner_->counts().listed, 1);
}

TEST_F(PlannerTest, OtherRulesOfTheLoopAreNotHeld) {
  Put({.rule = "nobody-called", .severity = v1::Severity::HIGH});
  Put({.rule = "third-callout"});
  EXPECT_THAT(Said(kSilent), testing::UnorderedElementsAre("hook: MEDIUM third-callout", "hook: held for planning"));
}

TEST_F(PlannerTest, NoticeIsNotRepeatedAfterARestart) {
  Put({.rule = "nobody-called"});
  const Alert notice = Plan(kSilent).alerts.at(0);
  Start();
  Delivered(notice);
  Put({.rule = "nobody-called"});
  EXPECT_THAT(Said(kSilent), IsEmpty());
}

// A receiver that keeps what stands, as Alertmanager does.
class KeepingReceiverTest : public PlannerTest {
 protected:
  KeepingReceiverTest() {
    settings_.desks = {{"planning", {"keeper", "hook"}}};
    settings_.receivers = {{.name = "keeper", .format = AlertReceiver::Format::kAlertmanager}, {.name = "hook"}};
    Start();
  }
  void DeliverAll(bool dead = false) {
    for (const Alert& alert : Plan().alerts) Delivered(alert, dead);
  }
};

TEST_F(KeepingReceiverTest, IsToldTheEndAsWhatItKnows) {
  Put({});
  DeliverAll();
  End({});
  const AlertPlan plan = planner_->Plan(now_, {});
  ASSERT_THAT(plan.alerts, SizeIs(1));
  const Alert& end = plan.alerts[0];
  EXPECT_EQ(TextOf(end), "keeper: end of MEDIUM third-callout");
  EXPECT_EQ(end.desk, "planning");
  EXPECT_EQ(end.at, now_);
  EXPECT_EQ(end.items[0].since, kNow);
  EXPECT_EQ(end.items[0].reference, veil_->Reference("c1|phone/1|third-callout"));
  EXPECT_THAT(plan.over, ElementsAre(HasSubstr("|hook"))) << "the other one is over once its receiver knows";
  EXPECT_THAT(planner_->Plan(now_, {}).alerts, IsEmpty());
}

TEST_F(KeepingReceiverTest, IsToldOfARetractedOneToo) {
  Put({});
  DeliverAll();
  planner_->Take(Escalation({}, v1::State::RETRACTED));
  EXPECT_THAT(Said(), ElementsAre("keeper: end of MEDIUM third-callout"));
}

TEST_F(KeepingReceiverTest, IsNotToldTheEndOfWhatNeverCame) {
  Put({});
  DeliverAll(true);
  End({});
  EXPECT_THAT(Said(), IsEmpty());
}

TEST_F(KeepingReceiverTest, IsToldTheEndOfTheMilderOnceTheGraverIsThere) {
  Put({});
  DeliverAll();
  Put({.severity = v1::Severity::HIGH, .detected = now_});
  const AlertPlan graver = Plan();
  EXPECT_THAT(graver.alerts, SizeIs(2));
  for (const Alert& alert : graver.alerts) Delivered(alert);
  EXPECT_THAT(Said(), ElementsAre("keeper: end of MEDIUM third-callout"));
  End({});
  EXPECT_THAT(Said(), ElementsAre("keeper: end of HIGH third-callout"));
}

TEST_F(KeepingReceiverTest, IsToldByTheNextSenderWhatEndedBetweenTwo) {
  Put({});
  std::vector<Alert> sent = Plan().alerts;
  Start();  // another instance, to which the loop is no more
  for (const Alert& alert : sent) Delivered(alert);
  EXPECT_THAT(Said(), ElementsAre("keeper: end of MEDIUM third-callout"));
}

TEST_F(KeepingReceiverTest, IsToldThatAlertsAreHeldNoMore) {
  const SilentFeed silent{.topic = "phone", .since = kNow - hours(3), .expected = "2bh"};
  Put({.rule = "nobody-called"});
  for (const Alert& alert : Plan({silent}).alerts) Delivered(alert);
  const AlertPlan after = planner_->Plan(now_, {});
  ASSERT_FALSE(after.alerts.empty());
  const auto end = std::find_if(after.alerts.begin(), after.alerts.end(),
                                [](const Alert& alert) { return alert.kind == Alert::Kind::kEnd; });
  ASSERT_NE(end, after.alerts.end());
  EXPECT_EQ(end->receiver, "keeper");
  EXPECT_EQ(end->title, "Alerts are no longer held.");
}

}  // namespace
}  // namespace loopbreaker
