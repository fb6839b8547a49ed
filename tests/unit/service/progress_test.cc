#include "service/progress.h"

#include "gtest/gtest.h"

namespace loopbreaker {
namespace {

constexpr Instant kNow{seconds{1'772'445'600}};

TEST(CompletenessTest, NewestOfATopicIsThatOfAllItsPartitions) {
  Completeness completeness;
  completeness.Load("visits/0", kNow, kNow - hours(2));
  completeness.Load("visits/1", kNow, kNow - hours(1));
  completeness.Load("visits-old/0", kNow, kNow);
  EXPECT_EQ(completeness.NewestOfTopic("visits"), kNow - hours(1));
  EXPECT_EQ(completeness.NewestOf("visits/0"), kNow - hours(2));
  EXPECT_EQ(completeness.NewestOfTopic("calls"), Instant::min());
}

TEST(CompletenessTest, ReaderThatHasSeenNothingYetKnowsWhatTheOneBeforeSaw) {
  Completeness completeness;
  completeness.Load("visits/0", kNow, kNow);
  completeness.Load("visits/0", kNow + seconds(1));
  completeness.Load("visits/0", kNow + seconds(2), kNow - hours(1));
  EXPECT_EQ(completeness.NewestOf("visits/0"), kNow);
}

}  // namespace
}  // namespace loopbreaker
