#include "alerts/retry_queue.h"

#include "gtest/gtest.h"

namespace loopbreaker {
namespace {

constexpr Instant kNow{seconds{1'772'445'600}};

class RetryQueueTest : public testing::Test {
 protected:
  static Alert Named(const char* id) {
    Alert alert;
    alert.id = id;
    alert.at = kNow;
    return alert;
  }
  RetryQueue queue_{{.alerts_max = 3}};
};

TEST_F(RetryQueueTest, EmptyOneHasNothingDue) {
  EXPECT_FALSE(queue_.due());
  queue_.Push(Named("a"));
  EXPECT_LE(*queue_.due(), kNow);
  EXPECT_EQ(queue_.OnDelivered(), RetryQueue::After::kDone);
  EXPECT_FALSE(queue_.due());
}

TEST_F(RetryQueueTest, PausesGrowToTheirEndAndAreForgottenOnceItAnswers) {
  queue_.Push(Named("a"));
  queue_.Push(Named("b"));
  Nanos pause{0};
  for (const int expected : {1, 2, 4, 8, 16, 32, 64, 128, 256, 300, 300}) {
    queue_.OnFailed(kNow);
    pause = *queue_.due() - kNow;
    EXPECT_EQ(pause, seconds(expected));
  }
  queue_.OnDelivered();
  EXPECT_LE(*queue_.due(), kNow);
  queue_.OnFailed(kNow);
  EXPECT_EQ(*queue_.due() - kNow, seconds(1));
}

TEST_F(RetryQueueTest, OneThatFailsGoesBehindTheOthers) {
  queue_.Push(Named("a"));
  queue_.Push(Named("b"));
  EXPECT_EQ(queue_.OnFailed(kNow), RetryQueue::After::kAgain);
  EXPECT_EQ(queue_.next().id, "b");
  queue_.OnDelivered();
  EXPECT_EQ(queue_.next().id, "a");
}

TEST_F(RetryQueueTest, OneThatIsTooOldIsGivenUp) {
  queue_.Push(Named("a"));
  EXPECT_EQ(queue_.OnFailed(kNow + minutes(59)), RetryQueue::After::kAgain);
  EXPECT_EQ(queue_.OnFailed(kNow + minutes(60)), RetryQueue::After::kGivenUp);
  EXPECT_EQ(queue_.size(), 0);
}

TEST_F(RetryQueueTest, OneThatIsRefusedIsGivenUpAtOnceAndTheNextGoes) {
  queue_.Push(Named("a"));
  queue_.Push(Named("b"));
  EXPECT_EQ(queue_.OnRefused(), RetryQueue::After::kGivenUp);
  EXPECT_EQ(queue_.next().id, "b");
  EXPECT_LE(*queue_.due(), kNow);
}

TEST_F(RetryQueueTest, HasRoomForSoMany) {
  for (const char* id : {"a", "b", "c"}) EXPECT_TRUE(queue_.Push(Named(id)));
  EXPECT_FALSE(queue_.Push(Named("d")));
}

}  // namespace
}  // namespace loopbreaker
