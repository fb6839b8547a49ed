// Commits as owners make them: without waiting, and with an answer that may be an error.
#include "kafka/consumer.h"

#include "gtest/gtest.h"
#include "support/broker_fixture.h"
#include "support/broker_topics.h"
#include "support/service_process.h"

namespace loopbreaker::kafka {
namespace {

using std::chrono::seconds;
using std::chrono::steady_clock;

class ConsumerTest : public BrokerFixture {
 protected:
  void SetUp() override {
    ASSERT_NO_FATAL_FAILURE(BrokerFixture::SetUp());
    ASSERT_TRUE(BrokerTopics(broker_->bootstrap()).Create(topic_, 1).ok());
    ServiceConfig config;
    config.brokers = broker_->bootstrap();
    config.group = topic_;
    auto consumer = Consumer::Reader(config, true);
    ASSERT_TRUE(consumer.ok()) << consumer.status();
    consumer_ = *std::move(consumer);
  }
  bool Accepted() {
    std::unique_ptr<ReadRecord> record;
    Consumer::End end;
    consumer_->Poll(std::chrono::milliseconds{50}, record, end);
    return consumer_->accepted_since() != steady_clock::time_point{};
  }

  std::string topic_ = "commits-" + std::to_string(steady_clock::now().time_since_epoch().count());
  std::unique_ptr<Consumer> consumer_;
};

TEST_F(ConsumerTest, CommitThatIsAcceptedSaysWhenItWasSent) {
  const auto before = steady_clock::now();
  consumer_->Commit({{{topic_, 0}, 0}});
  EXPECT_EQ(consumer_->accepted_since(), steady_clock::time_point{}) << "waited for the answer";
  ASSERT_TRUE(Eventually([this] { return Accepted(); }, seconds{30}));
  EXPECT_GE(consumer_->accepted_since(), before);
}

// As when the group goes on without this member: its commits are refused, and it lives on.
TEST_F(ConsumerTest, CommitThatIsRefusedIsNoLease) {
  consumer_->Commit({{{topic_ + "-missing", 0}, 0}});
  consumer_->Commit({{{topic_ + "-missing", 0}, 0}, {{topic_, 0}, 0}});
  for (int i = 0; i < 40; ++i) ASSERT_FALSE(Accepted());
  consumer_->Commit({{{topic_, 0}, 0}});
  EXPECT_TRUE(Eventually([this] { return Accepted(); }, seconds{30}));
}

}  // namespace
}  // namespace loopbreaker::kafka
