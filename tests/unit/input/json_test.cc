#include <gmock/gmock.h>

#include "input_case.h"

namespace loopbreaker {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;

TEST(JsonLinesTest, LinesBecomeEvents) {
  EXPECT_THAT(ReadFile("e.jsonl", EventLine("a") + "\n" + EventLine("b") + "\n").lines, ElementsAre("a", "b"));
  EXPECT_THAT(ReadFile("e.json", EventLine("a")).lines, ElementsAre("a"));
  EXPECT_THAT(ReadFile("e.ndjson", "").lines, ElementsAre());
}

TEST(JsonLinesTest, EmptyLinesAreSkippedAndCounted) {
  EXPECT_THAT(ReadFile("e.jsonl", "\n" + EventLine("a") + "\r\n\r\n \n{\n" + EventLine("b")).lines,
              ElementsAre("a", "dead 5 UNREADABLE", "b"));
}

TEST(JsonLinesTest, ByteOrderMarkIsSkipped) {
  EXPECT_THAT(ReadFile("e.jsonl", "\xEF\xBB\xBF" + EventLine("a")).lines, ElementsAre("a"));
}

TEST(JsonLinesTest, InvalidEventIsADeadLetterAsItCame) {
  const Given given = ReadFile("e.jsonl", "{\"id\":\"a\"}\n" + EventLine("b") + "\n");
  EXPECT_THAT(given.lines, ElementsAre("dead 1 INVALID", "b"));
  EXPECT_EQ(given.dead[0].raw, "{\"id\":\"a\"}");
  EXPECT_THAT(given.dead[0].file, HasSubstr("e.jsonl"));
}

TEST(JsonLinesTest, LineAboveTheLimitIsADeadLetterAndReadingGoesOn) {
  const std::string large = "{\"id\":\"" + std::string(3 * kEventBytesMax, 'x') + "\"}";
  const Given given = ReadFile("e.jsonl", EventLine("a") + "\n" + large + "\n" + EventLine("b") + "\n" + large);
  EXPECT_THAT(given.lines, ElementsAre("a", "dead 2 UNREADABLE", "b", "dead 4 UNREADABLE"));
  EXPECT_EQ(given.dead[0].raw, large.substr(0, 64 * 1024));
  EXPECT_EQ(given.dead[0].detail, "a line of 3145737 bytes, expected at most 1048576");
  EXPECT_EQ(given.dead[1].detail, given.dead[0].detail);
}

TEST(JsonLinesTest, LineAtTheLimitIsRead) {
  std::string line = EventLine("a");
  line.append(kEventBytesMax - line.size(), ' ');
  EXPECT_THAT(ReadFile("e.jsonl", line + "\n" + line + " \n").lines, ElementsAre("a", "dead 2 UNREADABLE"));
}

TEST(JsonLinesTest, LinesAcrossManyBlocks) {
  std::string text;
  for (int i = 0; i < 20'000; ++i) text += EventLine(std::to_string(i)) + "\n";
  const Given given = ReadFile("e.jsonl", text);
  ASSERT_EQ(given.lines.size(), 20'000u);
  EXPECT_EQ(given.lines.back(), "19999");
}

TEST(JsonLinesTest, UnknownFieldsAreCounted) {
  const TempFile file("e.jsonl",
                      R"({"id":"a","source":"s","eventTime":"2026-03-02T10:00:00Z","x":1,"caseOpened":{"y":2}})");
  std::string error;
  const auto reader = OpenEvents(file.path(), nullptr, error);
  EXPECT_THAT(ReadAll(*reader).lines, ElementsAre("a"));
  EXPECT_EQ(reader->unknown_fields(), 2u);
  EXPECT_EQ(reader->bytes_read(), reader->bytes_total());
}

TEST(JsonListTest, ElementsBecomeEventsWithTheirLine) {
  EXPECT_THAT(ReadFile("e.json", "\n[" + EventLine("a") + ",\n  " + EventLine("b") + " , 17, \"x]\"\n,\n{}]\n").lines,
              ElementsAre("a", "b", "dead 3 INVALID", "dead 3 INVALID", "dead 5 INVALID"));
  EXPECT_THAT(ReadFile("e.json", "[]").lines, ElementsAre());
}

TEST(JsonListTest, ListThatIsCutOffEndsWithADeadLetter) {
  EXPECT_THAT(ReadFile("e.json", "[" + EventLine("a")).lines, ElementsAre("a", "dead 1 UNREADABLE"));
  EXPECT_THAT(ReadFile("e.json", "[" + EventLine("a") + ",\n{\"id\":").lines, ElementsAre("a", "dead 2 UNREADABLE"));
  EXPECT_THAT(ReadFile("e.json", "[" + EventLine("a") + "]\n{}").lines, ElementsAre("a", "dead 2 UNREADABLE"));
}

TEST(JsonListTest, ElementAboveTheLimitIsADeadLetterAndReadingGoesOn) {
  const std::string large = "{\"id\":\"" + std::string(2 * kEventBytesMax, ']') + "\"}";
  EXPECT_THAT(ReadFile("e.json", "[" + large + ",\n" + EventLine("b") + "]").lines,
              ElementsAre("dead 1 UNREADABLE", "b"));
}

const char kEach[] = R"(
source: s
format: json
each: {path: /notes}
events:
  - {when: {/type: opened}, id: "{../id}/{/n}", event_time: 2026-03-02T10:00:00Z, case_opened: {}}
)";

TEST(MappedJsonTest, OneObjectALine) {
  const Given given = ReadFile("e.jsonl", R"({"id":"r","notes":[{"n":1,"type":"opened"},{"n":2,"type":"opened"}]}
{"id":"q","notes":[]}
{"id":"t","notes":[{"n":1,"type":"opened"}]})",
                               MappingOf(kEach));
  EXPECT_THAT(given.lines, ElementsAre("r/1", "r/2", "t/1"));
  EXPECT_EQ(given.ignored, 1u);
}

TEST(MappedJsonTest, OneDocumentOverSeveralLines) {
  EXPECT_THAT(ReadFile("e.json", "{\n \"id\": \"r\",\n \"notes\": [\n  {\"n\": 1, \"type\": \"opened\"}\n ]\n}\n",
                       MappingOf(kEach))
                  .lines,
              ElementsAre("r/1"));
}

TEST(MappedJsonTest, DocumentOfALineAboveTheLimitOfAnEvent) {
  std::string text = "{\"id\":\"r\",\"notes\":[";
  for (int i = 0; i < 40'000; ++i) text += "{\"n\":" + std::to_string(i) + ",\"type\":\"opened\"},";
  text.back() = ']';
  EXPECT_EQ(ReadFile("e.json", text + "}", MappingOf(kEach)).events.size(), 40'000u);
}

TEST(MappedJsonTest, OneListOfObjects) {
  EXPECT_THAT(ReadFile("e.json", "[\n{\"id\":\"r\",\"notes\":[{\"n\":1,\"type\":\"opened\"}]},\n{\"id\":\"q\"}\n]",
                       MappingOf(kEach))
                  .lines,
              ElementsAre("r/1", "dead 3 UNMAPPED"));
}

TEST(MappedJsonTest, CsvMappingLeavesJsonAsItIs) {
  const auto mapping =
      MappingOf("source: s\nformat: csv\nevents:\n  - {id: \"{id}\", event_time: \"{at}\", case_opened: {}}\n");
  EXPECT_THAT(ReadFile("e.jsonl", EventLine("a"), mapping).lines, ElementsAre("a"));
}

}  // namespace
}  // namespace loopbreaker
