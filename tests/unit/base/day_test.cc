#include "base/day.h"

#include "gtest/gtest.h"

namespace loopbreaker {
namespace {

TEST(DayTest, NumbersAndDatesAreEachOthersInverse) {
  EXPECT_EQ(DayNumber(absl::CivilDay(1970, 1, 1)), 0);
  EXPECT_EQ(DateOf(DayNumber(absl::CivilDay(2026, 2, 28)) + 1), absl::CivilDay(2026, 3, 1));
  EXPECT_EQ(DateOf(-1), absl::CivilDay(1969, 12, 31));
}

TEST(DayTest, WeekBeginsOnMonday) {
  for (int day = -10; day < 10; ++day) {
    const absl::CivilDay monday = DateOf(MondayOf(day));
    EXPECT_EQ(absl::GetWeekday(monday), absl::Weekday::monday);
    EXPECT_TRUE(DateOf(day) >= monday && DateOf(day) < monday + 7) << day;
  }
}

TEST(DayTest, MidnightIsLocal) { EXPECT_EQ(MidnightOf(1, absl::FixedTimeZone(3600)), Instant{seconds{86400 - 3600}}); }

}  // namespace
}  // namespace loopbreaker
