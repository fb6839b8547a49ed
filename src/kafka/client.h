// librdkafka behind handles that free themselves, and its settings in layers. 2.0.2 and newer.
#pragma once

#include <librdkafka/rdkafka.h>

#include <chrono>
#include <cstdint>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "service/config.h"

namespace loopbreaker::kafka {

template <auto Free>
struct Freeing {
  template <typename T>
  void operator()(T* object) const {
    Free(object);
  }
};

// A consumer that was not closed is closed by being freed, which may take as long as the callbacks of a rebalance; a
// producer drops what was not flushed.
using Client = std::unique_ptr<rd_kafka_t, Freeing<rd_kafka_destroy>>;
using Conf = std::unique_ptr<rd_kafka_conf_t, Freeing<rd_kafka_conf_destroy>>;
using Partitions = std::unique_ptr<rd_kafka_topic_partition_list_t, Freeing<rd_kafka_topic_partition_list_destroy>>;
using TopicHandle = std::unique_ptr<rd_kafka_topic_t, Freeing<rd_kafka_topic_destroy>>;
using Message = std::unique_ptr<rd_kafka_message_t, Freeing<rd_kafka_message_destroy>>;
using Queue = std::unique_ptr<rd_kafka_queue_t, Freeing<rd_kafka_queue_destroy>>;
using Event = std::unique_ptr<rd_kafka_event_t, Freeing<rd_kafka_event_destroy>>;
using Error = std::unique_ptr<rd_kafka_error_t, Freeing<rd_kafka_error_destroy>>;
using AdminOptions = std::unique_ptr<rd_kafka_AdminOptions_t, Freeing<rd_kafka_AdminOptions_destroy>>;
using NewTopic = std::unique_ptr<rd_kafka_NewTopic_t, Freeing<rd_kafka_NewTopic_destroy>>;
using ConfigResource = std::unique_ptr<rd_kafka_ConfigResource_t, Freeing<rd_kafka_ConfigResource_destroy>>;

struct FreeMetadata {
  void operator()(const rd_kafka_metadata_t* metadata) const { rd_kafka_metadata_destroy(metadata); }
};
using Metadata = std::unique_ptr<const rd_kafka_metadata_t, FreeMetadata>;

// What a client is for, which decides where its settings start.
enum class Role {
  kConsumer,  // bounded queues, checksums, offsets stored and committed by us alone, from the earliest on
  kProducer,  // idempotent, acknowledged by all, bounded queue, lz4, records up to kRecordBytesMax
  kAdmin,     // topics and their settings
};

// The largest record that the service writes: a dead letter of 16 MiB with its headers.
inline constexpr std::int64_t kRecordBytesMax = 17 << 20;

// A member of a group that was not heard of for so long has left it.
inline constexpr std::chrono::milliseconds kSession{6000};

// From this version on `fetch.queue.backoff.ms` says how soon a consumer fetches again whose queue was full. Before,
// its thread sleeps for up to a second, however soon there is room again: a start read 20,000 records of a partition in
// one.
inline constexpr int kFetchesInTime = 0x020200ff;

// librdkafka's names and values.
using Settings = std::map<std::string, std::string>;

// Settings in three layers, each over the one before: those of the role; `kafka.properties` of the service; `own`, on
// which the caller's correctness rests (group.id, a session's length). librdkafka's messages go to the log of observe/.
// InvalidArgument: a property that librdkafka does not know or accept, by name and with the nearest; no value of a
// secret is in the message. Callbacks may be added to the result (rd_kafka_conf_set_rebalance_cb and its kin).
absl::StatusOr<Conf> MakeConf(const ServiceConfig& config, Role role, const Settings& own = {});

// Takes `conf` over. It connects in the background: a broker that is not there is no error here.
absl::StatusOr<Client> MakeClient(Role role, Conf conf);
// Both of the above.
absl::StatusOr<Client> MakeClient(const ServiceConfig& config, Role role, const Settings& own = {});

// Whether librdkafka knows and accepts every property of `kafka.properties`; without a connection.
absl::Status CheckProperties(const ServiceConfig& config);

// "WHAT: librdkafka's text": Unavailable when the broker cannot be reached or does not answer in time, PermissionDenied
// for what it does not allow, NotFound, else Internal. Ok for no error.
absl::Status StatusOf(std::string_view what, rd_kafka_resp_err_t error);
// The same of an error object, which may be null and which is freed. librdkafka's text of a fatal error says so.
absl::Status StatusOf(std::string_view what, rd_kafka_error_t* error);

// "ERR__TRANSPORT: Local: Broker transport failure", for logs and metrics.
std::string ErrorName(rd_kafka_resp_err_t error);

}  // namespace loopbreaker::kafka
