// The topics of the service on a real broker: told when missing, made, and told when otherwise than they must be.
#include "kafka/topics.h"

#include <algorithm>
#include <chrono>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "support/broker_fixture.h"
#include "support/broker_topics.h"

namespace loopbreaker {
namespace {

using testing::AllOf;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;

class TopicsTest : public BrokerFixture {
 protected:
  void SetUp() override {
    ASSERT_NO_FATAL_FAILURE(BrokerFixture::SetUp());
    config_.brokers = broker_->bootstrap();
    config_.instance = "test";
    // Nobody else's, also on a broker that outlives this program.
    config_.prefix = "t" + std::to_string(std::chrono::steady_clock::now().time_since_epoch().count()) + ".";
    config_.partitions = 3;
  }

  kafka::TopicAdmin Admin() {
    absl::StatusOr<kafka::TopicAdmin> admin = kafka::TopicAdmin::Connect(config_);
    EXPECT_TRUE(admin.ok()) << admin.status();
    return *std::move(admin);
  }
  void CreateAll() {
    const absl::Status status = Admin().Create(kafka::TopicsOf(config_));
    ASSERT_TRUE(status.ok()) << status;
  }
  std::string CheckText() {
    const absl::Status status = kafka::CheckTopics(config_);
    EXPECT_TRUE(status.ok() || status.code() == absl::StatusCode::kFailedPrecondition) << status;
    return std::string(status.message());
  }

  ServiceConfig config_;
};

TEST_F(TopicsTest, EachMissingTopicIsTold) {
  const std::string text = CheckText();
  EXPECT_THAT(text, AllOf(HasSubstr("topic '" + config_.prefix + "facts' is missing: expected 3 partitions"),
                          HasSubstr("topic '" + config_.prefix + "feedback' is missing: expected 1 partition;")));
  EXPECT_EQ(std::count(text.begin(), text.end(), '\n') + 1,
            static_cast<std::ptrdiff_t>(kafka::TopicsOf(config_).size()));
}

TEST_F(TopicsTest, WhatIsCreatedIsAsItMustBe) {
  CreateAll();
  const auto states = Admin().Describe(kafka::TopicsOf(config_));
  ASSERT_TRUE(states.ok()) << states.status();
  for (const kafka::TopicState& state : *states) {
    EXPECT_THAT(state.errors, IsEmpty());
    EXPECT_THAT(state.warnings, IsEmpty());
    EXPECT_EQ(state.partitions, state.spec.partitions) << state.spec.name;
  }
  CreateAll();  // once more is no error
  EXPECT_EQ(CheckText(), "");
}

TEST_F(TopicsTest, OtherNumberOfPartitionsIsTold) {
  CreateAll();
  config_.partitions = 4;
  EXPECT_THAT(CheckText(),
              AllOf(HasSubstr("facts' has 3 partitions, expected 4 (topics.partitions)"), Not(HasSubstr("feedback"))));
}

TEST_F(TopicsTest, OtherCleanupAndTimesAreTold) {
  BrokerTopics topics(broker_->bootstrap());
  ASSERT_TRUE(topics.Create(config_.prefix + "facts", 3).ok());
  ASSERT_TRUE(topics.Create(config_.prefix + "progress", 1, {{"cleanup.policy", "compact"}}).ok());
  CreateAll();
  EXPECT_THAT(CheckText(), AllOf(HasSubstr("facts' has cleanup.policy=delete, expected compact"),
                                 HasSubstr("progress' has message.timestamp.type=CreateTime, expected LogAppendTime")));
}

TEST_F(TopicsTest, TopicThatDoesNotTakeTheLargestRecordIsTold) {
  BrokerTopics topics(broker_->bootstrap());
  ASSERT_TRUE(topics.Create(config_.prefix + "dead-letters", 3, {{"max.message.bytes", "1000000"}}).ok());
  ASSERT_TRUE(
      topics.Create(config_.prefix + "parked", 3, {{"cleanup.policy", "compact"}, {"max.message.bytes", "900000000"}})
          .ok());
  CreateAll();
  EXPECT_THAT(CheckText(), AllOf(HasSubstr("dead-letters' has max.message.bytes=1000000, expected 17825792"),
                                 Not(HasSubstr("parked"))));
}

TEST_F(TopicsTest, MissingSourceIsNotOursToMake) {
  CreateAll();
  config_.sources.resize(1);
  config_.sources[0].topic = config_.prefix + "contacts";
  EXPECT_THAT(CheckText(), AllOf(HasSubstr("contacts' is missing"), HasSubstr("it is a source")));
  ASSERT_TRUE(BrokerTopics(broker_->bootstrap()).Create(config_.prefix + "contacts", 7).ok());
  EXPECT_EQ(CheckText(), "");
}

}  // namespace
}  // namespace loopbreaker
