#include "figures/findings.h"

#include <array>
#include <random>

#include "base/day.h"
#include "event/timestamp.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace loopbreaker {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::SizeIs;

constexpr std::int32_t kMonday = 20514;  // 2 March 2026

class FindingsTest : public testing::Test {
 protected:
  FindingsTest() {
    settings_.overload_weeks = 4;
    settings_.workaround_loops = 3;
    settings_.feedback_min_customers = 3;
  }

  // So many that came to a team and that it was done with in a week, counted from the first.
  void Week(int week, std::int64_t in, std::int64_t out, const std::string& team = "plumbing") {
    TallyPart& part = parts_[{TallyKind::kTeam, kMonday + 7 * week + 2, team}];
    part.Add(figure::kIn, in);
    part.Add(figure::kOut, out);
    part.Add(figure::kLate, out / 2);
  }
  // In the four weeks before, which are too early to be looked at.
  void KeptUp(const std::string& team = "plumbing") {
    for (int week = -4; week < 0; ++week) Week(week, 40, 40, team);
  }
  // A loop that was solved outside the process on a day, or as prescribed.
  void Solved(int day, bool outside, Nanos took, const std::string& note = "") {
    TallyPart& part = parts_[{TallyKind::kWorkaround, kMonday + day, "leak"}];
    part.Add(static_cast<Figure>((outside ? figure::kWorkaroundTook : figure::kOrdinaryTook) + TookSlot(took)), 1);
    if (!outside) return;
    part.Add(figure::kWorkarounds, 1);
    part.Add(figure::kWorkaroundCustomers, 1);
    if (!note.empty()) part.texts.push_back({Instant{Days{day}}, note});
  }
  std::vector<v1::Feedback> At(int day) {
    Tally tally;
    tally.Put(1, parts_);
    return FindingsOf(tally, settings_, MidnightOf(kMonday + day, absl::UTCTimeZone()));
  }

  RuleSettings settings_;
  TallyParts parts_;
};

TEST_F(FindingsTest, ATeamThatTakesInMoreThanItFinishesForWeeksIsOverloaded) {
  for (int week = 0; week < 4; ++week) Week(week, 40, 40);
  for (int week = 4; week < 8; ++week) Week(week, 60, 40);
  const auto found = At(7 * 8);
  ASSERT_THAT(found, SizeIs(1));
  EXPECT_EQ(found[0].id(), "overload|team=plumbing");
  EXPECT_EQ(found[0].finding(), v1::Finding::OVERLOAD);
  EXPECT_EQ(found[0].facts(), 240);
  EXPECT_EQ(found[0].finished(), 160);
  EXPECT_EQ(found[0].late(), 80);
  EXPECT_EQ(found[0].pile(), 80);
  EXPECT_EQ(found[0].before().facts(), 160);
  EXPECT_EQ(TimeOf(found[0].opened_at()), MidnightOf(kMonday + 56, absl::UTCTimeZone()));
  EXPECT_FALSE(found[0].has_resolved_at());
  EXPECT_THAT(found[0].suggestion(), HasSubstr("in 4 weeks 240 loops came in and 160 went out, 80 of them later than "
                                               "10d; 80 lie there"));
}

TEST_F(FindingsTest, AWeekThatIsNotOverIsNotLookedAt) {
  KeptUp();
  for (int week = 0; week < 4; ++week) Week(week, 60, 40);
  EXPECT_THAT(At(7 * 4 - 1), IsEmpty());
  EXPECT_THAT(At(7 * 4), SizeIs(1));
}

// What lay there before the data began is not seen to go out.
TEST_F(FindingsTest, APileThatBeginsToBeCountedIsNoOverload) {
  constexpr std::array<std::int64_t, 4> kOut = {0, 25, 34, 39};
  for (int week = 0; week < 12; ++week) Week(week, 40, week < 4 ? kOut.at(static_cast<std::size_t>(week)) : 40);
  EXPECT_THAT(At(7 * 12), IsEmpty());
}

TEST_F(FindingsTest, OneWeekThatKeepsUpEndsIt) {
  KeptUp();
  for (int week = 0; week < 4; ++week) Week(week, 60, 40);
  Week(4, 40, 60);
  const auto found = At(7 * 6);
  ASSERT_THAT(found, SizeIs(1));
  EXPECT_EQ(TimeOf(found[0].resolved_at()), MidnightOf(kMonday + 35, absl::UTCTimeZone()));
  EXPECT_EQ(found[0].ended_by(), v1::EndedBy::WINDOW);
}

