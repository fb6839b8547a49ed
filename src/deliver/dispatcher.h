// Alerts on their way: a queue and a thread for each receiver, so that one which is slow or dead holds up nobody,
// neither the others nor whoever sends.
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "alerts/alert.h"
#include "alerts/retry_queue.h"
#include "deliver/carrier.h"

namespace loopbreaker {

class Dispatcher {
 public:
  struct Outcome {
    Alert alert;
    bool delivered = false;
    std::string error;  // why it is dead
  };
  // Called by the threads of receivers, at the end of each alert: must not block for long.
  using OnEnd = std::function<void(Outcome)>;
  struct State {
    std::string receiver;
    std::size_t waiting = 0;
    std::uint64_t delivered = 0;
    std::uint64_t failures = 0;  // attempts
    std::uint64_t dead = 0;
    std::string last_error;  // empty since the last delivery
  };

  // `clock`: that of Alert::at.
  Dispatcher(const std::vector<AlertReceiver>& receivers, std::shared_ptr<Carrier> carrier,
             const RetryQueue::Options& options, std::function<Instant()> clock, OnEnd on_end);
  // Stops.
  ~Dispatcher();

  // Never waits. Without room, or without such a receiver, it is dead at once.
  void Send(Alert alert);
  std::vector<State> states() const;
  // What has not been delivered by now is left; it is not reported.
  void Stop();

 private:
  class Line;

  std::shared_ptr<Carrier> carrier_;
  OnEnd on_end_;
  std::map<std::string, std::unique_ptr<Line>> lines_;
};

}  // namespace loopbreaker
