#include "kafka/watermarks.h"

namespace loopbreaker::kafka {

absl::StatusOr<std::unique_ptr<Watermarks>> Watermarks::Make(const ServiceConfig& config) {
  absl::StatusOr<std::unique_ptr<Consumer>> reader = Consumer::Reader(config, /*read_committed=*/false);
  if (!reader.ok()) return reader.status();
  return std::unique_ptr<Watermarks>(new Watermarks(*std::move(reader)));
}

absl::StatusOr<std::map<TopicPartition, std::int64_t>> Watermarks::Of(const std::vector<TopicPartition>& partitions) {
  const absl::MutexLock lock(&mutex_);
  return reader_->HighWatermarks(partitions);
}

absl::StatusOr<std::string> Watermarks::ClusterId() {
  const absl::MutexLock lock(&mutex_);
  return reader_->ClusterId();
}

}  // namespace loopbreaker::kafka
