#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "mapping_case.h"

namespace loopbreaker {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;

// An event in a mapping that is right otherwise; its first line is line 4, column 5.
std::string Event(const std::string& rest) {
  return "source: s\nformat: csv\nevents:\n  - id: \"{id}\"\n    event_time: \"{at}\"\n    " + rest + "\n";
}

TEST(MappingMistakesTest, EveryMistakeHasItsPlaceAndTheNearestName) {
  EXPECT_THAT(
      Mistakes(Event("vist_completed: {}")),
      HasSubstr(
          "m.yaml:6:5: error: no field or payload 'vist_completed' in an event; did you mean 'visit_completed'?"));
  EXPECT_THAT(Mistakes(Event("visit_completed: {outcom: FIXED}")),
              AllOf(HasSubstr("m.yaml:6:23: error: no field 'outcom' in `visit_completed`"),
                    HasSubstr("did you mean 'outcome'?")));
  EXPECT_THAT(Mistakes(Event("visit_completed: {outcome: FIXD}")),
              AllOf(HasSubstr("m.yaml:6:32: error: `outcome`: found 'FIXD'"), HasSubstr("did you mean 'FIXED'?")));
  EXPECT_THAT(Mistakes(Event("case_opened: {case: 1}")), HasSubstr("no field 'case' in `case_opened`, which has none"));
}

TEST(MappingMistakesTest, MapsAreCheckedOnBothSidesOfTheElse) {
  EXPECT_THAT(Mistakes(Event("visit_completed: {outcome: {value: \"{o}\", map: {a: FIXED, b: DONE}, else: NOT_FIXD}}")),
              AllOf(HasSubstr("found 'DONE'"), HasSubstr("found 'NOT_FIXD'"), HasSubstr("did you mean 'NOT_FIXED'?")));
  EXPECT_THAT(Mistakes(Event("case_id: {value: \"{o}\", else: x}\n    case_opened: {}")),
              HasSubstr("there is no `map` here"));
  EXPECT_THAT(Mistakes(Event("case_id: {value: \"{o}\", map: {}}\n    case_opened: {}")), HasSubstr("an empty one"));
  EXPECT_THAT(Mistakes(Event("case_id: {valu: \"{o}\"}\n    case_opened: {}")), HasSubstr("did you mean 'value'?"));
}

TEST(MappingMistakesTest, UnknownKeysAndValues) {
  EXPECT_THAT(Mistakes("sorce: s\n" + Event("case_opened: {}")), HasSubstr("m.yaml:1:1: error: unknown key 'sorce'"));
  EXPECT_THAT(Mistakes("unmatched: ded\n" + Event("case_opened: {}")),
              HasSubstr("m.yaml:1:12: error: expected ignore or dead"));
  EXPECT_THAT(Mistakes("source: s\nformat: xml\nevents: []\n"),
              AllOf(HasSubstr("m.yaml:2:9: error: expected csv or json"), HasSubstr("at least one event")));
  EXPECT_THAT(Mistakes(Event("when: {x: {atleast: 3}}\n    case_opened: {}")), HasSubstr("did you mean 'at_least'?"));
  EXPECT_THAT(Mistakes(Event("when: {x: {at_least: many}}\n    case_opened: {}")), HasSubstr("expected a number"));
  EXPECT_THAT(Mistakes(Event("when: {x: {present: 1}}\n    case_opened: {}")), HasSubstr("expected true or false"));
}

TEST(MappingMistakesTest, AnEventIsWholeAndHasOnePayload) {
  EXPECT_THAT(Mistakes("format: csv\nevents:\n  - {team: x}\n"),
              AllOf(HasSubstr("m.yaml:3:5: error: an event needs `id`"), HasSubstr("needs `event_time`"),
                    HasSubstr("needs `source`"), HasSubstr("needs one payload")));
  EXPECT_THAT(Mistakes(Event("case_opened: {}\n    wait_ended: {}")),
              HasSubstr("m.yaml:7:5: error: an event has one payload, and this one has `case_opened` already"));
}

TEST(MappingMistakesTest, TimeLayoutAndZone) {
  EXPECT_THAT(Mistakes("time: {layout: \"%d/%m\", zone: UTC}\n" + Event("case_opened: {}")),
              HasSubstr("m.yaml:1:16: error: layout"));
  EXPECT_THAT(Mistakes("time: {zone: Europe/Amsterdm}\n" + Event("case_opened: {}")),
              HasSubstr("m.yaml:1:14: error: no time zone 'Europe/Amsterdm'"));
  EXPECT_THAT(Mistakes(Event("promise_made: {due: tomorrow}")), HasSubstr("`due`: found 'tomorrow'"));
}

TEST(MappingMistakesTest, Templates) {
  EXPECT_THAT(Mistakes(Event("case_id: \"{x\"\n    case_opened: {}")),
              HasSubstr("m.yaml:6:14: error: '{' without '}'"));
  EXPECT_THAT(Mistakes(Event("case_id: \"a{}\"\n    case_opened: {}")), HasSubstr("expected the name of a column"));
  EXPECT_THAT(Mistakes(Event("case_id: {number}\n    case_opened: {}")),
              HasSubstr("a template needs quotes: \"{number}\""));
  EXPECT_THAT(Mistakes(Event("case_id: [a, b]\n    case_opened: {}")),
              HasSubstr("`case_id` is a single value, found a list"));
  EXPECT_THAT(Mistakes(Event("case_id: {value: \"{x}\", split: \";\"}\n    case_opened: {}")),
              HasSubstr("`split` makes a list"));
}

TEST(MappingMistakesTest, WhatIsOnlyForJson) {
  EXPECT_THAT(Mistakes("each: {path: /x}\n" + Event("case_opened: {}")), HasSubstr("`each` is for json"));
  const std::string json =
      "source: s\nformat: json\nevents:\n  - {id: \"{/id}\", event_time: \"{../at}\", case_opened: {}}\n";
  EXPECT_THAT(Mistakes(json), HasSubstr("which only the elements of `each` have"));
  EXPECT_THAT(
      Mistakes("each: {path: /x}\n" + json + "  - {id: \"{../../id}\", event_time: \"{/at}\", case_opened: {}}\n"),
      HasSubstr("goes higher than the path of `each`"));
  EXPECT_THAT(Mistakes("separator: \";\"\n" + json), HasSubstr("`separator` is for csv"));
}

TEST(MappingMistakesTest, AllMistakesOfAFileAreReported) {
  const std::string all =
      Mistakes(Event("chanel: VOICE\n    team: [x]\n    visit_completed: {outcome: NO, fee_cents: free}"));
  EXPECT_THAT(all, AllOf(HasSubstr("'chanel'"), HasSubstr("`team`"), HasSubstr("'NO'"), HasSubstr("'free'")));
}

TEST(MappingMistakesTest, BrokenYamlIsNoMapping) { EXPECT_THAT(Mistakes("source: [s\n"), HasSubstr("m.yaml:")); }

}  // namespace
}  // namespace loopbreaker
