#include "report/before_after.h"

#include <array>
#include <random>
#include <sstream>

#include "report_case.h"
#include "support/command.h"

namespace loopbreaker {
namespace {

using testing::AllOf;
using testing::ElementsAre;
using testing::Gt;
using testing::HasSubstr;
using testing::Lt;

// What tests/tools/rate_ratio.py says, which needs Debian's python3-scipy: a line of three numbers for each case.
std::string ByScipy(const std::string& cases) {
  return RunCommand("/usr/bin/python3 " LOOPBREAKER_SOURCE_DIR "/tests/tools/rate_ratio.py" + cases + " 2>&1").out;
}

TEST(RatioOfRatesTest, AgreesWithScipy) {
  constexpr std::array<std::array<int, 8>, 6> kCases = {{{200, 1000, 15, 100, 2000, 10000, 200, 1000},
                                                         {0, 50, 3, 60, 10, 400, 0, 300},
                                                         {85, 255, 9, 178, 43, 213, 44, 213},
                                                         {1, 10, 0, 10, 1, 10, 1, 10},
                                                         {12345, 99999, 11111, 98765, 54321, 500000, 50000, 480000},
                                                         {7, 1, 7, 1, 7, 1, 7, 1}}};
  std::string arguments;
  for (const auto& one : kCases) {
    arguments += " ";
    for (std::size_t i = 0; i < one.size(); ++i) arguments += (i == 0 ? "" : ",") + std::to_string(one[i]);
  }
  const std::string said = ByScipy(arguments);
  std::istringstream reference(said);
  for (const auto& one : kCases) {
    const auto count = [&](std::size_t i) {
      return CountOf{static_cast<double>(one[i]), static_cast<double>(one[i + 1])};
    };
    const auto ratio = RatioAgainstOthers(count(0), count(2), count(4), count(6));
    ASSERT_TRUE(ratio);
    for (const double ours : {ratio->ratio, ratio->low, ratio->high}) {
      double theirs = 0;
      ASSERT_TRUE(reference >> theirs) << said;
      EXPECT_NEAR(ours, theirs, 1e-5 * theirs) << one[0];
    }
  }
}

TEST(RatioOfRatesTest, WithoutExposureThereIsNone) {
  EXPECT_FALSE(RatioAgainstOthers({5, 100}, {5, 0}, {5, 100}, {5, 100}));
  EXPECT_FALSE(RatioAgainstOthers({5, 100}, {5, 100}, {0, 0}, {5, 100}));
}

TEST(RatioOfRatesTest, WaitIsUntilTheIntervalLeavesOutOne) {
  const CountOf before{200, 1000};
  const CountOf after{15, 100};
  const CountOf others{2000, 10000};
  const auto times = TimesAsLong(before, after, others, {200, 1000});
  ASSERT_TRUE(times);
  const auto later = [&](double factor) {
    return RatioAgainstOthers(before, {15.5 * factor - 0.5, 100 * factor}, others,
                              {200.5 * factor - 0.5, 1000 * factor})
        ->high;
  };
  EXPECT_THAT(later(*times * 1.02), Lt(1));
  EXPECT_THAT(later(*times * 0.98), Gt(1));
  EXPECT_FALSE(TimesAsLong({5, 100}, {5, 100}, {50, 1000}, {49, 1000})) << "no difference will ever show";
}

// Counts of a world whose truth is known: a category of 40 contacts a week and others of 400, a year before and half a
// year after; `effect` on the category and `season` on all from the change on.
Turn VerdictOfWorld(std::uint64_t seed, double effect, double season) {
  std::mt19937_64 random(seed);
  const auto draw = [&](double mean) { return static_cast<double>(std::poisson_distribution<int>(mean)(random)); };
  const auto count = [&](double contacts, double rate) {
    const double exposure = draw(contacts);
    return CountOf{draw(exposure * rate), exposure};
  };
  const CountOf before = count(48 * 40, 0.2);
  const CountOf after = count(26 * 40, 0.2 * effect * season);
  const CountOf others_before = count(48 * 400, 0.15);
  const CountOf others_after = count(26 * 400, 0.15 * season);
  const auto ratio = RatioAgainstOthers(before, after, others_before, others_after);
  return ratio->high < 1 ? Turn::kImproved : ratio->low > 1 ? Turn::kWorsened : Turn::kNotShown;
}

int Worlds(Turn turn, double effect, double season) {
  int found = 0;
  for (std::uint64_t seed = 1; seed <= 500; ++seed) found += VerdictOfWorld(seed, effect, season) == turn ? 1 : 0;
  return found;
}

TEST(RatioOfRatesTest, NoChangeIsNotShownInMostWorlds) {
  const int not_shown = Worlds(Turn::kNotShown, 1, 1);
  RecordProperty("not_shown_of_500", not_shown);
  EXPECT_GE(not_shown, 460);
}

TEST(RatioOfRatesTest, GeneralFallIsNotCredited) {
  EXPECT_GE(Worlds(Turn::kNotShown, 1, 0.6), 460);
  EXPECT_LE(Worlds(Turn::kImproved, 1, 0.6), 25);
}

TEST(RatioOfRatesTest, CauseThatIsRemovedIsFound) {
  const int half = Worlds(Turn::kImproved, 0.5, 1);
  const int third = Worlds(Turn::kImproved, 0.7, 1);
  const int tenth = Worlds(Turn::kImproved, 0.9, 1);
  RecordProperty("power_of_a_fall_by_half", half / 5);
  RecordProperty("power_of_a_fall_by_three_tenths", third / 5);
  RecordProperty("power_of_a_fall_by_a_tenth", tenth / 5);
  EXPECT_GE(half, 495);
  EXPECT_GE(third, 450);
  EXPECT_GE(tenth, 50);
  EXPECT_GE(Worlds(Turn::kWorsened, 1.5, 1), 490);
}

class BeforeAfterTest : public ReportCase {
 protected:
  // One contact a day from a day on, each of a customer of its own; every nth one is followed by another about the
  // same.
  void Contacts(const std::string& category, int from, int days, int every) {
    for (int day = from; day < from + days; ++day) {
      const std::string customer =
          R"("category":")" + category + R"(","customerId":")" + category + std::to_string(day) + "\"";
      Call(At(day), customer);
      if ((day - from) % every == 0) Call(At(day + 2), customer);
      Visit(At(day + 3), "FIXED", "", customer);
    }
  }
  static std::string At(int day) { return FormatTime(*ParseTime("2025-01-01T10:00:00Z") + Days{day}); }
  void Changed(int day, const std::string& more = "") {
    std::string json = R"({"source":"t","id":"change)" + std::to_string(day) + R"(","eventTime":")" + At(day) +
                       R"(","category":"leak","processChanged":{"changeId":"van","description":"Valves on the van"})" +
                       more + "}";
    JsonDecoder decoder;
    v1::ContactEvent event;
    Refusal refusal;
    ASSERT_TRUE(decoder.Decode(json, event, refusal) && Validate(event, refusal)) << refusal.detail;
    store_->Add(event, kLatest, refusal);
  }
};

