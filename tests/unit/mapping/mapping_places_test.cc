// Where a value of JSON comes from: steps through lists, texts of JSON, the root, and lists within lists.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "mapping_case.h"

namespace loopbreaker {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;

std::string OneEvent(const std::string& rest, const std::string& top = "") {
  return "source: s\nformat: json\n" + top +
         "events:\n  - {id: \"{/id}\", event_time: 2026-03-02T10:00:00Z, case_opened: {}, " + rest + "}\n";
}

std::string NoteOf(const std::string& place, std::string_view json) {
  return Only(MapObject(Load(OneEvent("note: \"{" + place + "}\"")), json)).note();
}

std::vector<std::string> Ids(const Mapped& mapped) {
  std::vector<std::string> ids;
  for (const v1::ContactEvent& event : mapped.events) ids.push_back(event.id());
  return ids;
}

TEST(MappingPlacesTest, StepPicksTheElementOfAListByAMember) {
  const char kJson[] = R"({"id":1,"people":[{"role":"agent","name":"A"},{"role":"customer","name":"B"},
      {"role":"customer","name":"C"}],"attributes":[{"key":"a/b","value":{"Id":7}}]})";
  EXPECT_EQ(NoteOf("/people/[role=customer]/name", kJson), "B");
  EXPECT_EQ(NoteOf("/people/[role=boss]/name", kJson), "");
  EXPECT_EQ(NoteOf("/attributes/[key=a/b]/value/Id", kJson), "7");
}

TEST(MappingPlacesTest, MemberOfTheChoiceMayBeDeeper) {
  const char kJson[] = R"({"id":1,"people":[{"roles":[{"kind":{"code":"X"}}],"n":"A"},
      {"roles":[{"kind":{"code":"Y"}},{"kind":{"code":"K"}}],"n":"B"}]})";
  EXPECT_EQ(NoteOf("/people/[roles/*/kind/code=K]/n", kJson), "B");
  EXPECT_EQ(NoteOf("/people/[roles/[kind/code=Y]/kind/code=Y]/n", kJson), "B");
}

TEST(MappingPlacesTest, LastOfAListIsMinusOne) {
  EXPECT_EQ(NoteOf("/l/-1/n", R"({"id":1,"l":[{"n":"a"},{"n":"b"}]})"), "b");
  EXPECT_EQ(NoteOf("/l/-1/n", R"({"id":1,"l":[]})"), "");
  EXPECT_EQ(NoteOf("/l/-1", R"({"id":1,"l":{"-1":"member"}})"), "member");
}

TEST(MappingPlacesTest, StarGivesAllOfAList) {
  const auto mapping = Load(
      "source: s\nformat: json\nevents:\n  - {id: \"{/id}\", event_time: 2026-03-02T10:00:00Z, "
      "visit_completed: {parts_missing: \"{/tasks/*/parts/*/name}\"}}\n");
  const v1::ContactEvent event = Only(MapObject(
      mapping, R"({"id":1,"tasks":[{"parts":[{"name":"valve"},{"name":null}]},{},{"parts":[{"name":"pump"}]}]})"));
  EXPECT_THAT(event.visit_completed().parts_missing(), ElementsAre("valve", "pump"));
}

TEST(MappingPlacesTest, StepIntoATextReadsItAsJson) {
  const char kJson[] = R"({"id":1,"a":"{\"b\":{\"c\":\"[{\\\"d\\\":5}]\"}}","broken":"{"})";
  EXPECT_EQ(NoteOf("/a/b/c/0/d", kJson), "5");
  EXPECT_EQ(NoteOf("/broken/b", kJson), "");
  EXPECT_EQ(NoteOf("/broken", kJson), "{");
}

