#include "base/calendar.h"

#include <gtest/gtest.h>

#include <random>

namespace loopbreaker {
namespace {

Instant At(std::string_view text) { return ParseTime(text).value(); }

absl::TimeZone Zone(const char* name) {
  absl::TimeZone zone;
  EXPECT_TRUE(absl::LoadTimeZone(name, &zone)) << name;
  return zone;
}

// Monday to Friday 08:00 to 17:00 in Amsterdam.
Calendar::Options Weekdays() {
  Calendar::Options options;
  options.zone = Zone("Europe/Amsterdam");
  for (int day = 0; day < 5; ++day) options.week[day] = {{8 * 60, 17 * 60}};
  return options;
}

Calendar::Options AlwaysOpen() {
  Calendar::Options options;
  options.zone = Zone("Europe/Amsterdam");
  for (auto& day : options.week) day = {{0, 24 * 60}};
  return options;
}

TEST(CalendarTest, EarliestInstantIsTheEndOfTheDayNotTheNextMorning) {
  const Calendar calendar(Weekdays());
  EXPECT_EQ(FormatTime(calendar.Add(At("2026-03-02T07:00:00Z"), hours{9})), "2026-03-02T16:00:00Z");
  EXPECT_EQ(FormatTime(calendar.Add(At("2026-03-02T07:00:00Z"), hours{9} + Nanos{1})),
            "2026-03-03T07:00:00.000000001Z");
}

TEST(CalendarTest, NoOpenTimeIsNow) {
  const Calendar calendar(Weekdays());
  EXPECT_EQ(calendar.Add(At("2026-03-01T03:00:00Z"), Nanos{0}), At("2026-03-01T03:00:00Z"));
}

TEST(CalendarTest, WeekendIsClosed) {
  const Calendar calendar(Weekdays());
  EXPECT_EQ(FormatTime(calendar.Add(At("2026-03-06T15:30:00Z"), hours{1})), "2026-03-09T07:30:00Z");
  EXPECT_EQ(calendar.Between(At("2026-03-06T15:30:00Z"), At("2026-03-09T07:30:00Z")), hours{1});
  EXPECT_EQ(calendar.Between(At("2026-03-09T07:30:00Z"), At("2026-03-06T15:30:00Z")), Nanos{0});
}

TEST(CalendarTest, HolidayIsClosed) {
  Calendar::Options options = Weekdays();
  options.holidays = {absl::CivilDay(2026, 4, 27)};
  const Calendar calendar(options);
  EXPECT_EQ(FormatTime(calendar.Add(At("2026-04-24T14:30:00Z"), hours{1})), "2026-04-28T06:30:00Z");
}

TEST(CalendarTest, OpeningHoursFollowTheLocalClockOverTheChange) {
  const Calendar calendar(Weekdays());
  // The clocks go forward on Sunday 2026-03-29: 08:00 is 07:00Z before and 06:00Z after.
  EXPECT_EQ(FormatTime(calendar.Add(At("2026-03-27T15:00:00Z"), hours{2})), "2026-03-30T07:00:00Z");
}

TEST(CalendarTest, DaysOfTheChangeHave23And25Hours) {
  const Calendar calendar(AlwaysOpen());
  EXPECT_EQ(calendar.Between(At("2026-03-28T23:00:00Z"), At("2026-03-29T22:00:00Z")), hours{23});
  EXPECT_EQ(calendar.Between(At("2026-10-24T22:00:00Z"), At("2026-10-25T23:00:00Z")), hours{25});
}

TEST(CalendarTest, HoursInsideTheSkippedHourHaveNoLength) {
  Calendar::Options options;
  options.zone = Zone("Europe/Amsterdam");
  options.week[6] = {{2 * 60, 3 * 60}, {3 * 60, 4 * 60}};
  const Calendar calendar(options);
  EXPECT_EQ(calendar.Between(At("2026-03-28T12:00:00Z"), At("2026-03-29T12:00:00Z")), hours{1});
  // The repeated hour runs from its first occurrence to three o'clock.
  EXPECT_EQ(calendar.Between(At("2026-10-24T12:00:00Z"), At("2026-10-25T12:00:00Z")), hours{3});
}

TEST(CalendarTest, SeveralOpeningsADay) {
  Calendar::Options options;
  options.week[0] = {{8 * 60, 12 * 60}, {13 * 60, 17 * 60}};
  const Calendar calendar(options);
  EXPECT_EQ(calendar.business_day(), hours{8});
  EXPECT_EQ(FormatTime(calendar.Add(At("2026-03-02T11:00:00Z"), hours{1})), "2026-03-02T12:00:00Z");
  EXPECT_EQ(FormatTime(calendar.Add(At("2026-03-02T11:00:00Z"), hours{2})), "2026-03-02T14:00:00Z");
}

TEST(CalendarTest, NeverOpenMeansNever) {
  const Calendar calendar(Calendar::Options{});
  EXPECT_EQ(calendar.Add(At("2026-03-02T08:00:00Z"), hours{1}), kNever);
  EXPECT_EQ(calendar.Between(At("2026-03-02T08:00:00Z"), At("2027-03-02T08:00:00Z")), Nanos{0});
}

TEST(CalendarTest, BeforeAndAfterTheTableIsTheSameCalendar) {
  const Calendar calendar(Weekdays());
  // 1971-01-04 is a Monday, Amsterdam at +01:00 without summer time; 2150-01-05 is a Monday.
  EXPECT_EQ(FormatTime(calendar.Add(At("1971-01-04T07:00:00Z"), hours{10})), "1971-01-05T08:00:00Z");
  EXPECT_EQ(FormatTime(calendar.Add(At("2150-01-05T07:00:00Z"), hours{10})), "2150-01-06T08:00:00Z");
  EXPECT_EQ(calendar.Between(At("2150-01-05T00:00:00Z"), At("2150-01-12T00:00:00Z")), hours{45});
}

TEST(CalendarTest, EdgesOfTheTableAreSeamless) {
  const Calendar calendar(AlwaysOpen());
  for (const char* edge : {"1999-12-31T23:00:00Z", "2060-12-31T23:00:00Z"}) {
    const Instant from = At(edge) - hours{50};
    EXPECT_EQ(calendar.Between(from, from + hours{100}), hours{100});
    EXPECT_EQ(calendar.Add(from, hours{100}), from + hours{100});
  }
  EXPECT_EQ(calendar.Between(At("1999-01-01T00:00:00Z"), At("2062-01-01T00:00:00Z")),
            At("2062-01-01T00:00:00Z") - At("1999-01-01T00:00:00Z"));
}

TEST(CalendarTest, AddIsTheEarliestInstantWithThatMuchBetween) {
  Calendar::Options options = Weekdays();
  options.week[5] = {{10 * 60, 12 * 60}};
  const Calendar calendar(options);
  std::mt19937_64 random(11);
  std::uniform_int_distribution<std::int64_t> second(
      At("1990-01-01T00:00:00Z").time_since_epoch().count() / 1'000'000'000,
      At("2070-01-01T00:00:00Z").time_since_epoch().count() / 1'000'000'000);
  std::uniform_int_distribution<int> length(1, 400 * 3600);
  for (int i = 0; i < 500; ++i) {
    const Instant from{seconds{second(random)}};
    const Nanos open = seconds{length(random)};
    const Instant reached = calendar.Add(from, open);
    ASSERT_EQ(calendar.Between(from, reached), open) << FormatTime(from);
    ASSERT_LT(calendar.Between(from, reached - Nanos{1}), open) << FormatTime(from);
  }
}

TEST(CalendarTest, LocalDayIsTheDateOnTheWall) {
  const Calendar calendar(Weekdays());
  EXPECT_EQ(calendar.LocalDay(At("1970-01-01T00:00:00Z")), 0);
  EXPECT_EQ(calendar.LocalDay(At("2026-03-02T22:59:59Z")) + 1, calendar.LocalDay(At("2026-03-02T23:00:00Z")));
  EXPECT_EQ(Calendar().LocalDay(At("1969-12-31T23:59:59Z")), -1);
}

TEST(CalendarTest, DefaultIsOfficeHours) {
  const Calendar calendar;
  EXPECT_EQ(calendar.business_day(), hours{8});
  EXPECT_EQ(calendar.week_open(), hours{40});
  EXPECT_EQ(calendar.After(At("2026-03-06T16:00:00Z"), hours{2}, true), At("2026-03-09T10:00:00Z"));
  EXPECT_EQ(calendar.After(At("2026-03-06T16:00:00Z"), hours{2}, false), At("2026-03-06T18:00:00Z"));
  EXPECT_EQ(calendar.Elapsed(At("2026-03-06T16:00:00Z"), At("2026-03-06T18:00:00Z"), false), hours{2});
}

TEST(SpanTest, BusinessUnitsCountOpenHours) {
  Calendar::Options options = Weekdays();
  options.business_day = hours{7};
  const Calendar calendar(options);
  EXPECT_EQ(ParseSpan("5bd", calendar), (Span{hours{35}, true, "5bd"}));
  EXPECT_EQ(ParseSpan("8bh", calendar), (Span{hours{8}, true, "8bh"}));
  EXPECT_EQ(ParseSpan("1d12h", calendar), (Span{hours{36}, false, "1d12h"}));
  EXPECT_EQ(ParseSpan("5bd", calendar)->text, "5bd");
}

TEST(SpanTest, WhatIsNotASpanIsRefused) {
  const Calendar calendar(Weekdays());
  for (const char* text :
       {"", "bd", "5", "5b", "1d2bh", "1.5bd", "-1bh", "5 bd", "99999999bd", "999999999999999999999bh"}) {
    EXPECT_FALSE(ParseSpan(text, calendar)) << text;
  }
}

}  // namespace
}  // namespace loopbreaker
