#include "report/trend.h"

#include <array>
#include <cmath>
#include <random>
#include <sstream>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "support/command.h"

namespace loopbreaker {
namespace {

using testing::Gt;
using testing::Lt;

// What tests/tools/weekly_trend.py says, which needs Debian's python3-scipy: a line of three numbers for each case.
std::string ByScipy(const std::string& cases) {
  return RunCommand("/usr/bin/python3 " LOOPBREAKER_SOURCE_DIR "/tests/tools/weekly_trend.py" + cases + " 2>&1").out;
}

std::vector<double> Weeks(std::mt19937_64& random, int weeks, double first, double factor) {
  std::vector<double> counts;
  double mean = first;
  for (int i = 0; i < weeks; ++i, mean *= factor) counts.push_back(std::poisson_distribution<int>(mean)(random));
  return counts;
}

TEST(TrendTest, AgreesWithScipy) {
  const std::vector<std::vector<double>> cases = {{20, 18, 19, 15, 14, 16, 12, 11, 9, 10},
                                                  {3, 0, 2, 5, 1, 0, 0, 4, 7, 2, 1, 0},
                                                  {100, 40, 160, 90, 20, 210, 60, 130},
                                                  {1, 2, 4, 8, 16, 32, 64, 128},
                                                  {900, 880, 860, 871, 840, 815, 822, 800, 790}};
  std::string arguments;
  for (const auto& counts : cases) {
    arguments += " ";
    for (std::size_t i = 0; i < counts.size(); ++i) {
      arguments += (i == 0 ? "" : ",") + std::to_string(static_cast<int>(counts[i]));
    }
  }
  const std::string said = ByScipy(arguments);
  std::istringstream reference(said);
  for (const auto& counts : cases) {
    const Trend trend = FitTrend(counts);
    for (const double ours : {trend.factor, trend.low, trend.high}) {
      double theirs = 0;
      ASSERT_TRUE(reference >> theirs) << said;
      EXPECT_NEAR(ours, theirs, 1e-6 * theirs) << counts[0];
    }
  }
}

TEST(TrendTest, TooFewWeeksOrEventsSayNothing) {
  EXPECT_EQ(FitTrend({90, 70, 50, 30, 20, 10, 5}).course, Course::kTooShort);
  EXPECT_EQ(FitTrend(std::vector<double>(20, 0.5)).course, Course::kTooShort);
  EXPECT_EQ(FitTrend({}).course, Course::kTooShort);
}

TEST(TrendTest, AFallSaysWhenItIsNextToNothing) {
  std::mt19937_64 random(1);
  const Trend trend = FitTrend(Weeks(random, 26, 60, 0.95));
  EXPECT_EQ(trend.course, Course::kShrinking);
  ASSERT_TRUE(trend.superfluous);
  // 60 * 0.95^n falls below one in week 80, which is 55 after the last one.
  EXPECT_THAT(trend.superfluous->soonest, Lt(55));
  ASSERT_TRUE(trend.superfluous->latest);
  EXPECT_THAT(*trend.superfluous->latest, Gt(55));
  EXPECT_NEAR(trend.superfluous->weeks, 55, 25);
}

// A year ago it fell from hundreds to a few, and now it grows: when it would be over, the fall does not say.
TEST(TrendTest, WhatLiesHalfAYearBackSaysNothing) {
  std::vector<double> counts = {300, 280, 200, 180, 90, 70, 40, 20, 10, 5};
  for (int week = 0; week < 26; ++week) counts.push_back(week / 4);
  EXPECT_EQ(FitTrend(counts).course, Course::kGrowing);
}

TEST(TrendTest, WhatWasOnceMoreThanNextToNothingIsSaidToBeThat) {
  std::vector<double> counts = {90, 70, 30, 5, 0, 1};
  counts.resize(30);
  const Trend trend = FitTrend(counts);
  EXPECT_EQ(trend.course, Course::kTooShort);
  EXPECT_TRUE(trend.next_to_nothing);
  EXPECT_FALSE(FitTrend(std::vector<double>(30, 0.5)).next_to_nothing) << "it never was more";
}

TEST(TrendTest, WhatIsNextToNothingHasNoDayToCome) {
  std::vector<double> counts = {80, 60, 50, 30, 20, 10, 5, 2, 1, 0, 1, 0, 0, 1};
  const Trend trend = FitTrend(counts);
  EXPECT_EQ(trend.course, Course::kShrinking);
  EXPECT_TRUE(trend.next_to_nothing);
  EXPECT_FALSE(trend.superfluous);
}

TEST(TrendTest, ALineThatTheLastWeeksDoNotFollowSaysNoDay) {
  std::vector<double> counts = {120, 100, 60, 40, 20, 10, 5, 2, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 2, 3, 2, 3};
  const Trend trend = FitTrend(counts);
  EXPECT_EQ(trend.course, Course::kShrinking);
  EXPECT_TRUE(trend.uneven);
  EXPECT_FALSE(trend.superfluous);
}

TEST(TrendTest, ARiseIsNoFall) {
  std::mt19937_64 random(2);
  const Trend trend = FitTrend(Weeks(random, 26, 20, 1.05));
  EXPECT_EQ(trend.course, Course::kGrowing);
  EXPECT_FALSE(trend.superfluous);
}

// A desk that stays as it is must not be promised to become superfluous: by the interval 2.5 % are.
TEST(TrendTest, OfDesksThatStayAsTheyAreFewAreSaidToShrink) {
  std::mt19937_64 random(3);
  int shrinking = 0;
  int growing = 0;
  constexpr int kWorlds = 1000;
  for (int world = 0; world < kWorlds; ++world) {
    const Course course = FitTrend(Weeks(random, 20, 15, 1)).course;
    shrinking += course == Course::kShrinking ? 1 : 0;
    growing += course == Course::kGrowing ? 1 : 0;
  }
  EXPECT_LE(shrinking, kWorlds * 4 / 100);
  EXPECT_LE(growing, kWorlds * 4 / 100);
}

// Weeks that scatter four times as much as Poisson counts do: the interval must know it.
TEST(TrendTest, WeeksThatScatterMoreAreNotTakenForATrend) {
  std::mt19937_64 random(4);
  int found = 0;
  constexpr int kWorlds = 1000;
  for (int world = 0; world < kWorlds; ++world) {
    std::vector<double> counts;
    for (int i = 0; i < 20; ++i) {
      const double mean = std::gamma_distribution<double>(5, 3)(random);  // 15, of which a third is scatter
      counts.push_back(std::poisson_distribution<int>(mean)(random));
    }
    const Course course = FitTrend(counts).course;
    found += course == Course::kShrinking || course == Course::kGrowing ? 1 : 0;
  }
  EXPECT_LE(found, kWorlds * 8 / 100);
}

TEST(TrendTest, AFallOfATwentiethEachWeekIsFoundInHalfAYear) {
  std::mt19937_64 random(5);
  int found = 0;
  constexpr int kWorlds = 200;
  for (int world = 0; world < kWorlds; ++world) {
    found += FitTrend(Weeks(random, 26, 15, 0.95)).course == Course::kShrinking ? 1 : 0;
  }
  EXPECT_GE(found, kWorlds * 95 / 100);
}

}  // namespace
}  // namespace loopbreaker