TEST(MappingPlacesTest, RootIsTheFirstPlaceThatHoldsAnObject) {
  const auto mapping = Load(OneEvent("note: \"{$/time} {n}\"", "root: [/detail, /payload/after, \"\"]\n"));
  EXPECT_EQ(Only(MapObject(mapping, R"({"time":"t","detail":{"id":1,"n":"a"}})")).note(), "t a");
  EXPECT_EQ(
      Only(MapObject(mapping, R"({"time":"t","detail":null,"payload":"{\"after\":{\"id\":1,\"n\":\"b\"}}"})")).note(),
      "t b");
  EXPECT_EQ(Only(MapObject(mapping, R"({"time":"t","id":1,"n":"c"})")).note(), "t c");
  EXPECT_THAT(OnlyRefusal(MapObject(Load(OneEvent("note: x", "root: /detail\n")), R"({"detail":5})")),
              HasSubstr("UNMAPPED expected an object or a list at one of the places of `root`, found none"));
}

const char kOrders[] = R"(
source: s
format: json
common:
  when: {$/kind: {not: PLAN}}
  event_time: "{$/at}"
  case_id: "{$/order}"
events:
  - id: "{order}"
    work_order_created: {}
  - each: {path: /tasks}
    when: {state: DONE}
    id: "{../order}/{n}"
    visit_completed: {outcome: FIXED}
  - each: {path: /tasks/*/visits}
    id: "{../../order}/{../n}/{.}"
    visit_cancelled: {}
unmatched: dead
)";

TEST(MappingPlacesTest, EventsOfListsWithinKnowTheObjectsAboveThem) {
  const Mapped mapped = MapObject(Load(kOrders), R"({"order":"o","at":"2026-03-02T10:00:00Z",
      "tasks":[{"n":1,"state":"DONE","visits":["a","b"]},{"n":2,"state":"OPEN"},{"n":3,"state":"OPEN","visits":["c"]}]})");
  EXPECT_THAT(Ids(mapped), ElementsAre("o", "o/1", "o/1/a", "o/1/b", "o/3/c"));
  for (const v1::ContactEvent& event : mapped.events) EXPECT_EQ(event.case_id(), "o");
  EXPECT_TRUE(mapped.refused.empty());
}

TEST(MappingPlacesTest, WhenOfAllEventsHoldsForEach) {
  EXPECT_THAT(OnlyRefusal(MapObject(Load(kOrders), R"({"order":"o","kind":"PLAN","at":"2026-03-02T10:00:00Z",
      "tasks":[{"n":1,"state":"DONE","visits":["a"]}]})")),
              HasSubstr("no event of the mapping fits"));
}

TEST(MappingPlacesTest, MistakeWithinAListSaysWhere) {
  const Mapped mapped = MapObject(Load(kOrders), R"({"order":"o","at":"yesterday","tasks":[{"n":1,"state":"DONE"}]})");
  ASSERT_EQ(mapped.refused.size(), 2u);
  EXPECT_THAT(mapped.refused[1].detail,
              HasSubstr("/tasks/0: visit_completed needs `event_time`: found 'yesterday', expected a time"));
}

TEST(MappingPlacesTest, ElementsOfAListMayBeSingleValues) {
  const auto mapping = Load(
      "source: s\nformat: json\nroot: /data\neach: {path: /header/ids}\nevents:\n  - {id: \"{.}\", event_time: "
      "2026-03-02T10:00:00Z, team: \"{../type}\", note: \"{../../text}\", case_opened: {}}\n");
  const Mapped mapped = MapObject(mapping, R"({"data":{"text":"t","header":{"type":"T","ids":["a","b"]}}})");
  ASSERT_THAT(Ids(mapped), ElementsAre("a", "b"));
  EXPECT_EQ(mapped.events[1].team(), "T");
  EXPECT_EQ(mapped.events[1].note(), "t");
}

TEST(MappingPlacesTest, EventOfOursIsTakenAsItIsAndFilled) {
  const auto mapping = Load(
      "format: json\nevents:\n  - {when: {/kind: event}, event: /body, source: outer, id: \"{n}\", event_time: "
      "\"{at}\", "
      "case_id: \"{case}\"}\n");
  const v1::ContactEvent own = Only(MapObject(mapping, R"({"kind":"event","n":1,"at":"2026-03-02T10:00:00Z","case":"k",
      "body":{"source":"crm","id":"c-1","eventTime":"2026-03-01T10:00:00Z","caseAssigned":{"owner":"o"}}})"));
  EXPECT_EQ(own.source(), "crm");
  EXPECT_EQ(own.id(), "c-1");
  EXPECT_EQ(own.event_time().seconds(), 1'772'359'200);
  EXPECT_EQ(own.case_id(), "k");
  EXPECT_EQ(own.case_assigned().owner(), "o");
  const v1::ContactEvent filled =
      Only(MapObject(mapping, R"({"kind":"event","n":2,"at":"2026-03-02T10:00:00Z","body":"{\"caseOpened\":{}}"})"));
  EXPECT_EQ(filled.source(), "outer");
  EXPECT_EQ(filled.id(), "2");
  EXPECT_TRUE(filled.has_case_opened());
}

TEST(MappingPlacesTest, EventOfOursThatIsNoneIsRefusedWithItsPlace) {
  const auto mapping = Load("source: s\nformat: json\nevents:\n  - {event: /body}\n");
  EXPECT_THAT(OnlyRefusal(MapObject(mapping, R"({"body":"<x/>"})")), HasSubstr("UNREADABLE"));
  EXPECT_THAT(OnlyRefusal(MapObject(mapping, R"({"body":"<x/>"})")), HasSubstr(", in '/body'"));
  EXPECT_THAT(OnlyRefusal(MapObject(mapping, "{}")),
              HasSubstr("UNMAPPED expected an event as an object or as a text of JSON, found nothing, in '/body'"));
  EXPECT_THAT(OnlyRefusal(MapObject(mapping, R"({"body":{"id":"1","caseOpened":{}}})")), HasSubstr("INVALID"));
}

}  // namespace
}  // namespace loopbreaker
