#include "service/waiting_events.h"

#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace loopbreaker {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

Instant Hour(int n) { return Instant{Days{20'000}} + hours{n}; }

class WaitingEventsTest : public testing::Test {
 protected:
  WaitingEventsTest() {
    waiting_.Put("a", Hour(1)).partition = 1;
    waiting_.Put("b", Hour(2)).partition = 2;
    waiting_.Put("c", Hour(3)).partition = 1;
  }
  std::set<std::string> Touched() { return waiting_.TakeTouched(Hour(0)); }

  WaitingEvents waiting_;
};

TEST_F(WaitingEventsTest, WhatIsNewIsLookedAtOnce) {
  EXPECT_THAT(Touched(), ElementsAre("a", "b", "c"));
  EXPECT_THAT(Touched(), IsEmpty());
  waiting_.Put("b", Hour(5));
  EXPECT_THAT(Touched(), ElementsAre("b"));
}

TEST_F(WaitingEventsTest, ChangeConcernsWhatRestsOnIt) {
  Touched();
  waiting_.SetRestsOn("a", {7, 8, 7});
  waiting_.SetRestsOn("b", {8});
  waiting_.Touch({7});
  EXPECT_THAT(Touched(), ElementsAre("a"));
  waiting_.Touch({8, 9});
  EXPECT_THAT(Touched(), ElementsAre("a", "b"));
  waiting_.SetRestsOn("a", {9});
  waiting_.Touch({7, 8});
  EXPECT_THAT(Touched(), ElementsAre("b"));
  waiting_.TouchAll();
  EXPECT_THAT(Touched(), ElementsAre("a", "b", "c"));
}

TEST_F(WaitingEventsTest, WhatHasWaitedIsLookedAtUntilItIsRemoved) {
  Touched();
  EXPECT_THAT(waiting_.TakeTouched(Hour(2)), ElementsAre("a", "b"));
  EXPECT_THAT(waiting_.TakeTouched(Hour(2)), ElementsAre("a", "b"));
  waiting_.Put("a", Hour(4));  // parked anew
  Touched();
  EXPECT_THAT(waiting_.TakeTouched(Hour(2)), ElementsAre("b"));
}

TEST_F(WaitingEventsTest, NothingIsLeftOfWhatIsRemoved) {
  waiting_.SetRestsOn("a", {7});
  waiting_.SetRestsOn("b", {7});
  waiting_.Remove("a");
  waiting_.Remove("nobody");
  EXPECT_EQ(waiting_.Find("a"), nullptr);
  waiting_.RemovePartition(1);
  EXPECT_EQ(waiting_.size(), 1u);
  waiting_.Touch({7});
  EXPECT_THAT(waiting_.TakeTouched(Hour(9)), ElementsAre("b"));
}

}  // namespace
}  // namespace loopbreaker
