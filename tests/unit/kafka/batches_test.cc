#include "kafka/batches.h"

#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace loopbreaker::kafka {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;
using testing::Pair;

const TopicPartition kPartition{"source", 0};

TEST(BatchesTest, CommitsUpToTheFirstBatchThatIsNotAcknowledged) {
  Batches batches;
  Delivery& first = batches.current();
  first.pending = 1;
  batches.Cut({{kPartition, 10}});
  batches.Cut({{kPartition, 20}});
  EXPECT_THAT(batches.Acknowledged(), IsEmpty());
  first.pending = 0;
  EXPECT_THAT(batches.Acknowledged(), ElementsAre(Pair(kPartition, 20)));
}

TEST(BatchesTest, WhatTheBrokerRefusedIsNeverCommittedNorWhatCameAfterIt) {
  Batches batches;
  batches.Cut({{kPartition, 10}});
  batches.current().failed = true;
  batches.Cut({{kPartition, 20}});
  batches.Cut({{kPartition, 30}});
  EXPECT_THAT(batches.Acknowledged(), ElementsAre(Pair(kPartition, 10)));
  EXPECT_THAT(batches.Acknowledged(), IsEmpty());
  EXPECT_EQ(batches.acknowledged(), 1u);
}

}  // namespace
}  // namespace loopbreaker::kafka
