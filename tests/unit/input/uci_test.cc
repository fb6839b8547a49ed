// The mapping of the UCI incident log, on rows of it and on the excerpt.
#include <gmock/gmock.h>

#include <map>
#include <sstream>

#include "input_case.h"

namespace loopbreaker {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Pair;

std::string TextOf(const std::string& path) {
  std::ifstream file(LOOPBREAKER_SOURCE_DIR "/" + path);
  std::stringstream text;
  text << file.rdbuf();
  return text.str();
}

const char kHeader[] =
    "number,incident_state,reopen_count,sys_mod_count,caller_id,opened_at,sys_updated_at,category,assignment_group,"
    "assigned_to,closed_code\n";

Given ReadRows(const std::string& rows) {
  return ReadFile("u.csv", kHeader + rows, MappingOf(TextOf("mappings/uci_incidents.yaml")));
}

std::string Kind(const v1::ContactEvent& event) {
  const auto* what = event.GetDescriptor()->FindOneofByName("what");
  return event.GetReflection()->GetOneofFieldDescriptor(event, what)->name();
}

TEST(UciMappingTest, FirstRowOpensTheCaseWhenItWasOpened) {
  const Given given = ReadRows("INC1,New,0,0,Caller 2,29/2/2016 01:16,29/2/2016 01:23,Category 5,Group 6,?,code 5\n");
  ASSERT_THAT(given.lines, ElementsAre("INC1/0/opened"));
  const v1::ContactEvent& event = given.events[0];
  EXPECT_EQ(event.source(), "servicenow");
  EXPECT_EQ(event.event_time().seconds(), 1'456'708'560);  // 2016-02-29T01:16:00Z
  EXPECT_EQ(event.customer_id(), "Caller 2");
  EXPECT_EQ(event.case_id(), "INC1");
  EXPECT_EQ(event.category(), "Category 5");
  EXPECT_EQ(event.team(), "Group 6");
  EXPECT_EQ(event.agent(), "");
  EXPECT_TRUE(event.has_case_opened());
}

TEST(UciMappingTest, FirstRowThatIsResolvedIsTwoEvents) {
  const Given given = ReadRows("INC1,Resolved,0,0,Caller 2,29/2/2016 01:16,29/2/2016 01:23,?,?,Resolver 1,code 5\n");
  ASSERT_THAT(given.lines, ElementsAre("INC1/0/opened", "INC1/0/resolved"));
  EXPECT_EQ(given.events[1].event_time().seconds(), 1'456'708'980);  // 2016-02-29T01:23:00Z
  EXPECT_EQ(given.events[1].case_resolved().resolution(), "code 5");
  EXPECT_EQ(given.events[1].agent(), "Resolver 1");
  EXPECT_EQ(given.events[1].category(), "");
}

TEST(UciMappingTest, ActiveIsReopenedOrTheEndOfAWait) {
  const Given given = ReadRows(
      "INC1,Active,0,3,Caller 2,29/2/2016 01:16,1/3/2016 01:23,?,?,?,?\n"
      "INC1,Active,2,4,Caller 2,29/2/2016 01:16,1/3/2016 01:24,?,?,?,?\n");
  ASSERT_THAT(given.lines, ElementsAre("INC1/3/active", "INC1/4/reopened"));
  EXPECT_TRUE(given.events[0].has_wait_ended());
  EXPECT_TRUE(given.events[1].has_case_reopened());
}

TEST(UciMappingTest, AwaitingIsAWaitOnWhomItNames) {
  const Given given = ReadRows(
      "INC1,Awaiting User Info,0,3,Caller 2,29/2/2016 01:16,1/3/2016 01:23,?,?,?,?\n"
      "INC1,Awaiting Vendor,0,4,Caller 2,29/2/2016 01:16,1/3/2016 01:23,?,?,?,?\n"
      "INC1,Awaiting Problem,0,5,Caller 2,29/2/2016 01:16,1/3/2016 01:23,?,?,?,?\n"
      "INC1,Awaiting Evidence,0,6,Caller 2,29/2/2016 01:16,1/3/2016 01:23,?,?,?,?\n");
  ASSERT_THAT(given.lines, ElementsAre("INC1/3/waits", "INC1/4/waits", "INC1/5/waits", "INC1/6/waits"));
  EXPECT_EQ(given.events[0].wait_started().on(), v1::WaitsOn::CUSTOMER);
  for (int i : {1, 2, 3})
    EXPECT_EQ(given.events[static_cast<std::size_t>(i)].wait_started().on(), v1::WaitsOn::THIRD_PARTY);
}

TEST(UciMappingTest, OtherStatesAreIgnored) {
  const Given given = ReadRows(
      "INC1,New,0,1,Caller 2,29/2/2016 01:16,1/3/2016 01:23,?,?,?,?\n"
      "INC1,Closed,0,7,Caller 2,29/2/2016 01:16,1/3/2016 01:23,?,?,?,?\n"
      "INC1,-100,0,8,Caller 2,29/2/2016 01:16,1/3/2016 01:23,?,?,?,?\n");
  EXPECT_THAT(given.lines, IsEmpty());
  EXPECT_EQ(given.ignored, 3u);
}

TEST(UciMappingTest, RowWithoutItsTimeIsADeadLetter) {
  const Given given = ReadRows("INC1,Resolved,0,2,Caller 2,29/2/2016 01:16,?,?,?,?,?\n");
  ASSERT_THAT(given.lines, ElementsAre("dead 2 UNMAPPED"));
  EXPECT_THAT(given.dead[0].detail, HasSubstr("`event_time`: column 'sys_updated_at' has no value"));
}

TEST(UciMappingTest, ExcerptReadsWithoutADeadLetter) {
  std::string error;
  const auto reader = OpenEvents(LOOPBREAKER_SOURCE_DIR "/examples/uci/incidents_excerpt.csv",
                                 MappingOf(TextOf("mappings/uci_incidents.yaml")), error);
  ASSERT_NE(reader, nullptr) << error;
  const Given given = ReadAll(*reader);
  EXPECT_THAT(given.dead, IsEmpty());
  std::map<std::string, int> kinds;
  for (const v1::ContactEvent& event : given.events) ++kinds[Kind(event)];
  EXPECT_THAT(kinds, ElementsAre(Pair("case_opened", 289), Pair("case_reopened", 66), Pair("case_resolved", 311),
                                 Pair("wait_ended", 424), Pair("wait_started", 200)));
}

}  // namespace
}  // namespace loopbreaker
