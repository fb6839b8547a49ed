// The harness itself: what a test writes to the broker is there to be read, also when the broker dies in between.
#include <algorithm>
#include <chrono>
#include <map>
#include <set>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "support/broker_fixture.h"
#include "support/broker_topics.h"

namespace loopbreaker {
namespace {

std::vector<TopicRecord> Numbered(int count, std::size_t value_bytes) {
  std::vector<TopicRecord> records;
  for (int i = 0; i < count; ++i) {
    TopicRecord& record = records.emplace_back();
    record.key = "customer-" + std::to_string(i % 97);
    record.value = std::to_string(i) + std::string(value_bytes, '.');
  }
  return records;
}

std::int64_t NowMs() {
  return std::chrono::duration_cast<std::chrono::milliseconds>(std::chrono::system_clock::now().time_since_epoch())
      .count();
}

// One broker for all tests that leave it alive.
class BrokerTest : public BrokerFixture {
 protected:
  // Nobody else's, also on a broker that outlives this program.
  static std::string Topic(const std::string& name) { return name + "-" + std::to_string(NowMs()); }
  static BrokerTopics Topics() { return BrokerTopics(broker_->bootstrap()); }
};

TEST_F(BrokerTest, EveryRecordIsReadAsItWasWritten) {
  const std::string topic = Topic("all");
  ASSERT_TRUE(Topics().Create(topic, 3).ok());
  std::vector<TopicRecord> written = Numbered(1000, 20);
  written[5].headers = {{"lb_writer", "one/1"}, {"lb_clock", "2026-07-01T00:00:00Z"}, {"lb_writer", ""}};
  written[7].value.reset();
  written[8].value = "";
  const absl::Status produced = Topics().ProduceAll(topic, written);
  ASSERT_TRUE(produced.ok()) << produced;

  const absl::StatusOr<std::vector<TopicRecord>> read = Topics().ReadToEnd(topic);
  ASSERT_TRUE(read.ok()) << read.status();
  ASSERT_EQ(read->size(), written.size());
  std::set<std::int32_t> partitions;
  std::map<std::pair<std::int32_t, std::int64_t>, const TopicRecord*> by_place;
  for (const TopicRecord& record : *read) {
    by_place[{record.partition, record.offset}] = &record;
    partitions.insert(record.partition);
  }
  EXPECT_THAT(partitions, testing::ElementsAre(0, 1, 2));
  for (const TopicRecord& record : written) {
    const auto it = by_place.find({record.partition, record.offset});
    ASSERT_NE(it, by_place.end()) << record.key;
    EXPECT_EQ(it->second->key, record.key);
    EXPECT_EQ(it->second->value, record.value);
    EXPECT_EQ(it->second->headers, record.headers);
  }
}

// The hash of the key is that of Java's clients; these numbers are theirs for three partitions.
TEST_F(BrokerTest, KeyGoesToThePartitionOfMurmur2) {
  const std::string topic = Topic("keys");
  ASSERT_TRUE(Topics().Create(topic, 3).ok());
  std::vector<TopicRecord> records(3);
  records[0].key = "foobar";
  records[1].key = "a-little-bit-long-string";
  records[2].key = "abc";
  for (TopicRecord& record : records) record.value = "";
  ASSERT_TRUE(Topics().ProduceAll(topic, records).ok());
  const auto partition_of = [](std::uint32_t hash) { return static_cast<std::int32_t>((hash & 0x7fffffff) % 3); };
  EXPECT_EQ(records[0].partition, partition_of(static_cast<std::uint32_t>(-790332482)));
  EXPECT_EQ(records[1].partition, partition_of(static_cast<std::uint32_t>(-985981536)));
  EXPECT_EQ(records[2].partition, partition_of(479470107));
}

TEST_F(BrokerTest, TenMebibytesPass) {
  const std::string topic = Topic("large");
  ASSERT_TRUE(Topics().Create(topic, 1).ok());
  std::vector<TopicRecord> records = Numbered(1, 10 << 20);
  const absl::Status produced = Topics().ProduceAll(topic, records);
  ASSERT_TRUE(produced.ok()) << produced;
  const absl::StatusOr<std::vector<TopicRecord>> read = Topics().ReadToEnd(topic);
  ASSERT_TRUE(read.ok()) << read.status();
  ASSERT_EQ(read->size(), 1u);
  EXPECT_EQ(read->front().value, records[0].value);
}

TEST_F(BrokerTest, EmptyTopicHasNoRecords) {
  const std::string topic = Topic("empty");
  ASSERT_TRUE(Topics().Create(topic, 2).ok());
  const absl::StatusOr<std::vector<TopicRecord>> read = Topics().ReadToEnd(topic, Isolation::kReadCommitted);
  ASSERT_TRUE(read.ok()) << read.status();
  EXPECT_TRUE(read->empty());
}

TEST_F(BrokerTest, TopicThatNobodyCreatedIsAnError) {
  EXPECT_FALSE(Topics().ReadToEnd(Topic("missing")).ok());
  std::vector<TopicRecord> records = Numbered(1, 1);
  EXPECT_FALSE(BrokerTopics(broker_->bootstrap(), 500).ProduceAll(Topic("missing"), records).ok());
}

// Of a topic whose records carry the broker's own times of arrival: each was read once, and some came after
// `killed_ms`.
void ExpectAllOnceAroundTheKill(BrokerTopics& topics, const std::string& topic, const std::vector<TopicRecord>& written,
                                std::int64_t killed_ms) {
  const absl::StatusOr<std::vector<TopicRecord>> read = topics.ReadToEnd(topic);
  ASSERT_TRUE(read.ok()) << read.status();
  std::map<std::string, int> times_read;
  std::size_t after = 0;
  for (const TopicRecord& record : *read) {
    ++times_read[*record.value];
    after += record.timestamp_ms > killed_ms ? 1 : 0;
  }
  EXPECT_GT(after, 0u) << "the node was killed too late to be missed";
  EXPECT_LT(after, written.size()) << "the node was killed too early";
  const auto others = std::count_if(written.begin(), written.end(), [&times_read](const TopicRecord& record) {
    return times_read[*record.value] != 1;
  });
  EXPECT_EQ(others, 0) << "records lost or doubled";
}

TEST(BrokerKillTest, NothingAcknowledgedIsLost) {
  const absl::StatusOr<std::unique_ptr<Broker>> broker = Broker::Start();
  ASSERT_TRUE(broker.ok()) << broker.status();
  BrokerTopics topics((*broker)->bootstrap());
  ASSERT_TRUE(topics.Create("survives", 3, {{"message.timestamp.type", "LogAppendTime"}}).ok());
  std::vector<TopicRecord> written = Numbered(50'000, 1000);
  std::int64_t killed_ms = 0;
  const absl::Status produced = topics.ProduceAll("survives", written, [&](std::size_t acknowledged) {
    if (acknowledged != 5000) return;
    EXPECT_TRUE((*broker)->KillNode(1).ok());
    killed_ms = NowMs();
    EXPECT_TRUE((*broker)->RestartNode(1).ok());
  });
  ASSERT_TRUE(produced.ok()) << produced;
  ExpectAllOnceAroundTheKill(topics, "survives", written, killed_ms);
}

TEST(BrokerKillTest, TwoOfThreeNodesGoOn) {
  const absl::StatusOr<std::unique_ptr<Broker>> broker = Broker::Start(3);
  ASSERT_TRUE(broker.ok()) << broker.status();
  BrokerTopics topics((*broker)->bootstrap());
  ASSERT_TRUE(topics.Create("survives", 3, {{"message.timestamp.type", "LogAppendTime"}}).ok());
  std::vector<TopicRecord> written = Numbered(50'000, 1000);
  std::int64_t killed_ms = 0;
  const absl::Status produced = topics.ProduceAll("survives", written, [&](std::size_t acknowledged) {
    if (acknowledged != 5000) return;
    EXPECT_TRUE((*broker)->KillNode(1).ok());  // of three partitions it leads one
    killed_ms = NowMs();
  });
  ASSERT_TRUE(produced.ok()) << produced;
  ExpectAllOnceAroundTheKill(topics, "survives", written, killed_ms);
}

}  // namespace
}  // namespace loopbreaker
