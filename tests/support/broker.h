// A real Kafka for a test program, started by tests/broker/kafka and gone with the program. Starting takes two seconds
// or three: one broker for a program, a topic of its own for each test.
#pragma once

#include <filesystem>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"

namespace loopbreaker {

class Broker {
 public:
  // The one that LOOPBREAKER_TEST_KAFKA (a bootstrap list) names; where that is not set, a node of one's own.
  static absl::StatusOr<std::unique_ptr<Broker>> Connect();
  // 1 or 3 nodes of one's own, to be killed at will; ready when this returns. Unavailable with what the script said.
  static absl::StatusOr<std::unique_ptr<Broker>> Start(int nodes = 1);

  // Ends the nodes and forgets everything, as long as it is one's own.
  ~Broker();
  Broker(const Broker&) = delete;
  Broker& operator=(const Broker&) = delete;

  // host:port,host:port
  const std::string& bootstrap() const { return bootstrap_; }

  // Nodes count from 1. kill -9; returns when the process is gone.
  absl::Status KillNode(int node);
  // On the same port, with the same data; one that runs is stopped in good order first. Returns when it is ready.
  absl::Status RestartNode(int node);

 private:
  Broker(std::filesystem::path folder, std::string bootstrap, int nodes);
  absl::Status Own(std::string_view wish) const;

  std::filesystem::path folder_;  // empty: somebody else's broker
  std::string bootstrap_;
  int nodes_;
};

}  // namespace loopbreaker
