// What people do wrong in filters, settings and YAML itself, and what they are told.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "load_test_support.h"

namespace loopbreaker {
namespace {

using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

TEST(LoadFilterTest, MisspeltEnumValueNamesTheNearest) {
  EXPECT_THAT(
      ErrorsOf(WithFilter("{event: visit_completed, outcome: FIXD}")),
      ElementsAre("r.yaml:4:60: error: expected one of FIXED, TEMPORARY_FIX, NOT_FIXED, STEP_DONE for 'outcome', "
                  "found 'FIXD'; did you mean 'FIXED'?"));
  EXPECT_THAT(ErrorsOf(WithFilter("{event: visit_completed, outcome: UNSPECIFIED}")),
              ElementsAre(HasSubstr("found 'UNSPECIFIED'")));
}

TEST(LoadFilterTest, MisspeltEventNamesTheNearest) {
  EXPECT_THAT(ErrorsOf(WithFilter("{event: visit_complete}")),
              ElementsAre(HasSubstr("did you mean 'visit_completed'?")));
  EXPECT_THAT(ErrorsOf(WithFilter("{outcome: FIXED}")), ElementsAre(HasSubstr("expected the key 'event'")));
  EXPECT_THAT(ErrorsOf(WithFilter("visit_completed")), ElementsAre(HasSubstr("expected a filter such as")));
}

TEST(LoadFilterTest, MisspeltFieldNamesTheNearest) {
  EXPECT_THAT(
      ErrorsOf(WithFilter("{event: visit_completed, outcom: FIXED}")),
      ElementsAre("r.yaml:4:51: error: expected a field of visit_completed, found 'outcom'; did you mean 'outcome'?"));
}

TEST(LoadFilterTest, FieldOfAnotherPayloadNamesIt) {
  EXPECT_THAT(
      ErrorsOf(WithFilter("{event: case_opened, outcome: FIXED}")),
      ElementsAre(HasSubstr("expected a field of case_opened, found 'outcome', which is one of visit_completed")));
}

TEST(LoadFilterTest, FieldsThatNoEventHasTogetherAreAnError) {
  EXPECT_THAT(ErrorsOf(WithFilter("{event: [visit_completed, promise_made], outcome: FIXED, to_do: call}")),
              ElementsAre(HasSubstr("expected fields that one event has together")));
}

TEST(LoadFilterTest, WhatIsAboutTheEventCannotBeFiltered) {
  for (const char* name : {"event_time", "revision", "deleted", "identifiers"}) {
    EXPECT_THAT(ErrorsOf(WithFilter(std::string("{event: raised, ") + name + ": 1}")),
                ElementsAre(AllOf(HasSubstr("expected a field that rules can look at"), HasSubstr(name))));
  }
}

TEST(LoadFilterTest, PeopleAtWorkCannotBeFiltered) {
  EXPECT_THAT(ErrorsOf(WithFilter("{event: raised, agent: jan}")),
              ElementsAre(HasSubstr("'agent' serves 'distinct' only")));
  EXPECT_THAT(ErrorsOf(WithFilter("{event: visit_completed, not: {technician: jan}}")),
              ElementsAre(HasSubstr("'technician' serves 'distinct' only")));
}

TEST(LoadFilterTest, FlagIsTrueOrFalseOnly) {
  for (const char* value : {"NO", "yes", "False", "0", "''"}) {
    EXPECT_THAT(ErrorsOf(WithFilter(std::string("{event: authority_decided, granted: ") + value + "}")),
                ElementsAre(HasSubstr("expected true or false for 'granted', found")))
        << value;
  }
}

TEST(LoadFilterTest, NumberTimeAndDurationAreChecked) {
  EXPECT_THAT(ErrorsOf(WithFilter("{event: survey_answered, nps: '6,5'}")),
              ElementsAre(HasSubstr("expected a whole number")));
  EXPECT_THAT(ErrorsOf(WithFilter("{event: promise_made, due: 2026-03-02}")),
              ElementsAre(HasSubstr("expected a time such as")));
  EXPECT_THAT(ErrorsOf(WithFilter("{event: contact_ended, handle_time: 600}")),
              ElementsAre(HasSubstr("a duration such as 600s")));
}

TEST(LoadFilterTest, ValueIsNeeded) {
  EXPECT_THAT(ErrorsOf(WithFilter("{event: raised, category: }")), ElementsAre(HasSubstr("'category', found nothing")));
  EXPECT_THAT(ErrorsOf(WithFilter("{event: raised, category: []}")), ElementsAre(HasSubstr("found an empty list")));
  EXPECT_THAT(ErrorsOf(WithFilter("{event: raised, not: {}}")), ElementsAre(HasSubstr("at least one field for 'not'")));
}

TEST(LoadSettingsTest, SettingsAreRead) {
  const auto set = Loaded(WithSettings(R"(
  timezone: Europe/Amsterdam
  language: nl
  idle_expiry: 60d
  confirm_window: 14d
  horizon: 300d
  letter_window: 5d
  ack_for: 3d
  park_for: 2d
  max_clock_skew: 5m
  callout_fee_cents: 9500
  contact_cost_cents: 450
  phone_region: BE
  evidence_limit: 20
  dragged_on: {failed_visits: 2, age: 42d}
  proxies: [Front desk, 3763]
  subjects: {heating: [heating, boiler/*]}
  vague: [overig]
  calendar:
    hours: {mon: "08:00-17:00", tue: ["08:00-12:00", "13:00-17:00"], wed: []}
    business_day: 9h
    holidays: [2026-04-27]
  desks:
    - {match: {category: plumbing/*, region: [north]}, desk: north-plumbing}
)"));
  const RuleSettings& settings = set->settings;
  EXPECT_EQ(settings.history.idle_expiry, Nanos{Days{60}});
  EXPECT_EQ(settings.history.horizon, Nanos{Days{300}});
  EXPECT_EQ(settings.history.letter_window, Nanos{Days{5}});
  EXPECT_EQ(settings.max_clock_skew, minutes{5});
  EXPECT_EQ(settings.history.callout_fee_cents, 9500);
  EXPECT_EQ(settings.language, Language::kDutch);
  EXPECT_EQ(settings.phone_region, "BE");
  EXPECT_EQ(settings.evidence_limit, 20);
  EXPECT_EQ(settings.dragged_on.failed_visits, 2u);
  EXPECT_EQ(settings.dragged_on.cost_cents, 30'000);
  EXPECT_EQ(settings.dragged_on.age, Nanos{Days{42}});
  EXPECT_TRUE(settings.IsProxy("Front desk"));
  EXPECT_TRUE(settings.IsProxy("3763"));
  EXPECT_FALSE(settings.IsProxy("376"));
  EXPECT_EQ(settings.history.subjects.Of("boiler/cold"), "heating");
  EXPECT_EQ(settings.history.subjects.Of("overig"), "");
  EXPECT_EQ(settings.history.subjects.Of("rent"), "rent");
  EXPECT_EQ(settings.history.calendar.business_day(), hours{9});
  EXPECT_EQ(settings.history.calendar.week_open(), hours{17});
  EXPECT_EQ(settings.history.calendar.zone().name(), "Europe/Amsterdam");
  // Monday the 27th is a holiday, and Wednesday closed.
  EXPECT_EQ(settings.history.calendar.Between(*ParseTime("2026-04-26T00:00:00Z"), *ParseTime("2026-05-02T00:00:00Z")),
            hours{8});
  ASSERT_EQ(settings.desks.size(), 1u);
  EXPECT_TRUE(settings.desks[0].categories[0].Matches("plumbing/leak"));
}

TEST(LoadSettingsTest, DefaultsHoldWithoutSettings) {
  const auto set = Loaded("version: 1\nrules: []\n");
  EXPECT_EQ(set->settings.history.calendar.week_open(), hours{40});
  EXPECT_EQ(set->settings.history.idle_expiry, Nanos{Days{180}});
  EXPECT_EQ(set->settings.language, Language::kEnglish);
}

TEST(LoadSettingsTest, UnknownKeyNamesTheNearest) {
  EXPECT_THAT(ErrorsOf(WithSettings("  confirm_windw: 3d\n")),
              ElementsAre(AllOf(HasSubstr("r.yaml:4:3: error: unknown key 'confirm_windw'"),
                                HasSubstr("did you mean 'confirm_window'?"))));
  EXPECT_THAT(ErrorsOf("version: 1\nrules: []\nsetings: {}\n"), ElementsAre(HasSubstr("did you mean 'settings'?")));
}

TEST(LoadSettingsTest, ZoneIsANameOfTheDatabase) {
  for (const char* zone : {"Europe/Amsterdm", "localtime", "/etc/passwd", "../zone", "''", "[UTC]"}) {
    EXPECT_THAT(ErrorsOf(WithSettings(std::string("  timezone: ") + zone)),
                ElementsAre(HasSubstr("expected a time zone such as Europe/Amsterdam")))
        << zone;
  }
}

TEST(LoadSettingsTest, OpeningHoursAreInOrder) {
  const auto errors = [](const std::string& hours) {
    return ErrorsOf(WithSettings("  calendar: {hours: " + hours + "}\n"));
  };
  EXPECT_THAT(errors("{mon: 8-17}"), ElementsAre(HasSubstr("opening hours such as \"08:00-17:00\"")));
  EXPECT_THAT(errors("{mon: \"17:00-08:00\"}"), ElementsAre(HasSubstr("the end after the start")));
  EXPECT_THAT(errors("{mon: \"08:00-24:01\"}"), ElementsAre(HasSubstr("at most 24:00")));
  EXPECT_THAT(errors("{mon: [\"08:00-12:00\", \"11:00-17:00\"]}"),
              ElementsAre(HasSubstr("after the ones before have ended")));
  EXPECT_THAT(errors("{mo: \"08:00-17:00\"}"), ElementsAre(HasSubstr("did you mean 'mon'?")));
  EXPECT_THAT(errors("{sun: []}"), ElementsAre(HasSubstr("on at least one day")));
  EXPECT_THAT(errors("{sun: \"00:00-24:00\"}"), IsEmpty());
}

TEST(LoadSettingsTest, HolidaysAreDates) {
  EXPECT_THAT(ErrorsOf(WithSettings("  calendar: {holidays: [27-04-2026, 2026-02-30]}\n")),
              ElementsAre(HasSubstr("found '27-04-2026'"), HasSubstr("found '2026-02-30'")));
}

TEST(LoadSettingsTest, DesksNameRulesThatExist) {
  EXPECT_THAT(
      ErrorsOf("version: 1\nsettings: {desks: [{match: {rule: thrid-callout}, desk: d}]}\nrules:\n"
               "- {id: third-callout, title: t, severity: LOW, route: d, reach: {measure: visits, at_least: 3}}\n"),
      ElementsAre(HasSubstr(
          "r.yaml:2:35: error: expected the id of a rule, found 'thrid-callout'; did you mean 'third-callout'?")));
}

TEST(LoadSettingsTest, OtherValuesAreChecked) {
  EXPECT_THAT(
      ErrorsOf(WithSettings("  language: de\n  phone_region: nl\n  callout_fee_cents: 95,00\n  ack_for: 2bd\n"
                            "  subjects: {a: [b*]}\n  evidence_limit: 0\n"
                            "  dragged_on: {failed_visits: -1, age: 30, cost: 1}\n")),
      ElementsAre(HasSubstr("one of en, nl"), HasSubstr("two capital letters"), HasSubstr("a whole number from 0"),
                  HasSubstr("expected calendar time"), HasSubstr("or a prefix such as plumbing/*"),
                  HasSubstr("a whole number from 1 to"), HasSubstr("for 'failed_visits', found '-1'"),
                  HasSubstr("did you mean '30d'?"), HasSubstr("unknown key 'cost' in 'dragged_on'")));
}

TEST(LoadYamlTest, BrokenYamlIsOneErrorNotMany) {
  EXPECT_THAT(ErrorsOf("version: 1\nrules:\n  - id: a\n   title: t\n"), ElementsAre(HasSubstr("r.yaml:4:4: error: ")));
  EXPECT_THAT(ErrorsOf("version: 1\nrules:\n\t- id: a\n"), ElementsAre(HasSubstr("a tab in the indentation")));
  EXPECT_THAT(ErrorsOf("version: 1\nrules: &r [*r]\n"),
              ElementsAre(HasSubstr("an alias inside the node that it stands for")));
}

TEST(LoadYamlTest, DuplicateKeyIsAnErrorBesideTheOthers) {
  EXPECT_THAT(ErrorsOf("version: 1\nversion: 1\nrules: []\nsettings: {horizon: 9}\n"),
              ElementsAre(HasSubstr("r.yaml:2:1: error: the key 'version' is given twice, first in line 1"),
                          HasSubstr("did you mean '9d'?")));
}

TEST(LoadYamlTest, EmptyFileIsAnError) {
  EXPECT_THAT(ErrorsOf(""), ElementsAre(HasSubstr("expected a map with the keys version, settings, rules")));
  EXPECT_THAT(ErrorsOf("version: 1\n"), ElementsAre(HasSubstr("expected the key 'rules'")));
  EXPECT_THAT(ErrorsOf("version: 1\nrules:\n"), ElementsAre(HasSubstr("expected a list of rules")));
}

}  // namespace
}  // namespace loopbreaker
