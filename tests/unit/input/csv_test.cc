#include "input/csv.h"

#include <gmock/gmock.h>

#include "input_case.h"

namespace loopbreaker {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;

std::vector<std::string> Cells(std::string_view record, char separator = ',') {
  CsvRecords records(separator);
  std::size_t length = 0;
  std::size_t next = 0;
  std::string problem;
  EXPECT_EQ(records.Find(record, true, length, next, problem), CsvRecords::Found::kRecord) << problem;
  std::vector<std::string_view> cells;
  records.Split(record.substr(0, length), cells);
  return {cells.begin(), cells.end()};
}

TEST(CsvRecordsTest, PlainCells) {
  EXPECT_THAT(Cells("a,b,,c\n"), ElementsAre("a", "b", "", "c"));
  EXPECT_THAT(Cells("a,b,\r\n"), ElementsAre("a", "b", ""));
  EXPECT_THAT(Cells("a;b,c", ';'), ElementsAre("a", "b,c"));
}

TEST(CsvRecordsTest, QuotedCells) {
  EXPECT_THAT(Cells("\"a,b\",c\n"), ElementsAre("a,b", "c"));
  EXPECT_THAT(Cells("\"\",\"\"\r\n"), ElementsAre("", ""));
  EXPECT_THAT(Cells("x,\"say \"\"no\"\"\",\"\"\"\"\n"), ElementsAre("x", "say \"no\"", "\""));
  EXPECT_THAT(Cells("\"two\r\nlines\",c\nnext"), ElementsAre("two\r\nlines", "c"));
  EXPECT_THAT(Cells("\"a\"\"b\",\"c\"\"d\""), ElementsAre("a\"b", "c\"d"));
}

TEST(CsvRecordsTest, QuoteWithinACellIsAByte) {
  EXPECT_THAT(Cells("5\" valve,b\"\n"), ElementsAre("5\" valve", "b\""));
}

// Whatever the cut, the record is found at the same place, or more is asked for.
TEST(CsvRecordsTest, RecordIsFoundWhereverABlockEnds) {
  const std::string text = "a,\"b\"\"\nc\",\"d\"\r\nnext";
  const CsvRecords records(',');
  for (std::size_t size = 0; size <= text.size(); ++size) {
    std::size_t length = 0;
    std::size_t next = 0;
    std::string problem;
    const CsvRecords::Found found = records.Find(std::string_view(text).substr(0, size), false, length, next, problem);
    if (size < 15) {
      EXPECT_EQ(found, CsvRecords::Found::kUnfinished) << size;
    } else {
      EXPECT_EQ(found, CsvRecords::Found::kRecord) << size;
      EXPECT_EQ(length, 13u);
      EXPECT_EQ(next, 15u);
    }
  }
}

const char kMapping[] = R"(
source: s
format: csv
events:
  - {id: "{id}", event_time: 2026-03-02T10:00:00Z, customer_id: c, note: "{text}", case_opened: {}}
)";

TEST(CsvFileTest, RowsBecomeEvents) {
  const Given given = ReadFile("e.csv", "\xEF\xBB\xBFid, text \r\na,\"x\ny\"\r\n\r\nb,z", MappingOf(kMapping));
  EXPECT_THAT(given.lines, ElementsAre("a", "b"));
  EXPECT_EQ(given.events[0].note(), "x\ny");
  EXPECT_THAT(ReadFile("e.csv.gz", Gzip("id,text\na,x\n"), MappingOf(kMapping)).lines, ElementsAre("a"));
  EXPECT_THAT(ReadFile("e.csv", "id,text\n", MappingOf(kMapping)).lines, ElementsAre());
}

TEST(CsvFileTest, SeparatorIsThatOfTheMapping) {
  EXPECT_THAT(
      ReadFile("e.csv", "id;text\na;x,y\n", MappingOf(std::string("separator: \";\"") + kMapping)).events[0].note(),
      "x,y");
}

TEST(CsvFileTest, FileWithoutAHeaderRowHasTheColumnsOfTheMapping) {
  const std::string mapping =
      "source: s\nformat: csv\nseparator: \"|\"\nquotes: false\ncolumns: [id, text, more]\nevents:\n  - {id: "
      "\"{id}\", event_time: 2026-03-02T10:00:00Z, note: \"{text}\", team: \"{more}\", case_opened: {}}\n";
  // Rows end where they have nothing more to say, or say more than the mapping needs; a quote is a character.
  const Given given = ReadFile("queue_log", "a|\"x|y\nb\nc|z|t|and|on\n", MappingOf(mapping));
  ASSERT_THAT(given.lines, ElementsAre("a", "b", "c"));
  EXPECT_EQ(given.events[0].note(), "\"x");
  EXPECT_EQ(given.events[0].team(), "y");
  EXPECT_EQ(given.events[1].note(), "");
  EXPECT_EQ(given.events[2].team(), "t");
}

TEST(CsvFileTest, DeadLettersNameTheLineWhereTheRowBegins) {
  const Given given = ReadFile("e.csv", "id,text\na,\"1\n2\"\n,x\nb\nc,\xFF\nd,\"x\"y\ne,z\n", MappingOf(kMapping));
  EXPECT_THAT(given.lines,
              ElementsAre("a", "dead 4 UNMAPPED", "dead 5 UNREADABLE", "dead 6 UNREADABLE", "dead 7 UNREADABLE", "e"));
  EXPECT_EQ(given.dead[0].raw, ",x");
  EXPECT_THAT(given.dead[1].detail, HasSubstr("a row of 1 cells, and the header has 2"));
  EXPECT_THAT(given.dead[2].detail, HasSubstr("UTF-8"));
  EXPECT_THAT(given.dead[3].detail, HasSubstr("behind a closing quote"));
}

TEST(CsvFileTest, QuoteThatIsNeverClosedCostsItsLineOnly) {
  EXPECT_THAT(ReadFile("e.csv", "id,text\na,\"x\nb,y\nc,z\n", MappingOf(kMapping)).lines,
              ElementsAre("dead 2 UNREADABLE", "b", "c"));
}

TEST(CsvFileTest, RecordAboveTheLimitIsADeadLetterAndReadingGoesOn) {
  const std::string large(2 * kEventBytesMax, 'x');
  const Given given = ReadFile("e.csv", "id,text\na," + large + "\nb,\"" + large + "\"\nc,z\n", MappingOf(kMapping));
  EXPECT_THAT(given.lines, ElementsAre("dead 2 UNREADABLE", "dead 3 UNREADABLE", "c"));
  EXPECT_EQ(given.dead[0].raw.size(), 64u * 1024);
}

TEST(CsvFileTest, TornStreamIsOneDeadLetterAndTheEnd) {
  std::string rows = "id,text\n";
  for (int i = 0; i < 50'000; ++i) rows += std::to_string(i * 7919) + ",\"x\"\n";
  const std::string packed = Gzip(rows);
  const Given given = ReadFile("e.csv.gz", packed.substr(0, packed.size() / 2), MappingOf(kMapping));
  EXPECT_GT(given.events.size(), 1000u);
  ASSERT_EQ(given.dead.size(), 1u);
  EXPECT_EQ(given.lines.back(), "dead " + std::to_string(given.events.size() + 2) + " UNREADABLE");
}

}  // namespace
}  // namespace loopbreaker
