#include "service/silent_feeds.h"

#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace loopbreaker {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

// The default calendar: 9 to 17 in UTC, Monday to Friday.
const Instant kFriday16 = *ParseTime("2026-03-06T16:00:00Z");

std::vector<std::string> SilentAt(std::string_view now, Instant newest, const std::string& expected) {
  SourceConfig source;
  source.topic = "visits";
  source.expect_every = expected;
  std::vector<std::string> topics;
  for (const SilentFeed& feed : SilentFeedsOf(
           {source}, Calendar(), [&](const std::string&) { return newest; }, *ParseTime(now))) {
    topics.push_back(feed.topic);
  }
  return topics;
}

TEST(SilentFeedsTest, SilentForLongerThanIsExpected) {
  EXPECT_THAT(SilentAt("2026-03-06T17:00:00Z", kFriday16, "1h"), IsEmpty());
  EXPECT_THAT(SilentAt("2026-03-06T17:00:01Z", kFriday16, "1h"), ElementsAre("visits"));
}

TEST(SilentFeedsTest, NobodyIsExpectedOutsideBusinessHours) {
  EXPECT_THAT(SilentAt("2026-03-09T10:00:00Z", kFriday16, "2bh"), IsEmpty()) << "Monday morning";
  EXPECT_THAT(SilentAt("2026-03-09T10:00:01Z", kFriday16, "2bh"), ElementsAre("visits"));
}

TEST(SilentFeedsTest, OneThatHasNeverSaidAnythingIsSilent) {
  EXPECT_THAT(SilentAt("2026-03-06T17:00:00Z", Instant::min(), "1h"), ElementsAre("visits"));
}

TEST(SilentFeedsTest, OneOfWhichNothingIsExpectedIsNot) {
  EXPECT_THAT(SilentAt("2026-03-06T17:00:00Z", Instant::min(), ""), IsEmpty());
}

}  // namespace
}  // namespace loopbreaker
