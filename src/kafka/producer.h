// The service's producer: idempotent, and it knows which batch of work is acknowledged altogether.
#pragma once

#include <atomic>
#include <cstdint>
#include <map>
#include <memory>
#include <string>
#include <thread>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "absl/synchronization/mutex.h"
#include "kafka/client.h"
#include "kafka/service_metrics.h"
#include "service/config.h"
#include "service/record.h"

namespace loopbreaker::kafka {

// What was sent together, and how much of it is not acknowledged yet. Shared by the worker that sends and the thread
// that hears of acknowledgements.
struct Delivery {
  std::atomic<std::int64_t> pending{0};
  std::atomic<bool> failed{false};           // something will never be acknowledged
  std::atomic<int> refused{0};               // librdkafka's error, where that is for what was sent to a source
  std::atomic<std::int64_t> appended_ms{0};  // the broker's time of the newest acknowledgement
  bool done() const { return pending.load(std::memory_order_acquire) == 0; }
  // The broker has all of it.
  bool written() const { return done() && !failed.load(std::memory_order_relaxed); }
};

// Safe for concurrent use.
class Producer {
 public:
  // `writer` goes into the header lb_writer of every record of topics that have one owner a partition.
  // `metrics` outlive it.
  static absl::StatusOr<std::unique_ptr<Producer>> Make(const ServiceConfig& config, std::string writer,
                                                        ServiceMetrics& metrics);
  ~Producer();

  // Sends; waits while the queue is full, which is the backpressure. The delivery stays the caller's until it is done.
  void Send(const OutRecord& record, Delivery& delivery);

  // For what comes from outside and must not make anybody wait. False: there is no room now, and it is not sent.
  bool TrySend(const OutRecord& record, Delivery& delivery);
  // The same to the topic of a source of the configuration, whatever the record's own. What the broker refuses for what
  // it is (too large for that topic) fails alone.
  bool TrySendTo(const std::string& source, const OutRecord& record, Delivery& delivery);

  // Waits until everything sent is acknowledged, at most so long. False: it is not.
  bool Flush(std::chrono::milliseconds timeout);

  // Why something was not written and never will be by this client: what was sent since must be sent again by another,
  // from what is committed. Empty: all is well.
  std::string broken() const;
  const std::string& writer() const { return writer_; }

 private:
  Producer(const ServiceConfig& config, std::string writer, ServiceMetrics& metrics);
  static void OnDelivery(rd_kafka_t* client, const rd_kafka_message_t* message, void* opaque);
  static void OnError(rd_kafka_t* client, int error, const char* reason, void* opaque);
  void Break(const std::string& why);
  void CountAge(const rd_kafka_message_t* message);

  // A topic, which its callback is told about.
  struct Target {
    Producer* producer;
    std::string name;
    bool escalations;
    bool source;
    Counter* written;
    Counter* not_written;
    TopicHandle handle = nullptr;
  };
  // False: there is no room, and it was not to `wait`.
  bool Send(const Target& target, const OutRecord& record, bool with_writer, Delivery& delivery, bool wait);

  std::string writer_;
  ServiceMetrics& metrics_;
  Client client_;
  std::vector<Target> targets_;            // by Topic
  std::map<std::string, Target> sources_;  // by topic
  mutable absl::Mutex mutex_;
  std::string broken_ ABSL_GUARDED_BY(mutex_);
  std::atomic<bool> stopping_{false};
  std::thread poll_;
};

}  // namespace loopbreaker::kafka
