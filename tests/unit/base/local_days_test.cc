#include "base/local_days.h"

#include <random>

#include "base/calendar.h"
#include "gtest/gtest.h"

namespace loopbreaker {
namespace {

Calendar CalendarOf(const std::string& name) {
  Calendar::Options options;
  EXPECT_TRUE(absl::LoadTimeZone(name, &options.zone)) << name;
  return Calendar(options);
}

Instant Utc(std::string_view text) { return ParseTime(text).value(); }

TEST(LocalDaysTest, AgreeWithTheCalendarInAnyOrder) {
  // Kiritimati left out a whole day, Lord Howe's clocks go by half an hour, and Casablanca's also at each Ramadan.
  for (const char* zone : {"Europe/Amsterdam", "UTC", "America/St_Johns", "Pacific/Kiritimati", "Australia/Lord_Howe",
                           "Africa/Casablanca"}) {
    const Calendar calendar = CalendarOf(zone);
    LocalDays days(calendar.zone());
    std::mt19937_64 random(1);
    const auto from = Utc("1960-01-01T00:00:00Z").time_since_epoch().count();
    const auto to = Utc("2060-01-01T00:00:00Z").time_since_epoch().count();
    for (int i = 0; i < 20'000; ++i) {
      const Instant at{Nanos{std::uniform_int_distribution<std::int64_t>(from, to)(random)}};
      ASSERT_EQ(days.Of(at), calendar.LocalDay(at)) << zone << " " << at.time_since_epoch().count();
    }
  }
}

TEST(LocalDaysTest, ChangesOfTheClocksAreMetToTheNanosecond) {
  const Calendar calendar = CalendarOf("Europe/Amsterdam");
  for (const bool back : {false, true}) {
    LocalDays days(calendar.zone());
    for (int step = -3; step <= 3; ++step) {
      for (const char* change : {"2026-03-29T01:00:00Z", "2026-10-25T01:00:00Z", "2026-03-28T23:00:00Z",
                                 "2026-03-29T22:00:00Z", "2026-10-24T22:00:00Z", "2026-10-25T23:00:00Z"}) {
        const Instant at = Utc(change) + Nanos{back ? -step : step};
        EXPECT_EQ(days.Of(at), calendar.LocalDay(at)) << at.time_since_epoch().count();
      }
    }
  }
}

}  // namespace
}  // namespace loopbreaker
