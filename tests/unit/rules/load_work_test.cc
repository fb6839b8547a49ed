// Settings about work: the ladder of feedback, lead times, from when on something is told.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "load_test_support.h"

namespace loopbreaker {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;

TEST(LoadWorkTest, FeedbackHasALadderThatBeginsWithItsOwner) {
  const auto set =
      Loaded(WithSettings("  feedback_ladder: [{after: 2bd, to: manager}, {after: 10bd, to: director}]\n"));
  const auto& ladder = set->settings.feedback_ladder;
  ASSERT_EQ(ladder.size(), 3u);
  EXPECT_EQ(ladder[0].to, "");
  EXPECT_EQ(ladder[1].to, "manager");
  EXPECT_TRUE(ladder[2].after.business);
  EXPECT_EQ(Loaded(WithSettings("  language: en\n"))->settings.feedback_ladder.size(), 1u);
  EXPECT_THAT(ErrorsOf(WithSettings("  feedback_ladder: [{after: 5d, to: a}, {after: 2d, to: b}]\n")),
              ElementsAre(HasSubstr("expected at least the 5d of the step before for 'after', found '2d'")));
  EXPECT_THAT(ErrorsOf(WithSettings("  feedback_ladder: director\n")),
              ElementsAre(HasSubstr("a list of {after: 2bd, to: team-lead} for 'feedback_ladder'")));
}

TEST(LoadWorkTest, ALeadTimeHoldsWhereATeamHasNoneOfItsOwn) {
  const auto set = Loaded(WithSettings("  lead_time: 5bd\n  lead_times: {plumbing: 36h}\n"));
  EXPECT_EQ(set->settings.LeadTimeOf("plumbing").text, "36h");
  EXPECT_EQ(set->settings.LeadTimeOf("rent").text, "5bd");
  EXPECT_EQ(Loaded(WithSettings("  language: en\n"))->settings.LeadTimeOf("rent").length, Days{10});
  EXPECT_THAT(ErrorsOf(WithSettings("  lead_times: {plumbing: 0d}\n")),
              ElementsAre(HasSubstr("expected a duration above 0 for the lead time of 'plumbing'")));
  EXPECT_THAT(ErrorsOf(WithSettings("  lead_time: soon\n")), ElementsAre(HasSubstr("'lead_time'")));
}

TEST(LoadWorkTest, WhatIsNotAskedForIsNotLookedAt) {
  EXPECT_EQ(Loaded(WithSettings("  overload_weeks: 4\n"))->settings.overload_weeks, 4);
  EXPECT_EQ(Loaded(WithSettings("  workaround_loops: 3\n"))->settings.workaround_loops, 3);
  EXPECT_EQ(Loaded(WithSettings("  language: en\n"))->settings.overload_weeks, 0);
  EXPECT_THAT(ErrorsOf(WithSettings("  overload_weeks: 60\n")), ElementsAre(HasSubstr("'overload_weeks'")));
}

TEST(LoadWorkTest, NoRuleIsCalledAsFeedbackThatNoRuleGives) {
  EXPECT_THAT(ErrorsOf("version: 1\nrules:\n- {id: overload, title: t, severity: LOW, route: d,\n"
                       "count: {of: {event: raised}, at_least: 1}}\n"),
              ElementsAre(HasSubstr("expected another id, since feedback that no rule gives is called overload")));
}

TEST(LoadWorkTest, AProcessRuleIsToldWhereTheLadderIs) {
  EXPECT_THAT(ErrorsOf(WithRule("scope: process, ladder: [{after: 1d, to: x}],\n"
                                "count: {of: {event: raised}, at_least: 1, within: 7d, group_by: [category]}")),
              ElementsAre(HasSubstr("no 'ladder' in scope process; all feedback has the settings' 'feedback_ladder'")));
}

}  // namespace
}  // namespace loopbreaker
