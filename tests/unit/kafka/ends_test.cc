#include "kafka/ends.h"

#include "gtest/gtest.h"

namespace loopbreaker::kafka {
namespace {

TEST(EndsTest, EndWhereReadingBeganIsBelieved) {
  Ends ends;
  ends.Begin("facts", 1, 532);
  EXPECT_TRUE(ends.Believe("facts", 1, 532));
  ends.Begin("facts", 2, -2);  // from the beginning of an empty log
  EXPECT_TRUE(ends.Believe("facts", 2, 0));
}

TEST(EndsTest, EndThatWasMetBeforeThePartitionWasTakenAnewIsNotBelieved) {
  Ends ends;
  ends.Begin("facts", 1, 0);
  ends.OnRecord("facts", 1, 531);
  ends.Begin("facts", 1, 532);
  EXPECT_FALSE(ends.Believe("facts", 1, 12393)) << "the records before it were dropped with the old assignment";
  EXPECT_EQ(ends.FromOf("facts", 1), 532);
  ends.OnRecord("facts", 1, 532);
  EXPECT_FALSE(ends.Believe("facts", 1, 12393)) << "most of the records before it are still to come";
  ends.OnRecord("facts", 1, 12392);
  EXPECT_TRUE(ends.Believe("facts", 1, 12393));
}

TEST(EndsTest, EndBehindAGapIsBelievedWhenItComesAgain) {
  Ends ends;
  ends.Begin("facts", 1, 532);
  EXPECT_FALSE(ends.Believe("facts", 1, 600));
  EXPECT_FALSE(ends.Believe("facts", 1, 600));
  EXPECT_TRUE(ends.Believe("facts", 1, 600));
}

TEST(EndsTest, PartitionsAndTopicsAreApart) {
  Ends ends;
  ends.Begin("facts", 1, 5);
  ends.Begin("loops", 1, 5);
  ends.OnRecord("facts", 1, 8);
  EXPECT_TRUE(ends.Believe("facts", 1, 9));
  EXPECT_FALSE(ends.Believe("loops", 1, 9));
}

}  // namespace
}  // namespace loopbreaker::kafka
