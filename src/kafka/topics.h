// The topics that the service needs: what they must be, what the broker has, and making what is missing.
#pragma once

#include <chrono>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "kafka/client.h"
#include "service/config.h"

namespace loopbreaker::kafka {

struct TopicSpec {
  std::string name;                 // with its prefix
  int partitions = 0;               // 0: any number
  Settings settings = {};           // as Kafka names them
  bool is_source = false;           // somebody else's, who makes it
  std::string partitions_key = {};  // the key of service.yaml that says how many partitions; empty: always as many
};

// In the order of the contract's table: the sources first, then the topics of the service.
std::vector<TopicSpec> TopicsOf(const ServiceConfig& config);

// What the broker has of one topic.
struct TopicState {
  TopicSpec spec;
  bool exists = false;
  int partitions = 0;
  std::vector<std::string> errors;    // the service would not be right; each a sentence that names the topic
  std::vector<std::string> warnings;  // settings that are otherwise than we would have them
};

inline constexpr std::chrono::milliseconds kBrokerPatience = std::chrono::seconds(10);

// Blocking, with a client of its own. Unavailable: the broker cannot be reached, with its address and the reason;
// InvalidArgument: `kafka.properties`.
class TopicAdmin {
 public:
  static absl::StatusOr<TopicAdmin> Connect(const ServiceConfig& config,
                                            std::chrono::milliseconds patience = kBrokerPatience);

  // One state a spec, in their order. A topic that is not there is an error of its state.
  absl::StatusOr<std::vector<TopicState>> Describe(const std::vector<TopicSpec>& specs);
  // Returns when each has a leader for every partition. What is there already is left as it is.
  absl::Status Create(const std::vector<TopicSpec>& specs);

 private:
  TopicAdmin(const ServiceConfig& config, std::chrono::milliseconds patience);

  absl::StatusOr<Metadata> AllTopics();
  absl::Status DescribeSettings(std::vector<TopicState>& states);
  absl::StatusOr<Event> Wait(rd_kafka_event_type_t type, std::string_view what);
  absl::StatusOr<AdminOptions> Options(rd_kafka_admin_op_t operation);
  absl::Status Explained(absl::Status status);

  std::string brokers_;
  int replication_ = 0;
  std::chrono::milliseconds patience_;
  std::unique_ptr<std::string> last_error_;  // of the connection, as librdkafka told it
  Client client_;
  Queue answers_;
  std::vector<std::string> created_;  // by this one
};

// For the start of the service: Ok when every topic is there as TopicsOf says; FailedPrecondition with a line for each
// that is not; else as TopicAdmin. What is no more than a warning is logged.
absl::Status CheckTopics(const ServiceConfig& config, std::chrono::milliseconds patience = kBrokerPatience);

}  // namespace loopbreaker::kafka
