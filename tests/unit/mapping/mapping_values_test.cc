// What becomes of a value that is there: the first of several, a part of it, tables, and no event at all.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "mapping/pattern.h"
#include "mapping/record.h"
#include "mapping_case.h"

namespace loopbreaker {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;

std::string Csv(const std::string& rest, const std::string& top = "") {
  return "source: s\nformat: csv\n" + top + "events:\n  - {id: \"{n}\", event_time: 2026-03-02T10:00:00Z, " + rest +
         "}\n";
}

v1::ContactEvent One(const std::string& mapping, const std::vector<std::string>& header,
                     const std::vector<std::string_view>& cells) {
  return Only(MapCells(Load(mapping), header, cells));
}

std::string Part(const std::string& pattern, std::string_view text) {
  Pattern parsed;
  std::string error;
  EXPECT_TRUE(Pattern::Parse(pattern, true, parsed, error)) << error;
  std::string_view part;
  return parsed.Fits(text, part) ? std::string(part) : "no";
}

TEST(PatternTest, PartIsWhatStandsWithinTheBrackets) {
  EXPECT_EQ(Part("tel:(*)", "tel:+31612345678"), "+31612345678");
  EXPECT_EQ(Part("tel:(*)", "sip:x"), "no");
  EXPECT_EQ(Part("(+*)", "+31"), "+31");
  EXPECT_EQ(Part("(+*)", "0031"), "no");
  EXPECT_EQ(Part("*/agent/(*)", "arn:a/instance/i/agent/17"), "17");
  EXPECT_EQ(Part("(*)-*", "a-b-c"), "a");
  EXPECT_EQ(Part("*-(*)", "a-b-c"), "b-c");
  EXPECT_EQ(Part("<(*)>", "<>"), "");
  EXPECT_EQ(Part("a(*)a", "a"), "no");
}

TEST(PatternTest, BracketItselfIsWrittenTwice) {
  EXPECT_EQ(Part("/Date(((*)))/", "/Date(1772701500000)/"), "1772701500000");
  EXPECT_EQ(Part("/Date(((*)+*))/", "/Date(1772701500000+0100)/"), "1772701500000");
  EXPECT_EQ(Part("/Date(((*)))/", "1772701500000"), "no");
}

TEST(MappingValuesTest, FirstThatIsGivenCounts) {
  const std::string mapping = Csv("case_id: {value: [\"{a}\", \"x-{b}\", none]}, case_opened: {}");
  EXPECT_EQ(One(mapping, {"n", "a", "b"}, {"1", "A", "B"}).case_id(), "A");
  EXPECT_EQ(One(mapping, {"n", "a", "b"}, {"1", "", "B"}).case_id(), "x-B");
  EXPECT_EQ(One(mapping, {"n", "a", "b"}, {"1", "", ""}).case_id(), "none");
}

TEST(MappingValuesTest, WhatDoesNotFitThePatternIsNotGiven) {
  const std::string mapping =
      Csv("agent: {value: [\"{a}\", \"{b}\"], take: [\"SIP/(*)\", \"PJSIP/(*)\"]}, case_opened: {}");
  EXPECT_EQ(One(mapping, {"n", "a", "b"}, {"1", "NONE", "PJSIP/17"}).agent(), "17");
  EXPECT_EQ(One(mapping, {"n", "a", "b"}, {"1", "SIP/8", "PJSIP/17"}).agent(), "8");
  EXPECT_EQ(One(mapping, {"n", "a", "b"}, {"1", "x", "y"}).agent(), "");
}

TEST(MappingValuesTest, RequiredValueThatThePatternLeavesOutIsADeadLetter) {
  EXPECT_THAT(OnlyRefusal(MapCells(Load("source: s\nformat: csv\nevents:\n  - {id: {value: \"{n}\", take: \"x(*)\"}, "
                                        "event_time: 2026-03-02T10:00:00Z, case_opened: {}}\n"),
                                   {"n"}, {"1"})),
              HasSubstr("needs `id`: what was found is left out by `take` or `map`"));
}

TEST(MappingValuesTest, TableIsWrittenOnceAndUsedByName) {
  const std::string mapping = Csv("category: {value: \"{a}\", map: kinds, else: \"other/{a}\"}, case_opened: {}",
                                  "tables: {kinds: {L: leak}}\n");
  EXPECT_EQ(One(mapping, {"n", "a"}, {"1", "L"}).category(), "leak");
  EXPECT_EQ(One(mapping, {"n", "a"}, {"1", "Z"}).category(), "other/Z");
}

TEST(MappingValuesTest, SkipMakesNoEventOfWhatTheTableDoesNotKnow) {
  const auto mapping =
      Load(Csv("visit_cancelled: {by: {value: \"{a}\", map: {C: CUSTOMER}, else: skip}}") + "unmatched: dead\n");
  EXPECT_EQ(Only(MapCells(mapping, {"n", "a"}, {"1", "C"})).visit_cancelled().by(), v1::Party::CUSTOMER);
  EXPECT_THAT(OnlyRefusal(MapCells(mapping, {"n", "a"}, {"1", "X"})), HasSubstr("no event of the mapping fits"));
  EXPECT_EQ(Only(MapCells(mapping, {"n", "a"}, {"1", ""})).visit_cancelled().by(), v1::Party::UNSPECIFIED);
}

TEST(MappingValuesTest, OfAListTheFirstThatTheTableKnows) {
  const auto mapping = Load(
      "source: s\nformat: json\nevents:\n  - {id: \"{n}\", event_time: 2026-03-02T10:00:00Z, category: {value: "
      "\"{tags}\", "
      "map: {leak: plumbing/leak, heat: heating}, else: ignore}, case_opened: {}}\n");
  EXPECT_EQ(Only(MapObject(mapping, R"({"n":1,"tags":["x","heat","leak"]})")).category(), "heating");
  EXPECT_EQ(Only(MapObject(mapping, R"({"n":1,"tags":["x"]})")).category(), "");
}

TEST(MappingValuesTest, WhenOfAListHoldsIfItDoesForAnyElement) {
  const auto mapping = Load(
      "source: s\nformat: json\nevents:\n  - {when: {tags: {like: \"vip*\", not: test}}, id: \"{n}\", event_time: "
      "2026-03-02T10:00:00Z, case_opened: {}}\n");
  EXPECT_FALSE(MapObject(mapping, R"({"n":1,"tags":["a","vip-1"]})").ignored);
  EXPECT_TRUE(MapObject(mapping, R"({"n":1,"tags":["vip-1","test"]})").ignored);
  EXPECT_TRUE(MapObject(mapping, R"({"n":1,"tags":[]})").ignored);
  EXPECT_TRUE(MapObject(mapping, R"({"n":1})").ignored);
}

TEST(MappingValuesTest, LikeIsAboutTheWholeText) {
  const auto mapping = Load(Csv("when: {a: {like: [\"x.*.end\", \"y*\"]}}, case_opened: {}"));
  const auto fits = [&](std::string_view text) { return !MapCells(mapping, {"n", "a"}, {"1", text}).ignored; };
  EXPECT_TRUE(fits("x.1.end"));
  EXPECT_TRUE(fits("y"));
  EXPECT_FALSE(fits("x.1.end.more"));
  EXPECT_FALSE(fits("ax.1.end"));
}

TEST(MappingValuesTest, TimeOfAWholeNumberCountsSeconds) {
  const std::string mapping = Csv("revision: {value: \"{at}\", time: {layout: unix_ms}}, case_opened: {}");
  EXPECT_EQ(One(mapping, {"n", "at"}, {"1", "1772438890999"}).revision(), 1'772'438'890u);
  EXPECT_EQ(
      One(Csv("revision: {value: \"{at}\", time: {}}, case_opened: {}"), {"n", "at"}, {"1", "2026-03-02T08:08:10Z"})
          .revision(),
      1'772'438'890u);
  EXPECT_THAT(OnlyRefusal(MapCells(Load(mapping), {"n", "at"}, {"1", "soon"})),
              HasSubstr("needs `revision`: found 'soon', expected milliseconds since 1970-01-01"));
}

TEST(MappingValuesTest, WhatAllEventsHaveIsSaidOnce) {
  const std::string mapping =
      "source: s\nformat: csv\ncommon: {event_time: 2026-03-02T10:00:00Z, case_id: \"{c}\", team: all, when: {c: "
      "{present: "
      "true}}}\nevents:\n  - {id: \"{n}\", case_opened: {}}\n  - {id: \"{n}/2\", team: own, case_assigned: {}}\n";
  const Mapped mapped = MapCells(Load(mapping), {"n", "c"}, {"1", "K"});
  ASSERT_EQ(mapped.events.size(), 2u);
  EXPECT_EQ(mapped.events[0].case_id(), "K");
  EXPECT_EQ(mapped.events[0].team(), "all");
  EXPECT_EQ(mapped.events[1].team(), "own");
  EXPECT_TRUE(MapCells(Load(mapping), {"n", "c"}, {"1", ""}).ignored);
}

TEST(MappingValuesTest, RowByItselfNeedsTheColumnsOfTheMapping) {
  const auto record = [](const std::string& mapping, std::string_view text) {
    Mapped mapped;
    MapRecord(*Load(mapping), text, mapped);
    return mapped;
  };
  const std::string named = Csv("note: \"{a}\", case_opened: {}", "columns: [n, a]\n");
  EXPECT_EQ(Only(record(named, "1,\"x,y\"")).note(), "x,y");
  EXPECT_EQ(Only(record(named, "1,x\r\n")).note(), "x");
  EXPECT_THAT(OnlyRefusal(record(named, "1,x\n2,y")), HasSubstr("UNREADABLE expected one row, found several lines"));
  EXPECT_THAT(OnlyRefusal(record(named, "1,\"x")), HasSubstr("UNREADABLE a quote is opened and never closed"));
  EXPECT_THAT(OnlyRefusal(record(named, "1,\xFF")), HasSubstr("UNREADABLE expected UTF-8"));
  EXPECT_THAT(OnlyRefusal(record(Csv("case_opened: {}"), "1")),
              HasSubstr("expected a mapping that names its `columns`"));
}

TEST(MappingValuesTest, MistakesSayWhatWasExpected) {
  EXPECT_THAT(Mistakes(Csv("agent: {value: \"{a}\", take: \"SIP/*\"}, case_opened: {}")),
              HasSubstr("expected a text with one part in brackets, such as \"tel:(*)\", found 'SIP/*'"));
  EXPECT_THAT(Mistakes(Csv("category: {value: \"{a}\", map: kind}, case_opened: {}", "tables: {kinds: {L: leak}}\n")),
              HasSubstr("no table 'kind'; `tables` has kinds; did you mean 'kinds'?"));
  EXPECT_THAT(Mistakes(Csv("case_opened: {}", "common: {visit_missed: {}}\n")),
              HasSubstr("`visit_missed` is of one event, and cannot stand in `common`"));
  EXPECT_THAT(Mistakes(Csv("case_opened: {}", "columns: [m, o]\n")), HasSubstr("no column 'n' in `columns`"));
  EXPECT_THAT(Mistakes(Csv("case_opened: {}", "quotes: maybe\n")),
              HasSubstr("expected true or false as `quotes`, found 'maybe'"));
  EXPECT_THAT(Mistakes(Csv("each: {path: /x}, case_opened: {}")),
              HasSubstr("`each` is for json, and the format is csv"));
  EXPECT_THAT(Mistakes("source: s\nformat: json\nevents:\n  - {id: x, event_time: \"{/a/[b]/c}\", case_opened: {}}\n"),
              HasSubstr("'/a/[b]/c' is not a place in JSON: expected [member=text] as the step '[b]'"));
  EXPECT_THAT(Mistakes("source: s\nformat: json\nevents:\n  - {event: /data, case_opened: {}}\n"),
              HasSubstr("`event` brings its own payload, and this one has `case_opened` already"));
  // What all events have in common is told once, however many there are.
  const std::string twice = Mistakes(
      "source: s\nformat: json\ncommon: {channel: LETER}\nevents:\n  - {id: x, event_time: 2026-03-02T10:00:00Z, "
      "case_opened: {}}\n  - {id: y, event_time: 2026-03-02T10:00:00Z, case_opened: {}}\n");
  EXPECT_EQ(twice.find("did you mean 'LETTER'?"), twice.rfind("did you mean 'LETTER'?"));
}

}  // namespace
}  // namespace loopbreaker
