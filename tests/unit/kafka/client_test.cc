#include "kafka/client.h"

#include <array>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "kafka/topics.h"

namespace loopbreaker::kafka {
namespace {

using testing::AllOf;
using testing::HasSubstr;

ServiceConfig Config() {
  ServiceConfig config;
  config.brokers = "127.0.0.1:1";
  config.instance = "a";
  return config;
}

std::string ValueOf(const Conf& conf, const char* name) {
  std::array<char, 512> value{};
  std::size_t size = value.size();
  EXPECT_EQ(rd_kafka_conf_get(conf.get(), name, value.data(), &size), RD_KAFKA_CONF_OK) << name;
  return value.data();
}

TEST(ClientTest, PropertiesAreOverThoseOfTheRoleAndUnderThoseOfTheCaller) {
  ServiceConfig config = Config();
  config.properties = {{"queued.max.messages.kbytes", "1000"}, {"session.timeout.ms", "9000"}};
  const auto conf = MakeConf(config, Role::kConsumer, {{"session.timeout.ms", "7000"}, {"group.id", "g.link"}});
  ASSERT_TRUE(conf.ok()) << conf.status();
  EXPECT_EQ(ValueOf(*conf, "queued.max.messages.kbytes"), "1000");
  EXPECT_EQ(ValueOf(*conf, "session.timeout.ms"), "7000");
  EXPECT_EQ(ValueOf(*conf, "group.id"), "g.link");
  EXPECT_EQ(ValueOf(*conf, "enable.auto.commit"), "false");
  EXPECT_EQ(ValueOf(*conf, "bootstrap.servers"), "127.0.0.1:1");
}

TEST(ClientTest, EveryRoleMakesAClient) {
  EXPECT_TRUE(MakeClient(Config(), Role::kConsumer, {{"group.id", "g"}}).ok());
  EXPECT_TRUE(MakeClient(Config(), Role::kProducer).ok());
  EXPECT_TRUE(MakeClient(Config(), Role::kAdmin).ok());
}

TEST(ClientTest, UnknownPropertyIsToldWithTheNearest) {
  ServiceConfig config = Config();
  config.properties = {{"linger.msec", "1"}};
  const absl::Status status = CheckProperties(config);
  EXPECT_EQ(status.code(), absl::StatusCode::kInvalidArgument);
  EXPECT_THAT(std::string(status.message()), AllOf(HasSubstr("'linger.msec'"), HasSubstr("did you mean 'linger.ms'?")));
}

TEST(ClientTest, WrongValueIsTold) {
  ServiceConfig config = Config();
  config.properties = {{"security.protocol", "loud"}};
  EXPECT_THAT(std::string(CheckProperties(config).message()), HasSubstr("loud"));
}

TEST(ClientTest, BrokerThatIsNotThereIsUnavailableAndSaysWhy) {
  const absl::Status status = CheckTopics(Config(), std::chrono::milliseconds(300));
  EXPECT_EQ(status.code(), absl::StatusCode::kUnavailable) << status;
  EXPECT_THAT(std::string(status.message()), AllOf(HasSubstr("'127.0.0.1:1'"), HasSubstr("Connection refused")));
}

TEST(StatusOfTest, CodeSaysWhatMayBeDone) {
  EXPECT_TRUE(StatusOf("x", RD_KAFKA_RESP_ERR_NO_ERROR).ok());
  EXPECT_EQ(StatusOf("x", RD_KAFKA_RESP_ERR__TRANSPORT).code(), absl::StatusCode::kUnavailable);
  EXPECT_EQ(StatusOf("x", RD_KAFKA_RESP_ERR_TOPIC_AUTHORIZATION_FAILED).code(), absl::StatusCode::kPermissionDenied);
  EXPECT_EQ(StatusOf("x", RD_KAFKA_RESP_ERR_UNKNOWN_TOPIC_OR_PART).code(), absl::StatusCode::kNotFound);
  EXPECT_TRUE(StatusOf("x", static_cast<rd_kafka_error_t*>(nullptr)).ok());
  EXPECT_EQ(ErrorName(RD_KAFKA_RESP_ERR__TRANSPORT), "ERR__TRANSPORT: Local: Broker transport failure");
}

}  // namespace
}  // namespace loopbreaker::kafka
