// Writes records that another log has, as they are there: with their time, their headers and their partition.
#pragma once

#include <atomic>
#include <memory>
#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "kafka/client.h"
#include "service/config.h"
#include "service/record.h"

namespace loopbreaker::kafka {

// One thread.
class TopicFiller {
 public:
  static absl::StatusOr<std::unique_ptr<TopicFiller>> Make(const ServiceConfig& config);

  // `topic`: with its prefix. `partition` below 0: by the key. Waits while the queue is full.
  absl::Status Write(const std::string& topic, std::int32_t partition, const InRecord& record);
  // Waits until the broker has everything, or an error says that it will not. Unavailable: not in a minute.
  absl::Status Finish();

 private:
  TopicFiller() = default;
  static void OnDelivery(rd_kafka_t* client, const rd_kafka_message_t* message, void* opaque);

  std::atomic<int> error_{0};  // librdkafka's, of the first record that was not written
  Client client_;
};

}  // namespace loopbreaker::kafka
