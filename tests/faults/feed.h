// Input that arrives while a fault run does its harm.
#pragma once

#include <chrono>
#include <string>
#include <thread>
#include <vector>

#include "support/broker_topics.h"

namespace loopbreaker {

class Feed {
 public:
  // Writes `records` to `topic` evenly over `over`, from a thread of its own. A broker that is away is waited for.
  Feed(const std::string& bootstrap, std::string topic, std::vector<TopicRecord> records, std::chrono::seconds over);
  ~Feed();
  // Waits until everything is acknowledged.
  absl::Status Finish();

 private:
  void Run(std::chrono::seconds over);

  BrokerTopics topics_;
  std::string topic_;
  std::vector<TopicRecord> records_;
  absl::Status status_;
  std::thread thread_;
};

}  // namespace loopbreaker
