// The service's producer: idempotent, and it knows which batch of work is acknowledged altogether.
#pragma once

#include <atomic>
#include <cstdint>
#include <memory>
#include <string>
#include <thread>

#include "absl/container/flat_hash_map.h"
#include "absl/synchronization/mutex.h"
#include "kafka/client.h"
#include "service/config.h"
#include "service/record.h"

namespace loopbreaker::kafka {

// What was sent together, and how much of it is not acknowledged yet. Shared by the worker that sends and the thread
// that hears of acknowledgements.
struct Delivery {
  std::atomic<std::int64_t> pending{0};
  std::atomic<bool> failed{false};           // something will never be acknowledged
  std::atomic<std::int64_t> appended_ms{0};  // the broker's time of the newest acknowledgement
  bool done() const { return pending.load(std::memory_order_acquire) == 0; }
};

// Safe for concurrent use.
class Producer {
 public:
  // `writer` goes into the header lb_writer of every record of topics that have one owner a partition.
  static absl::StatusOr<std::unique_ptr<Producer>> Make(const ServiceConfig& config, std::string writer);
  ~Producer();

  // Sends; waits while the queue is full, which is the backpressure. The delivery stays the caller's until it is done.
  void Send(const OutRecord& record, Delivery& delivery);

  // The same to a topic that is not ours, any partition: a source.
  void SendTo(const std::string& topic, std::string_view value, const Headers& headers, Delivery& delivery);

  // Waits until everything sent is acknowledged, at most so long. False: it is not.
  bool Flush(std::chrono::milliseconds timeout);

  // An error after which this client is of no use. Empty: none.
  std::string fatal() const;
  const std::string& writer() const { return writer_; }

 private:
  Producer(const ServiceConfig& config, std::string writer);
  static void OnDelivery(rd_kafka_t* client, const rd_kafka_message_t* message, void* opaque);
  static void OnError(rd_kafka_t* client, int error, const char* reason, void* opaque);
  rd_kafka_topic_t* TopicOf(Topic topic);
  // Frees the headers.
  void Send(rd_kafka_topic_t* topic, std::int32_t partition, std::string_view key,
            std::optional<std::string_view> value, rd_kafka_headers_t* headers, Delivery& delivery);

  ServiceConfig config_;
  std::string writer_;
  Client client_;
  std::vector<TopicHandle> topics_;  // by Topic
  absl::Mutex mutex_;
  std::string fatal_ ABSL_GUARDED_BY(mutex_);
  std::atomic<bool> stopping_{false};
  std::thread poll_;
};

}  // namespace loopbreaker::kafka