TEST_F(FindingsTest, ALittleMoreThanWentOutIsChance) {
  for (int week = 0; week < 8; ++week) Week(week, 42, 40);
  EXPECT_THAT(At(7 * 8), IsEmpty());
}

TEST_F(FindingsTest, OfATeamOfOneNothingIsSaid) {
  KeptUp();
  for (int week = 0; week < 4; ++week) Week(week, 60, 40);
  parts_[{TallyKind::kTeam, kMonday, "plumbing"}].Add(figure::kAgents + 3, 20);
  EXPECT_THAT(At(7 * 4), IsEmpty());
  parts_[{TallyKind::kTeam, kMonday, "plumbing"}].Add(figure::kAgents + 5, 1);
  EXPECT_THAT(At(7 * 4), SizeIs(1));
}

// Teams that keep up: what comes in varies, and each goes out a week later at the most.
TEST_F(FindingsTest, TeamsThatKeepUpAreHardlyEverCalledOverloaded) {
  std::mt19937_64 random(7);
  constexpr int kTeams = 500;
  for (int team = 0; team < kTeams; ++team) {
    std::poisson_distribution<int> arrivals(30);
    int before = 0;
    for (int week = 0; week < 52; ++week) {
      const int in = arrivals(random);
      std::binomial_distribution<int> at_once(in, 0.5);
      const int now = at_once(random);
      Week(week, in, before / 2 + now, "t" + std::to_string(team));
      before = 2 * (in - now);
    }
  }
  EXPECT_LE(At(7 * 52).size(), kTeams / 50);
}

TEST_F(FindingsTest, TeamsThatTakeInAThirdMoreThanTheyFinishAreFound) {
  std::mt19937_64 random(8);
  constexpr int kTeams = 200;
  for (int team = 0; team < kTeams; ++team) {
    std::poisson_distribution<int> arrivals(40);
    std::poisson_distribution<int> done(30);
    for (int week = 0; week < 26; ++week) Week(week, arrivals(random), done(random), "t" + std::to_string(team));
  }
  EXPECT_GE(At(7 * 26).size(), kTeams * 9 / 10);
}

TEST_F(FindingsTest, WorkaroundsThatWorkedAreToldWithWhatWasDone) {
  Solved(1, true, Days{2}, "called the supplier");
  Solved(2, true, Days{2}, "sent the foreman");
  EXPECT_THAT(At(7), IsEmpty());
  Solved(3, true, Days{3}, "called the supplier");
  for (int day = 0; day < 5; ++day) Solved(day, false, Days{12});
  const auto found = At(7);
  ASSERT_THAT(found, SizeIs(1));
  EXPECT_EQ(found[0].id(), "workaround|category=leak");
  EXPECT_EQ(found[0].finding(), v1::Finding::WORKAROUND);
  EXPECT_EQ(found[0].loops(), 3);
  EXPECT_EQ(found[0].ordinary_loops(), 5);
  EXPECT_THAT(found[0].what_was_done(), ElementsAre("called the supplier", "sent the foreman"));
  EXPECT_EQ(found[0].suggestion(),
            "Learn from it: 3 loops for leak were solved outside the process in 90 days, half of them within about 45 "
            "hours; as prescribed it was 12 days.");
}

TEST_F(FindingsTest, WorkaroundsAreOverWhenTheyLeaveTheWindow) {
  for (int day = 0; day < 3; ++day) Solved(day, true, Days{2});
  const auto found = At(7 * 20);
  ASSERT_THAT(found, SizeIs(1));
  EXPECT_TRUE(found[0].has_resolved_at());
  EXPECT_EQ(found[0].activities(), 1);
}

TEST_F(FindingsTest, WhatIsNotAskedForIsNotLookedAt) {
  KeptUp();
  for (int week = 0; week < 4; ++week) Week(week, 60, 40);
  for (int day = 0; day < 3; ++day) Solved(day, true, Days{2});
  settings_.overload_weeks = 0;
  settings_.workaround_loops = 0;
  EXPECT_THAT(At(7 * 4), IsEmpty());
}

}  // namespace
}  // namespace loopbreaker
