// Reads what is published, whole and on: for what is asked over HTTP, which any instance can answer.
#pragma once

#include <atomic>
#include <map>
#include <memory>
#include <thread>

#include "kafka/consumer.h"
#include "service/config.h"
#include "service/record.h"
#include "service/running_service.h"

namespace loopbreaker::kafka {

class PublishedReader final : public RunningService::Following {
 public:
  // Called in the reader's thread.
  using Handler = RunningService::Published;
  PublishedReader(const ServiceConfig& config, Handler handler) : config_(config), handler_(std::move(handler)) {}
  ~PublishedReader() override { Stop(); }

  absl::Status Start();
  void Stop();
  // What there was at the start has been read.
  bool loaded() const override { return loaded_.load(std::memory_order_acquire); }

 private:
  void Run();

  ServiceConfig config_;
  Handler handler_;
  std::map<TopicPartition, std::int64_t> offsets_;  // where it starts
  std::unique_ptr<Consumer> reader_;
  std::atomic<bool> loaded_{false};
  std::atomic<bool> stopping_{false};
  std::thread thread_;
};

}  // namespace loopbreaker::kafka
