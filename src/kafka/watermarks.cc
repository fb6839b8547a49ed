#include "kafka/watermarks.h"

namespace loopbreaker::kafka {

absl::StatusOr<std::unique_ptr<Watermarks>> Watermarks::Make(const ServiceConfig& config) {
  absl::StatusOr<std::unique_ptr<Consumer>> reader = Consumer::Reader(config, /*read_committed=*/false);
  if (!reader.ok()) return reader.status();
  return std::unique_ptr<Watermarks>(new Watermarks(*std::move(reader)));
}

Watermarks::Watermarks(std::unique_ptr<Consumer> reader) : reader_(std::move(reader)), thread_([this] { Run(); }) {}

Watermarks::~Watermarks() {
  {
    const absl::MutexLock lock(&mutex_);
    stopping_ = true;
  }
  thread_.join();
}

std::shared_ptr<const Watermarks::Answer> Watermarks::Ask(std::vector<TopicPartition> partitions) {
  auto answer = std::make_shared<Answer>();
  const absl::MutexLock lock(&mutex_);
  asked_.emplace_back(std::move(partitions), answer);
  return answer;
}

void Watermarks::Run() {
  for (;;) {
    decltype(asked_) asked;
    {
      const absl::MutexLock lock(&mutex_);
      mutex_.Await(absl::Condition(
          +[](Watermarks* self) ABSL_NO_THREAD_SAFETY_ANALYSIS { return self->stopping_ || !self->asked_.empty(); },
          this));
      if (stopping_) return;
      asked.swap(asked_);
    }
    for (auto& [partitions, answer] : asked) {
      answer->ends = reader_->HighWatermarks(partitions);
      answer->Notify();
    }
  }
}

}  // namespace loopbreaker::kafka
