#include "deliver/dispatcher.h"

#include <condition_variable>
#include <mutex>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "observe/log.h"

namespace loopbreaker {
namespace {

using testing::ElementsAre;

Instant Clock() { return std::chrono::time_point_cast<Nanos>(std::chrono::system_clock::now()); }

// Does as it is told for each receiver: "down" fails, "no" refuses, "slow" blocks until the end.
class FakeCarrier final : public Carrier {
 public:
  Carried Carry(const AlertReceiver& receiver, const Alert& alert, Instant /*now*/) override {
    std::unique_lock lock(mutex_);
    carried_.push_back(receiver.name + " " + alert.id);
    changed_.notify_all();
    if (receiver.name == "slow") {
      changed_.wait(lock, [this] { return stopped_; });
      return {Carried::How::kFailed, "stopped"};
    }
    if (receiver.name == "no") return {Carried::How::kRefused, "no"};
    if (receiver.name == "down" && failures_left_ > 0) {
      --failures_left_;
      return {Carried::How::kFailed, "down"};
    }
    return {};
  }
  void Stop() override {
    const std::scoped_lock lock(mutex_);
    stopped_ = true;
    changed_.notify_all();
  }
  void WaitForAttempts(std::size_t count) {
    std::unique_lock lock(mutex_);
    changed_.wait(lock, [&] { return carried_.size() >= count; });
  }

  std::mutex mutex_;
  std::condition_variable changed_;
  std::vector<std::string> carried_;
  int failures_left_ = 0;
  bool stopped_ = false;
};

class DispatcherTest : public testing::Test {
 protected:
  DispatcherTest() {
    SetLogSink([](std::string_view) {});
    std::vector<AlertReceiver> receivers;
    for (const char* name : {"good", "slow", "down", "no"}) {
      receivers.emplace_back();
      receivers.back().name = name;
    }
    const RetryQueue::Options options{.alerts_max = 3, .pause_first = Nanos(1), .pause_max = Nanos(1)};
    dispatcher_ =
        std::make_unique<Dispatcher>(receivers, carrier_, options, Clock, [this](Dispatcher::Outcome outcome) {
          const std::scoped_lock lock(mutex_);
          ended_.push_back(outcome.alert.id + (outcome.delivered ? "" : " dead: " + outcome.error));
          changed_.notify_all();
        });
  }
  ~DispatcherTest() override {
    dispatcher_->Stop();
    SetLogSink(nullptr);
  }
  void Send(const char* receiver, const char* id, Instant at = Clock()) {
    Alert alert;
    alert.receiver = receiver;
    alert.id = id;
    alert.at = at;
    dispatcher_->Send(std::move(alert));
  }
  std::vector<std::string> Ended(std::size_t count) {
    std::unique_lock lock(mutex_);
    changed_.wait(lock, [&] { return ended_.size() >= count; });
    return ended_;
  }
  Dispatcher::State StateOf(std::string_view receiver) const {
    for (const Dispatcher::State& state : dispatcher_->states()) {
      if (state.receiver == receiver) return state;
    }
    return {};
  }

  const std::shared_ptr<FakeCarrier> carrier_ = std::make_shared<FakeCarrier>();
  std::mutex mutex_;
  std::condition_variable changed_;
  std::vector<std::string> ended_;
  std::unique_ptr<Dispatcher> dispatcher_;
};

TEST_F(DispatcherTest, DeliversInOrder) {
  Send("good", "a");
  Send("good", "b");
  EXPECT_THAT(Ended(2), ElementsAre("a", "b"));
  EXPECT_EQ(StateOf("good").delivered, 2);
}

TEST_F(DispatcherTest, SlowReceiverHoldsUpNobody) {
  Send("slow", "s");
  carrier_->WaitForAttempts(1);
  for (const char* id : {"a", "b", "c"}) Send("good", id);
  EXPECT_THAT(Ended(3), ElementsAre("a", "b", "c"));
}

TEST_F(DispatcherTest, QueueOfASlowOneIsBoundedAndWhatHasNoRoomIsDead) {
  Send("slow", "s0");
  carrier_->WaitForAttempts(1);
  for (const char* id : {"s1", "s2", "s3"}) Send("slow", id);
  EXPECT_THAT(Ended(1), ElementsAre("s3 dead: too many wait already"));
  EXPECT_EQ(StateOf("slow").waiting, 3);
  EXPECT_EQ(StateOf("slow").dead, 1);
}

TEST_F(DispatcherTest, TriesAgainUntilItIsDelivered) {
  carrier_->failures_left_ = 5;
  Send("down", "a");
  EXPECT_THAT(Ended(1), ElementsAre("a"));
  EXPECT_EQ(StateOf("down").failures, 5);
  EXPECT_EQ(StateOf("down").last_error, "");
}

TEST_F(DispatcherTest, WhatIsTooOldOrRefusedIsDeadAndSeen) {
  carrier_->failures_left_ = 1'000'000;
  Send("down", "a", Clock() - hours(2));
  Send("no", "b");
  EXPECT_THAT(Ended(2), testing::UnorderedElementsAre("a dead: down", "b dead: no"));
  EXPECT_EQ(StateOf("down").dead, 1);
  EXPECT_EQ(StateOf("no").last_error, "no");
}

TEST_F(DispatcherTest, ReceiverThatThereIsNotIsSaid) {
  Send("nobody", "a");
  EXPECT_THAT(Ended(1), ElementsAre("a dead: there is no such receiver"));
}

TEST_F(DispatcherTest, WhatIsUnderWayAtTheStopIsNotReported) {
  Send("slow", "s");
  carrier_->WaitForAttempts(1);
  dispatcher_->Stop();
  const std::scoped_lock lock(mutex_);
  EXPECT_THAT(ended_, testing::IsEmpty());
}

}  // namespace
}  // namespace loopbreaker
