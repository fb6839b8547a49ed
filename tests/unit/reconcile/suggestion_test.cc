#include "reconcile/suggestion.h"

#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace loopbreaker {
namespace {

using testing::StartsWith;

class SuggestionTest : public testing::Test {
 protected:
  SuggestionTest() {
    feedback_.set_facts(20);
    feedback_.set_loops(14);
    feedback_.set_customers(12);
    feedback_.set_cost_cents(210000);
    feedback_.set_customer_days(31);
  }
  void CountedBy(const std::string& field, const std::string& value) { (*feedback_.mutable_group())[field] = value; }
  void PartMissing(const std::string& part, std::int64_t loops) {
    v1::ValueCount& count = *feedback_.add_parts_missing();
    count.set_value(part);
    count.set_count(loops);
  }
  void MandateMissing(const std::string& mandate, std::int64_t loops) {
    v1::ValueCount& count = *feedback_.add_authorisations_missing();
    count.set_value(mandate);
    count.set_count(loops);
  }
  std::string Said(Nanos within = Days{30}, Language language = Language::kEnglish) const {
    return Suggest(feedback_, within, language);
  }

  v1::Feedback feedback_;
};

TEST_F(SuggestionTest, PartGoesOnTheVan) {
  CountedBy("category", "plumbing/leak");
  CountedBy("parts_missing", "valve");
  EXPECT_EQ(Said(), "Put part valve on the van for plumbing/leak: 14 loops, € 2,100 and 31 customer days in 30 days.");
  EXPECT_EQ(Said(Days{30}, Language::kDutch),
            "Leg onderdeel valve in de bus bij plumbing/leak: 14 lussen, € 2.100 en 31 klantdagen in 30 dagen.");
}

// The loops that lacked the mandate lacked a part as well, and more often.
TEST_F(SuggestionTest, GroupOfAMandateIsAboutTheMandate) {
  CountedBy("category", "plumbing/leak");
  CountedBy("authorisation_missing", "open the shaft wall");
  PartMissing("valve", 14);
  MandateMissing("open the shaft wall", 9);
  EXPECT_THAT(Said(), StartsWith("Give fitters the mandate for “open the shaft wall” for plumbing/leak: 14 loops"));
}

TEST_F(SuggestionTest, GroupOfATeamIsAboutTheTeam) {
  CountedBy("to_team", "repairs");
  PartMissing("valve", 14);
  EXPECT_THAT(Said(Days{7}), StartsWith("Look at what flows into team repairs: 14 loops"));
}

TEST_F(SuggestionTest, GroupOfALetterIsAboutTheLetter) {
  CountedBy("after_letter", "service-costs-2025");
  PartMissing("valve", 14);
  EXPECT_THAT(Said(), StartsWith("Rewrite letter service-costs-2025: 14 loops"));
}

TEST_F(SuggestionTest, BlockerIsAboutWhatWouldLiftIt) {
  CountedBy("category", "plumbing/leak");
  CountedBy("blockers", "NO_AUTHORISATION");
  PartMissing("valve", 14);
  MandateMissing("open the shaft wall", 9);
  EXPECT_THAT(Said(), StartsWith("Give fitters the mandate for “open the shaft wall”"));
  feedback_.clear_authorisations_missing();
  EXPECT_THAT(Said(), StartsWith("Find out which mandates are missing for plumbing/leak: "));
  CountedBy("blockers", "NO_TIME");
  EXPECT_THAT(Said(), StartsWith("Plan more time for the visit for plumbing/leak: "));
}

TEST_F(SuggestionTest, PartOfFewLoopsIsNotTheCommonCause) {
  CountedBy("category", "plumbing/leak");
  PartMissing("valve", 6);
  EXPECT_THAT(Said(), StartsWith("Find the common cause: plumbing/leak: 14 loops"));
  feedback_.mutable_parts_missing(0)->set_count(7);
  EXPECT_THAT(Said(), StartsWith("Put part valve on the van for plumbing/leak: 14 loops"));
}

TEST_F(SuggestionTest, WhatIsNothingIsNotMentioned) {
  CountedBy("after_letter", "x");
  feedback_.set_customer_days(0);
  feedback_.set_cost_cents(1350);
  EXPECT_EQ(Said(Days{14}), "Rewrite letter x: 14 loops and € 13.50 in 14 days.");
  feedback_.set_cost_cents(0);
  feedback_.set_loops(1);
  EXPECT_EQ(Said(Days{1}), "Rewrite letter x: 1 loop in 1 day.");
  feedback_.set_loops(0);
  EXPECT_EQ(Said(hours{36}), "Rewrite letter x: 20 events in 36 hours.");
  feedback_.set_customer_days(1);
  EXPECT_EQ(Said(hours{36}, Language::kDutch), "Herschrijf brief x: 20 gebeurtenissen en 1 klantdag in 36 uur.");
}

TEST_F(SuggestionTest, ThousandsAreGrouped) {
  CountedBy("after_letter", "x");
  feedback_.set_cost_cents(123456705);
  EXPECT_EQ(Said(), "Rewrite letter x: 14 loops, € 1,234,567.05 and 31 customer days in 30 days.");
  EXPECT_THAT(Said(Days{30}, Language::kDutch),
              StartsWith("Herschrijf brief x: 14 lussen, € 1.234.567,05 en 31 klantdagen"));
}

}  // namespace
}  // namespace loopbreaker