TEST_F(BeforeAfterTest, RemovedCauseIsFoundAgainstTheOthers) {
  Contacts("leak", 0, 200, 2);
  Contacts("leak", 200, 200, 20);
  Contacts("rent", 0, 400, 4);
  Changed(200);
  const auto effects = Report(At(400)).effects;
  ASSERT_EQ(effects.size(), 1u);
  EXPECT_EQ(effects[0].turn, Turn::kImproved);
  EXPECT_EQ(effects[0].before.loops, 85u) << "those of the 30 days before the change are left out";
  EXPECT_EQ(effects[0].after.loops, 9u) << "those of the last 30 days are too young";
  EXPECT_THAT(effects[0].loops->ratio, AllOf(Gt(0.1), Lt(0.25)));
  EXPECT_THAT(Page(), AllOf(HasSubstr("Valves on the van (leak)"), HasSubstr("improved")));
  EXPECT_THAT(Page(Language::kDutch), HasSubstr("verbeterd"));
}

TEST_F(BeforeAfterTest, WhatFellEverywhereIsNotCredited) {
  for (const char* category : {"leak", "rent"}) {
    Contacts(category, 0, 200, 2);
    Contacts(category, 200, 200, 20);
  }
  Changed(200);
  const auto effects = Report(At(400)).effects;
  ASSERT_EQ(effects.size(), 1u);
  EXPECT_EQ(effects[0].turn, Turn::kNotShown);
}

