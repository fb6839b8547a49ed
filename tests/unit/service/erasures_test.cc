#include "service/erasures.h"

#include "event/timestamp.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace loopbreaker {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

Instant Day(int n) { return Instant{Days{20'000 + n}}; }

v1::Erasure Until(int day, bool objection = false) {
  v1::Erasure erasure;
  SetTime(Day(day), erasure.mutable_erased_before());
  erasure.set_objection(objection);
  return erasure;
}

TEST(ErasuresTest, WhatHappenedUpToThenIsErasedAndWhatCameLaterCounts) {
  Erasures erasures;
  erasures.Load("c1", Until(5));
  EXPECT_TRUE(erasures.Cover("c1", Day(5)));
  EXPECT_FALSE(erasures.Cover("c1", Day(5) + Nanos{1}));
  EXPECT_FALSE(erasures.Cover("c2", Day(1)));
}

TEST(ErasuresTest, WhoObjectsIsErasedForGoodUntilTheObjectionIsLifted) {
  Erasures erasures;
  erasures.Load("c1", Until(5, true));
  EXPECT_TRUE(erasures.Cover("c1", Day(9)));
  erasures.Load("c1", Until(3));
  EXPECT_FALSE(erasures.Cover("c1", Day(9)));
  EXPECT_TRUE(erasures.Cover("c1", Day(5))) << "what is gone stays gone";
}

TEST(ErasuresTest, EachRecordIsToldOnce) {
  Erasures erasures;
  erasures.Load("c1", Until(5));
  erasures.Load("c2", Until(5));
  EXPECT_THAT(erasures.From(0), ElementsAre("c1", "c2"));
  EXPECT_THAT(erasures.From(1), ElementsAre("c2"));
  EXPECT_THAT(erasures.From(2), IsEmpty());
}

}  // namespace
}  // namespace loopbreaker
