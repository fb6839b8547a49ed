// Asks where partitions end, of transactions that are still open too: behind what a reader of committed records sees.
//
// A client and a thread of its own, shared by all workers: none of them stands still while the broker answers. Safe for
// concurrent use.
#pragma once

#include <map>
#include <memory>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include "absl/synchronization/mutex.h"
#include "absl/synchronization/notification.h"
#include "kafka/consumer.h"

namespace loopbreaker::kafka {

class Watermarks {
 public:
  // `ends` may be read when the notification has come.
  struct Answer : absl::Notification {
    // The offset after the last record of each. Unavailable: not all could be asked for.
    absl::StatusOr<std::map<TopicPartition, std::int64_t>> ends;
  };

  static absl::StatusOr<std::unique_ptr<Watermarks>> Make(const ServiceConfig& config);
  // What is still asked gets no answer.
  ~Watermarks();

  // Asks where they end; they are asked for after the call.
  std::shared_ptr<const Answer> Ask(std::vector<TopicPartition> partitions);

  absl::StatusOr<std::string> ClusterId() { return reader_->ClusterId(); }

 private:
  explicit Watermarks(std::unique_ptr<Consumer> reader);
  void Run();

  const std::unique_ptr<Consumer> reader_;
  absl::Mutex mutex_;
  bool stopping_ ABSL_GUARDED_BY(mutex_) = false;
  std::vector<std::pair<std::vector<TopicPartition>, std::shared_ptr<Answer>>> asked_ ABSL_GUARDED_BY(mutex_);
  std::thread thread_;
};

}  // namespace loopbreaker::kafka
