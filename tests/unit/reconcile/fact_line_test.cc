#include "reconcile/fact_line.h"

#include "gtest/gtest.h"

namespace loopbreaker {
namespace {

RuleSettings In(const char* zone, Language language) {
  RuleSettings settings;
  settings.language = language;
  Calendar::Options options;
  EXPECT_TRUE(absl::LoadTimeZone(zone, &options.zone));
  settings.history.calendar = Calendar(options);
  return settings;
}

TEST(FactLineTest, TimesAreThoseOfTheCalendarsZone) {
  Fact fact;
  fact.kind = Kind::kPromiseMade;
  fact.SetNumber(Field::kDue, ParseTime("2026-07-03T15:00:00Z")->time_since_epoch().count());
  EXPECT_EQ(LineOf(fact, In("Europe/Amsterdam", Language::kEnglish)), "promise made, due Fri 3 Jul 2026 17:00");
  EXPECT_EQ(LineOf(fact, In("Europe/Amsterdam", Language::kDutch)), "belofte gedaan, uiterlijk vr 3 jul 2026 17:00");
  EXPECT_EQ(LineOf(fact, RuleSettings()), "promise made, due Fri 3 Jul 2026 15:00");
}

}  // namespace
}  // namespace loopbreaker
