#include <gtest/gtest.h>

#include "load_test_support.h"

namespace loopbreaker {
namespace {

Filter FilterOf(const std::string& text) {
  const auto set = Loaded(WithFilter(text));
  return std::get<CountCondition>(OneRule(*set).condition).of;
}

Fact FactOf(Kind kind) {
  Fact fact;
  fact.Clear();
  fact.kind = kind;
  return fact;
}

TEST(FilterTest, EventNarrowsTheKinds) {
  const Filter filter = FilterOf("{event: [case_opened, raised]}");
  EXPECT_TRUE(filter.Matches(FactOf(Kind::kCaseOpened)));
  EXPECT_TRUE(filter.Matches(FactOf(Kind::kRaised)));
  EXPECT_FALSE(filter.Matches(FactOf(Kind::kCaseResolved)));
  EXPECT_FALSE(filter.Matches(FactOf(Kind::kNone)));
}

TEST(FilterTest, AnyOfTheValuesMatches) {
  const Filter filter = FilterOf("{event: visit_completed, outcome: [NOT_FIXED, TEMPORARY_FIX]}");
  Fact fact = FactOf(Kind::kVisitCompleted);
  EXPECT_FALSE(filter.Matches(fact));
  fact.SetNumber(Field::kOutcome, v1::Outcome::NOT_FIXED);
  EXPECT_TRUE(filter.Matches(fact));
  fact.SetNumber(Field::kOutcome, v1::Outcome::FIXED);
  EXPECT_FALSE(filter.Matches(fact));
}

TEST(FilterTest, PayloadThatLacksTheFieldDoesNotMatch) {
  const Filter filter = FilterOf("{event: [authority_decided, case_opened], granted: false}");
  EXPECT_EQ(filter.kinds, MaskOf(Kind::kAuthorityDecided));
  EXPECT_FALSE(filter.Matches(FactOf(Kind::kCaseOpened)));
  EXPECT_TRUE(filter.Matches(FactOf(Kind::kAuthorityDecided)));
}

TEST(FilterTest, AbsentFieldIsItsDefault) {
  Fact decided = FactOf(Kind::kAuthorityDecided);
  EXPECT_TRUE(FilterOf("{event: authority_decided, mandate: ''}").Matches(decided));
  decided.SetText(Field::kMandate, "roof");
  EXPECT_FALSE(FilterOf("{event: authority_decided, mandate: ''}").Matches(decided));
  EXPECT_TRUE(FilterOf("{event: sale_made, amount_cents: 0}").Matches(FactOf(Kind::kSaleMade)));
}

TEST(FilterTest, AbsentOptionalFieldMatchesNothing) {
  const Filter filter = FilterOf("{event: visit_completed, fee_cents: 0}");
  Fact fact = FactOf(Kind::kVisitCompleted);
  EXPECT_FALSE(filter.Matches(fact));
  fact.SetNumber(Field::kFeeCents, 0);
  EXPECT_TRUE(filter.Matches(fact));
}

TEST(FilterTest, RepeatedEnumMatchesWhenAnyElementDoes) {
  const Filter filter = FilterOf("{event: visit_completed, blockers: [NO_PARTS, UNSAFE]}");
  Fact fact = FactOf(Kind::kVisitCompleted);
  EXPECT_FALSE(filter.Matches(fact));
  fact.SetNumber(Field::kBlockers, (1 << v1::Blocker::NO_TIME) | (1 << v1::Blocker::UNSAFE));
  EXPECT_TRUE(filter.Matches(fact));
  fact.SetNumber(Field::kBlockers, 1 << v1::Blocker::NO_TIME);
  EXPECT_FALSE(filter.Matches(fact));
}

TEST(FilterTest, RepeatedTextMatchesWhenAnyElementDoes) {
  const Filter filter = FilterOf("{event: visit_completed, parts_missing: [valve]}");
  Fact fact = FactOf(Kind::kVisitCompleted);
  EXPECT_FALSE(filter.Matches(fact));
  fact.parts_missing = {"pump", "valve"};
  EXPECT_TRUE(filter.Matches(fact));
}

TEST(FilterTest, EveryFieldHasToMatch) {
  const Filter filter = FilterOf("{event: visit_completed, outcome: NOT_FIXED, region: north}");
  Fact fact = FactOf(Kind::kVisitCompleted);
  fact.SetNumber(Field::kOutcome, v1::Outcome::NOT_FIXED);
  EXPECT_FALSE(filter.Matches(fact));
  fact.SetText(Field::kRegion, "north");
  EXPECT_TRUE(filter.Matches(fact));
}

TEST(FilterTest, NotExcludesWhatMatchesAnyOfThem) {
  const Filter filter = FilterOf("{event: visit_missed, not: {by: CUSTOMER, region: [north, '']}}");
  Fact fact = FactOf(Kind::kVisitMissed);
  fact.SetText(Field::kRegion, "south");
  EXPECT_TRUE(filter.Matches(fact));
  fact.SetNumber(Field::kBy, v1::Party::CUSTOMER);
  EXPECT_FALSE(filter.Matches(fact));
  fact.SetNumber(Field::kBy, v1::Party::COMPANY);
  EXPECT_TRUE(filter.Matches(fact));
  fact.SetText(Field::kRegion, "");
  EXPECT_FALSE(filter.Matches(fact));
}

TEST(FilterTest, FactThatLacksTheFieldIsNotExcludedByIt) {
  const Filter filter = FilterOf("{event: [case_opened, case_resolved], not: {deviation: false}}");
  EXPECT_TRUE(filter.Matches(FactOf(Kind::kCaseOpened)));
  EXPECT_FALSE(filter.Matches(FactOf(Kind::kCaseResolved)));
}

TEST(FilterTest, ReasonIsATextInOnePayloadAndAChoiceInAnother) {
  const Filter filter = FilterOf("{event: [wait_started, supervisor_acted], reason: [FALSE_ALARM, papers]}");
  Fact wait = FactOf(Kind::kWaitStarted);
  wait.SetText(Field::kReason, "papers");
  EXPECT_TRUE(filter.Matches(wait));
  Fact action = FactOf(Kind::kSupervisorActed);
  EXPECT_FALSE(filter.Matches(action));
  action.SetNumber(Field::kDismissReason, v1::DismissReason::FALSE_ALARM);
  EXPECT_TRUE(filter.Matches(action));
  EXPECT_EQ(FilterOf("{event: [wait_started, supervisor_acted], reason: papers}").kinds, MaskOf(Kind::kWaitStarted));
}

TEST(FilterTest, DerivedTextsCanBeMatched) {
  Fact fact = FactOf(Kind::kContactEnded);
  fact.subject = "heating";
  fact.after_letter = "L7";
  fact.customer_id = "c1";
  EXPECT_TRUE(FilterOf("{event: contact_ended, subject: heating, after_letter: L7, customer_id: c1}").Matches(fact));
  EXPECT_FALSE(FilterOf("{event: contact_ended, subject: water}").Matches(fact));
}

TEST(FilterTest, TimesAndDurationsAreComparedExactly) {
  Fact fact = FactOf(Kind::kPromiseMade);
  fact.SetNumber(Field::kDue, ParseTime("2026-03-02T10:00:00Z")->time_since_epoch().count());
  EXPECT_TRUE(FilterOf("{event: promise_made, due: '2026-03-02T11:00:00+01:00'}").Matches(fact));
  Fact call = FactOf(Kind::kContactEnded);
  call.SetNumber(Field::kHandleTime, 600'500'000'000);
  EXPECT_TRUE(FilterOf("{event: contact_ended, handle_time: 600.5s}").Matches(call));
  EXPECT_FALSE(FilterOf("{event: contact_ended, handle_time: 600s}").Matches(call));
}

}  // namespace
}  // namespace loopbreaker
