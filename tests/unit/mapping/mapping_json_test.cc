#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "mapping_case.h"

namespace loopbreaker {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;

std::string OneEvent(const std::string& rest) {
  return "source: s\nformat: json\nevents:\n  - {id: \"{/id}\", event_time: 2026-03-02T10:00:00Z, " + rest + "}\n";
}

TEST(MappingJsonTest, PointersReachIntoObjectsAndLists) {
  const v1::ContactEvent event = Only(MapObject(
      Load(OneEvent("case_id: \"{/case/ref~1no}\", team: \"{/teams/1}\", agent: \"{name}\", case_opened: {}")),
      R"({"id":"a","case":{"ref/no":17},"teams":["x","y"],"name":"Ann"})"));
  EXPECT_EQ(event.case_id(), "17");
  EXPECT_EQ(event.team(), "y");
  EXPECT_EQ(event.agent(), "Ann");
}

TEST(MappingJsonTest, NumbersAndFlagsAreTextsAsAPersonWritesThem) {
  const auto mapping = Load(OneEvent("note: \"{/n}\", case_opened: {}"));
  const auto note = [&](const std::string& n) { return Only(MapObject(mapping, "{\"id\":1,\"n\":" + n + "}")).note(); };
  EXPECT_EQ(note("12"), "12");
  EXPECT_EQ(note("-3"), "-3");
  EXPECT_EQ(note("18446744073709551615"), "18446744073709551615");
  EXPECT_EQ(note("1.50"), "1.5");
  EXPECT_EQ(note("1700000000.25"), "1700000000.25");
  EXPECT_EQ(note("true"), "true");
}

TEST(MappingJsonTest, NullAndAbsentAreMissing) {
  const auto mapping = Load(OneEvent("when: {/n: {present: false}}, case_id: \"{/n}\", case_opened: {}"));
  EXPECT_EQ(Only(MapObject(mapping, R"({"id":1,"n":null})")).case_id(), "");
  EXPECT_EQ(Only(MapObject(mapping, R"({"id":1})")).case_id(), "");
  EXPECT_EQ(Only(MapObject(mapping, R"({"id":1,"n":""})")).case_id(), "");
  EXPECT_TRUE(MapObject(mapping, R"({"id":1,"n":{}})").ignored);
}

TEST(MappingJsonTest, ListFillsARepeatedFieldThroughTheMap) {
  const auto mapping = Load(
      OneEvent("visit_completed: {outcome: NOT_FIXED, blockers: {value: \"{/why}\", map: {M: NO_PARTS, T: NO_TIME}}, "
               "parts_missing: \"{/parts}\"}"));
  const v1::ContactEvent event = Only(MapObject(mapping, R"({"id":1,"why":["T","M"],"parts":["valve",null,"pump"]})"));
  EXPECT_THAT(event.visit_completed().blockers(), ElementsAre(v1::Blocker::NO_TIME, v1::Blocker::NO_PARTS));
  EXPECT_THAT(event.visit_completed().parts_missing(), ElementsAre("valve", "pump"));
}

TEST(MappingJsonTest, ListWhereOneValueIsNeededIsRefused) {
  EXPECT_THAT(OnlyRefusal(MapObject(Load(OneEvent("case_id: \"{/c}\", case_opened: {}")), R"({"id":1,"c":["x"]})")),
              HasSubstr("needs `case_id`: found a list or an object, expected a single value, in '/c'"));
}

TEST(MappingJsonTest, WhenComparesNumbersByTheirText) {
  const auto mapping = Load(OneEvent("when: {/state: 3, /n: {at_least: 2}}, case_opened: {}"));
  EXPECT_FALSE(MapObject(mapping, R"({"id":1,"state":3,"n":2})").ignored);
  EXPECT_TRUE(MapObject(mapping, R"({"id":1,"state":4,"n":2})").ignored);
  EXPECT_TRUE(MapObject(mapping, R"({"id":1,"state":3,"n":1})").ignored);
}

const char kNotes[] = R"(
source: city
format: json
each: {path: /request/notes}
events:
  - when: {/type: opened}
    id: "{../../batch}/{../id}/{/type}"
    event_time: "{/at}"
    case_id: "{../id}"
    case_opened: {}
)";

TEST(MappingJsonTest, EachElementKnowsTheObjectsAboveIt) {
  const Mapped mapped = MapObject(Load(kNotes), R"({"batch": 9, "request": {"id": "r1", "notes": [
      {"type": "opened", "at": "2026-03-02T10:00:00Z"}, {"type": "other"}, {"type": "opened", "at": "yesterday"}]}})");
  ASSERT_EQ(mapped.events.size(), 1u);
  EXPECT_EQ(mapped.events[0].id(), "9/r1/opened");
  EXPECT_EQ(mapped.events[0].case_id(), "r1");
  ASSERT_EQ(mapped.refused.size(), 1u);
  EXPECT_THAT(mapped.refused[0].detail,
              HasSubstr("/request/notes/2: case_opened needs `event_time`: found 'yesterday'"));
  EXPECT_FALSE(mapped.ignored);
}

TEST(MappingJsonTest, EachWithoutItsListIsUnmapped) {
  EXPECT_THAT(OnlyRefusal(MapObject(Load(kNotes), R"({"request":{}})")),
              HasSubstr("UNMAPPED expected a list at '/request/notes'"));
  EXPECT_TRUE(MapObject(Load(kNotes), R"({"request":{"notes":[]}})").ignored);
}

TEST(MappingJsonTest, WhatIsNoObjectIsUnreadable) {
  const auto mapping = Load(OneEvent("case_opened: {}"));
  EXPECT_THAT(OnlyRefusal(MapObject(mapping, "{\"id\":")), HasSubstr("UNREADABLE not JSON"));
  EXPECT_THAT(OnlyRefusal(MapObject(mapping, "[1]")), HasSubstr("UNREADABLE expected a JSON object"));
}

}  // namespace
}  // namespace loopbreaker
