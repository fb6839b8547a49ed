#include "base/time.h"

#include <gtest/gtest.h>

#include <random>

namespace loopbreaker {
namespace {

Instant At(std::string_view text) { return ParseTime(text).value(); }

TEST(TimeTest, OffsetsAreTheSameInstant) {
  EXPECT_EQ(At("2026-03-02T10:00:00Z"), Instant{seconds{1772445600}});
  EXPECT_EQ(At("2026-03-02T11:00:00+01:00"), At("2026-03-02T10:00:00Z"));
  EXPECT_EQ(At("2026-03-01T23:30:00-10:30"), At("2026-03-02T10:00:00Z"));
  EXPECT_EQ(At("2026-03-02t10:00:00z"), At("2026-03-02T10:00:00Z"));
}

TEST(TimeTest, FractionIsExactToTheNanosecond) {
  EXPECT_EQ(At("2026-03-02T10:00:00.5Z") - At("2026-03-02T10:00:00Z"), Nanos{500'000'000});
  EXPECT_EQ(At("2026-03-02T10:00:00.000000001+00:00") - At("2026-03-02T10:00:00Z"), Nanos{1});
  EXPECT_EQ(At("1969-12-31T23:59:59.999999999Z"), Instant{Nanos{-1}});
}

TEST(TimeTest, WhatIsNotATimeIsRefused) {
  for (const char* text : {"",
                           "2026-03-02",
                           "2026-03-02 10:00:00Z",
                           "2026-03-02T10:00:00",
                           "2026-03-02T10:00Z",
                           "2026-02-29T10:00:00Z",
                           "2026-04-31T10:00:00Z",
                           "2026-00-10T10:00:00Z",
                           "2026-13-10T10:00:00Z",
                           "2026-01-00T10:00:00Z",
                           "2026-01-32T10:00:00Z",
                           "2026-03-02T24:00:00Z",
                           "2026-03-02T10:60:00Z",
                           "2026-03-02T10:00:60Z",
                           "2026-03-02T10:00:00.Z",
                           "2026-03-02T10:00:00.1234567890Z",
                           "2026-03-02T10:00:00.5",
                           "2026-03-02T10:00:00ZZ",
                           "2026-03-02T10:00:00+01",
                           "2026-03-02T10:00:00+0100",
                           "2026-03-02T10:00:00+24:00",
                           "2026-03-02T10:00:00+01:60",
                           "2O26-03-02T10:00:00Z",
                           "+026-03-02T10:00:00Z",
                           "2026-03-02T10:00:00 Z"}) {
    EXPECT_FALSE(ParseTime(text)) << text;
  }
}

TEST(TimeTest, LeapDaysFollowTheCentury) {
  EXPECT_TRUE(ParseTime("2000-02-29T00:00:00Z"));
  EXPECT_TRUE(ParseTime("2024-02-29T00:00:00Z"));
  EXPECT_FALSE(ParseTime("2100-02-29T00:00:00Z"));
}

TEST(TimeTest, FarTimesAreSaturated) {
  EXPECT_EQ(At("9999-12-31T23:59:59Z"), kLatest);
  EXPECT_EQ(At("0001-01-01T00:00:00Z"), kEarliest);
  EXPECT_EQ(FormatTime(kEarliest), "1700-01-01T00:00:00Z");
  EXPECT_EQ(FormatTime(kLatest), "2200-01-01T00:00:00Z");
  EXPECT_EQ(FromSecondsNanos(INT64_MAX, 999'999'999), kLatest);
  EXPECT_EQ(FromSecondsNanos(INT64_MIN, 0), kEarliest);
}

TEST(TimeTest, FormatLeavesOutTrailingZeros) {
  EXPECT_EQ(FormatTime(At("2026-03-02T11:00:00.500+01:00")), "2026-03-02T10:00:00.5Z");
  EXPECT_EQ(FormatTime(At("2026-03-02T10:00:00.000000010Z")), "2026-03-02T10:00:00.00000001Z");
  EXPECT_EQ(FormatTime(Instant{Nanos{-1}}), "1969-12-31T23:59:59.999999999Z");
  EXPECT_EQ(FormatTime(kNever), "2262-04-11T23:47:16.854775807Z");
  EXPECT_EQ(FormatTime(Instant::min()), "1677-09-21T00:12:43.145224192Z");
}

TEST(TimeTest, WhatIsFormattedParsesToTheSame) {
  std::mt19937_64 random(7);
  std::uniform_int_distribution<std::int64_t> any(kEarliest.time_since_epoch().count(),
                                                  kLatest.time_since_epoch().count());
  for (int i = 0; i < 20'000; ++i) {
    const Instant at{Nanos{any(random)}};
    ASSERT_EQ(ParseTime(FormatTime(at)), at) << at.time_since_epoch().count();
  }
}

TEST(DurationTest, UnitsAddUpLargestFirst) {
  EXPECT_EQ(ParseDuration("90d"), Nanos{Days{90}});
  EXPECT_EQ(ParseDuration("1d12h"), Nanos{hours{36}});
  EXPECT_EQ(ParseDuration("1h0m5s"), Nanos{seconds{3605}});
  EXPECT_EQ(ParseDuration("0s"), Nanos{0});
  EXPECT_EQ(ParseDuration("7305d"), kLongest);
}

TEST(DurationTest, WhatIsNotADurationIsRefused) {
  for (const char* text : {"", "90", "d", "-1d", "+1d", "1.5d", "1,5h", "12h1d", "1d1d", "1d ", " 1d", "1 d", "1D",
                           "2bd", "1w", "7306d", "99999999999999999999s", "1d12"}) {
    EXPECT_FALSE(ParseDuration(text)) << text;
  }
}

TEST(DurationTest, FormatIsShortAndRoundsDown) {
  EXPECT_EQ(FormatDuration(Days{4}), "4d");
  EXPECT_EQ(FormatDuration(hours{36}), "1d12h");
  EXPECT_EQ(FormatDuration(seconds{86'405}), "1d5s");
  EXPECT_EQ(FormatDuration(Nanos{999'999'999}), "0s");
  EXPECT_EQ(FormatDuration(-minutes{90}), "-1h30m");
  EXPECT_EQ(FormatDuration(Nanos::min()), "-106751d23h47m16s");
}

TEST(TimeTest, AddingSaturates) {
  EXPECT_EQ(AddSaturated(kNever, Nanos{1}), kNever);
  EXPECT_EQ(AddSaturated(kLatest, Nanos::max()), kNever);
  EXPECT_EQ(AddSaturated(Instant{}, Nanos{5}), Instant{Nanos{5}});
}

}  // namespace
}  // namespace loopbreaker