TEST_F(BeforeAfterTest, BadWeeksBeforeTheChangeAreNoBefore) {
  Contacts("leak", 0, 170, 10);
  Contacts("leak", 170, 30, 1);
  Contacts("leak", 200, 200, 10);
  Contacts("rent", 0, 400, 10);
  Changed(200);
  EXPECT_EQ(Report(At(400)).effects[0].turn, Turn::kNotShown);
}

TEST_F(BeforeAfterTest, TooEarlySaysHowLongToWait) {
  Contacts("leak", 0, 200, 2);
  Contacts("leak", 200, 45, 5);
  Contacts("rent", 0, 245, 4);
  Changed(200);
  const auto effects = Report(At(245)).effects;
  EXPECT_EQ(effects[0].turn, Turn::kNotShown);
  ASSERT_TRUE(effects[0].wait);
  EXPECT_THAT(*effects[0].wait, AllOf(Gt(Nanos{Days{1}}), Lt(Nanos{Days{200}})));
  EXPECT_THAT(Page(), HasSubstr("Not shown."));
}

TEST_F(BeforeAfterTest, TooYoungToBeCountedSaysUntilWhen) {
  Contacts("leak", 0, 210, 2);
  Contacts("rent", 0, 210, 4);
  Changed(200);
  const auto effects = Report(At(210)).effects;
  EXPECT_EQ(effects[0].turn, Turn::kNotShown);
  EXPECT_TRUE(effects[0].young);
  ASSERT_TRUE(effects[0].wait);
  EXPECT_EQ(*effects[0].wait, Nanos{Days{20}});
  EXPECT_THAT(ReportHtml(Report(At(210)), rules_->settings, Language::kEnglish),
              HasSubstr("are old enough to be counted in 20 days"));
}

// The first did nothing; the second did, and the first must not have it.
TEST_F(BeforeAfterTest, WhatTheNextChangeDidIsNotThatOfTheOneBefore) {
  Contacts("leak", 0, 400, 2);
  Contacts("leak", 400, 200, 20);
  Contacts("rent", 0, 600, 4);
  Changed(200);
  Changed(400);
  const auto effects = Report(At(600)).effects;
  ASSERT_EQ(effects.size(), 2u);
  EXPECT_EQ(effects[0].turn, Turn::kNotShown);
  EXPECT_TRUE(effects[0].cut);
  EXPECT_EQ(effects[0].after_to, *ParseTime(At(370)));
  EXPECT_FALSE(effects[0].wait) << "what comes later belongs to the next";
  EXPECT_EQ(effects[1].turn, Turn::kImproved);
  EXPECT_EQ(effects[1].before_from, *ParseTime(At(200)));
}

TEST_F(BeforeAfterTest, TwoChangesAtOnceAreNotToldApart) {
  Contacts("leak", 0, 200, 2);
  Contacts("leak", 200, 200, 20);
  Contacts("rent", 0, 400, 4);
  Changed(200);
  Changed(210);
  const auto effects = Report(At(400)).effects;
  ASSERT_EQ(effects.size(), 2u);
  for (const ChangeEffect& effect : effects) {
    EXPECT_TRUE(effect.together);
    EXPECT_EQ(effect.turn, Turn::kImproved);
  }
  EXPECT_THAT(Page(), HasSubstr("cannot be told apart"));
}

TEST_F(BeforeAfterTest, AChangeElsewhereIsAnother) {
  Contacts("leak", 0, 400, 2);
  Contacts("rent", 0, 400, 4);
  Changed(100, R"(,"region":"north")");
  Changed(200, R"(,"region":"south")");
  for (const ChangeEffect& effect : Report(At(400)).effects) EXPECT_FALSE(effect.cut || effect.together);
}

TEST_F(BeforeAfterTest, WithoutOtherCategoriesThereIsNothingToCompare) {
  Contacts("leak", 0, 200, 2);
  Changed(100);
  const auto effects = Report(At(200)).effects;
  EXPECT_EQ(effects[0].turn, Turn::kNotShown);
  EXPECT_FALSE(effects[0].loops);
  EXPECT_FALSE(effects[0].wait);
}

TEST_F(BeforeAfterTest, ChangeThatWasTakenBackIsNone) {
  Contacts("leak", 0, 10, 2);
  Changed(5);
  Changed(5, R"(,"revision":1,"deleted":true)");
  EXPECT_TRUE(Report(At(20)).effects.empty());
}

}  // namespace
}  // namespace loopbreaker
