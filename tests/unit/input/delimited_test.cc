#include "input/delimited.h"

#include <gmock/gmock.h>

#include "input_case.h"

namespace loopbreaker {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;

std::string Record(const std::string& id) {
  v1::ContactEvent event;
  event.set_id(id);
  event.set_source("s");
  event.set_customer_id("c");
  event.mutable_event_time()->set_seconds(1'772'445'600);
  event.mutable_case_opened();
  std::string out;
  WriteDelimited(event, out);
  return out;
}

TEST(DelimitedTest, WrittenRecordsAreReadBack) {
  std::string bytes;
  std::vector<std::string> ids;
  for (int i = 0; i < 40'000; ++i) {
    ids.push_back(std::to_string(i) + std::string(static_cast<std::size_t>(i) % 150, 'x'));
    bytes += Record(ids.back());
  }
  EXPECT_EQ(ReadFile("e.pb", bytes).lines, ids);
  EXPECT_EQ(ReadFile("e.pb.gz", Gzip(bytes)).lines, ids);
  EXPECT_THAT(ReadFile("e.pb", "").lines, ElementsAre());
}

TEST(DelimitedTest, InvalidRecordIsADeadLetterWithItsNumber) {
  const std::string no_message("\x02\xFF\xFF", 3);
  const Given given = ReadFile("e.pb", Record("a") + no_message + Record("b") + std::string(1, '\0') + Record("c"));
  EXPECT_THAT(given.lines, ElementsAre("a", "dead 2 UNREADABLE", "b", "dead 4 INVALID", "c"));
  EXPECT_EQ(given.dead[0].raw, "\xFF\xFF");
}

TEST(DelimitedTest, CutRecordIsOneDeadLetterAndTheEnd) {
  const std::string whole = Record("a");
  const Given given = ReadFile("e.pb", whole + whole.substr(0, whole.size() - 3));
  EXPECT_THAT(given.lines, ElementsAre("a", "dead 2 UNREADABLE"));
  EXPECT_THAT(given.dead[0].detail, HasSubstr("is cut off after"));
  EXPECT_THAT(ReadFile("e.pb", whole + "\x80").lines, ElementsAre("a", "dead 2 UNREADABLE"));
}

TEST(DelimitedTest, BytesThatAreNoLengthEndTheFile) {
  EXPECT_THAT(ReadFile("e.pb", Record("a") + std::string(40, '\xFF') + Record("b")).lines,
              ElementsAre("a", "dead 2 UNREADABLE"));
}

TEST(DelimitedTest, RecordAboveTheLimitIsSkipped) {
  const std::string large = Record(std::string(3 * kEventBytesMax, 'x'));
  const Given given = ReadFile("e.pb", large + Record("b"));
  EXPECT_THAT(given.lines, ElementsAre("dead 1 UNREADABLE", "b"));
  EXPECT_EQ(given.dead[0].raw.size(), 64u * 1024);
  EXPECT_THAT(ReadFile("e.pb", large.substr(0, 2 * kEventBytesMax)).lines, ElementsAre("dead 1 UNREADABLE"));
}

}  // namespace
}  // namespace loopbreaker
