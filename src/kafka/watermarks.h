// Asks where partitions end, of transactions that are still open too: behind what a reader of committed records sees.
//
// A client of its own, shared by all workers. Safe for concurrent use.
#pragma once

#include <map>
#include <memory>
#include <vector>

#include "absl/synchronization/mutex.h"
#include "kafka/consumer.h"

namespace loopbreaker::kafka {

class Watermarks {
 public:
  static absl::StatusOr<std::unique_ptr<Watermarks>> Make(const ServiceConfig& config);

  // The offset after the last record of each. Unavailable: not all could be asked for.
  absl::StatusOr<std::map<TopicPartition, std::int64_t>> Of(const std::vector<TopicPartition>& partitions);

  absl::StatusOr<std::string> ClusterId();

 private:
  explicit Watermarks(std::unique_ptr<Consumer> reader) : reader_(std::move(reader)) {}

  absl::Mutex mutex_;
  std::unique_ptr<Consumer> reader_ ABSL_GUARDED_BY(mutex_);
};

}  // namespace loopbreaker::kafka
