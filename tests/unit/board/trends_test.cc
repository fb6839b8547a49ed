#include "board/trends.h"

#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace loopbreaker {
namespace {

using testing::ElementsAre;
using testing::Key;

// Noon of the n-th of March 2026 in UTC.
Instant Noon(int day) { return Instant{seconds{1'772'366'400}} + Days{day - 1}; }

class TrendsTest : public testing::Test {
 protected:
  void Open(const std::string& id, int day, const std::string& desk = "planning", const std::string& loop = "") {
    trends_.Put(id, TrendSpan{loop.empty() ? id : loop, desk, Noon(day), std::nullopt});
  }
  void Close(const std::string& id, int opened, int over, const std::string& desk = "planning",
             const std::string& loop = "") {
    trends_.Put(id, TrendSpan{loop.empty() ? id : loop, desk, Noon(opened), Noon(over)});
  }
  // The first to the fifth of March.
  TrendTable Table() const { return trends_.Table(Noon(5), 5); }

  Trends trends_{absl::UTCTimeZone()};
};

TEST_F(TrendsTest, CountsWhatCameAndWhatIsOpenAtTheEndOfEachDay) {
  Open("a", 2);
  Close("b", 2, 4);
  EXPECT_THAT(Table().all.opened, ElementsAre(0, 2, 0, 0, 0));
  EXPECT_THAT(Table().all.open, ElementsAre(0, 2, 2, 1, 1));
  EXPECT_EQ(Table().days.back(), absl::CivilDay(2026, 3, 5));
}

TEST_F(TrendsTest, WhatCameBeforeTheFirstDayIsOpenOnIt) {
  Open("a", -30);
  EXPECT_THAT(Table().all.opened, ElementsAre(0, 0, 0, 0, 0));
  EXPECT_THAT(Table().all.open, ElementsAre(1, 1, 1, 1, 1));
}

TEST_F(TrendsTest, LoopCountsOnceUntilTheLastOfItIsOver) {
  Close("a1", 1, 3, "planning", "loop");
  Close("a2", 2, 4, "planning", "loop");
  EXPECT_THAT(Table().all.opened, ElementsAre(1, 0, 0, 0, 0));
  EXPECT_THAT(Table().all.open, ElementsAre(1, 1, 1, 0, 0));
}

TEST_F(TrendsTest, EachDeskCountsTheLoopWhileItHasPartOfIt) {
  Close("a1", 1, 3, "planning", "loop");
  Open("a2", 2, "director", "loop");
  EXPECT_THAT(Table().desks.at("planning").open, ElementsAre(1, 1, 0, 0, 0));
  EXPECT_THAT(Table().desks.at("director").open, ElementsAre(0, 1, 1, 1, 1));
  EXPECT_THAT(Table().all.open, ElementsAre(1, 1, 1, 1, 1));
}

TEST_F(TrendsTest, LaterRevisionReplacesTheEarlierOne) {
  Open("a", 1);
  Close("a", 1, 3);
  Open("a", 4, "director");
  EXPECT_THAT(Table().all.opened, ElementsAre(0, 0, 0, 1, 0));
  EXPECT_THAT(Table().desks, ElementsAre(Key("director")));
}

TEST_F(TrendsTest, WhatIsTakenBackWasNeverThere) {
  Open("a1", 1, "planning", "loop");
  Open("a2", 2, "planning", "loop");
  trends_.Put("a1", std::nullopt);
  EXPECT_THAT(Table().all.opened, ElementsAre(0, 1, 0, 0, 0));
  trends_.Put("a2", std::nullopt);
  trends_.Put("never", std::nullopt);
  EXPECT_TRUE(Table().desks.empty());
  EXPECT_THAT(Table().all.open, ElementsAre(0, 0, 0, 0, 0));
}

TEST_F(TrendsTest, DeskThatHadNothingTheseDaysIsNotThere) {
  Close("a", -30, -20);
  EXPECT_TRUE(Table().desks.empty());
}

TEST_F(TrendsTest, LastDayIsTheLatestThatIsKnown) {
  Open("a", 7);
  EXPECT_EQ(Table().days.back(), absl::CivilDay(2026, 3, 7));
}

TEST(TrendsZoneTest, DayIsTheOneOfTheZone) {
  Trends trends(absl::FixedTimeZone(14 * 3600));
  trends.Put("a", TrendSpan{"a", "d", Noon(1), std::nullopt});
  EXPECT_EQ(trends.Table(Noon(1), 1).days.back(), absl::CivilDay(2026, 3, 2));
}

}  // namespace
}  // namespace loopbreaker
