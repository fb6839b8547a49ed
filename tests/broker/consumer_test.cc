// Commits as owners make them: without waiting, and with an answer that may be an error. And a start, which reads much.
#include "kafka/consumer.h"

#include <thread>

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

// librdkafka up to 2.1 would fetch 20,000 records of a partition, and then sleep for the rest of a second.
TEST_F(ConsumerTest, PartitionIsReadAsFastAsItsRecordsAreTaken) {
  constexpr std::size_t kRecords = 200'000;
  TopicRecord one;
  one.key = "k";
  one.value = std::string(300, 'v');
  std::vector<TopicRecord> records(kRecords, one);
  ASSERT_TRUE(BrokerTopics(broker_->bootstrap()).ProduceAll(topic_, records).ok());
  ASSERT_TRUE(consumer_->Assign({{{topic_, 0}, 0}}).ok());
  const auto began = steady_clock::now();
  std::unique_ptr<ReadRecord> record;
  Consumer::End end;
  std::size_t read = 0;
  while (read < kRecords && steady_clock::now() - began < seconds{60}) {
    if (consumer_->Poll(std::chrono::milliseconds{50}, record, end) != Consumer::Polled::kRecord) continue;
    // As a reader does who has work to do: the client fills its queue meanwhile, and stops to fetch.
    if (++read % 10'000 == 1) std::this_thread::sleep_for(std::chrono::milliseconds{50});
  }
  EXPECT_EQ(read, kRecords);
  EXPECT_LT(steady_clock::now() - began, seconds{5});
}

}  // namespace
}  // namespace loopbreaker::kafka
