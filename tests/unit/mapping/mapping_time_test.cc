#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "mapping/time_reading.h"

namespace loopbreaker {
namespace {

using ::testing::HasSubstr;

TimeReading Reading(std::string_view layout, std::string_view zone) {
  TimeReading reading;
  TimeReading::Wrong wrong{};
  std::string error;
  EXPECT_TRUE(TimeReading::Make(layout, zone, reading, wrong, error)) << error;
  return reading;
}

// RFC 3339 in UTC, or "no".
std::string Read(const TimeReading& reading, std::string_view text) {
  google::protobuf::Timestamp time;
  if (!reading.Read(text, time)) return "no";
  return absl::FormatTime("%Y-%m-%dT%H:%M:%E*SZ",
                          absl::FromUnixSeconds(time.seconds()) + absl::Nanoseconds(time.nanos()), absl::UTCTimeZone());
}

TEST(TimeReadingTest, LayoutTakesSingleDigits) {
  EXPECT_EQ(Read(Reading("%d/%m/%Y %H:%M", ""), "29/2/2016 01:16"), "2016-02-29T01:16:00Z");
  EXPECT_EQ(Read(Reading("%d/%m/%Y %H:%M", ""), "30/2/2016 01:16"), "no");
  EXPECT_EQ(Read(Reading("%d/%m/%Y %H:%M", ""), "29/2/2016"), "no");
}

TEST(TimeReadingTest, LayoutIsLocalTimeOfTheZone) {
  EXPECT_EQ(Read(Reading("%Y-%m-%d %H:%M", "Europe/Amsterdam"), "2026-07-01 12:00"), "2026-07-01T10:00:00Z");
}

TEST(TimeReadingTest, SkippedAndRepeatedTimesTakeTheOffsetBeforeTheChange) {
  const TimeReading reading = Reading("%Y-%m-%d %H:%M", "Europe/Amsterdam");
  EXPECT_EQ(Read(reading, "2026-03-29 02:30"), "2026-03-29T01:30:00Z");  // does not exist
  EXPECT_EQ(Read(reading, "2026-10-25 02:30"), "2026-10-25T00:30:00Z");  // comes twice
}

TEST(TimeReadingTest, WithoutLayoutRfc3339) {
  EXPECT_EQ(Read(Reading("", ""), "2026-03-02T11:00:00.5+01:00"), "2026-03-02T10:00:00.5Z");
  EXPECT_EQ(Read(Reading("", ""), "1969-12-31T23:59:59.5Z"), "1969-12-31T23:59:59.5Z");
  EXPECT_EQ(Read(Reading("", ""), "2026-03-02T11:00:00"), "no");
  EXPECT_EQ(Read(Reading("", ""), "infinite-future"), "no");
}

TEST(TimeReadingTest, ZoneAloneIsForTimesWithoutOffset) {
  EXPECT_EQ(Read(Reading("", "Europe/Amsterdam"), "2026-03-02T11:00:00"), "2026-03-02T10:00:00Z");
  EXPECT_EQ(Read(Reading("", "Europe/Amsterdam"), "2026-03-02T11:00:00Z"), "2026-03-02T11:00:00Z");
}

TEST(TimeReadingTest, SecondsAndMillisecondsSince1970) {
  EXPECT_EQ(Read(Reading("unix", ""), "1700000000"), "2023-11-14T22:13:20Z");
  EXPECT_EQ(Read(Reading("unix", ""), "1700000000.25"), "2023-11-14T22:13:20.25Z");
  EXPECT_EQ(Read(Reading("unix", ""), "-0.5"), "1969-12-31T23:59:59.5Z");
  EXPECT_EQ(Read(Reading("unix_ms", ""), "1700000000250"), "2023-11-14T22:13:20.25Z");
  EXPECT_EQ(Read(Reading("unix_ms", ""), "-500"), "1969-12-31T23:59:59.5Z");
  EXPECT_EQ(Read(Reading("unix", ""), "soon"), "no");
  EXPECT_EQ(Read(Reading("unix", ""), "99999999999999"), "no");
}

TEST(TimeReadingTest, InfinityIsNoTimeOfALayout) { EXPECT_EQ(Read(Reading("%Y-%m-%d", ""), "infinite-future"), "no"); }

TEST(TimeReadingTest, LayoutThatGivesNoDateIsAMistake) {
  for (const char* layout : {"%H:%M", "%d/%m", "%Y-%m-%Q", "dd/mm/yyyy"}) {
    TimeReading reading;
    TimeReading::Wrong wrong{};
    std::string error;
    EXPECT_FALSE(TimeReading::Make(layout, "", reading, wrong, error)) << layout;
    EXPECT_EQ(wrong, TimeReading::Wrong::kLayout);
    EXPECT_THAT(error, HasSubstr("does not give a whole date"));
  }
}

}  // namespace
}  // namespace loopbreaker
