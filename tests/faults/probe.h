// How long it takes from an event to its escalation, as one who writes to the source and reads `escalations` sees it.
#pragma once

#include <atomic>
#include <chrono>
#include <string>
#include <thread>
#include <vector>

#include "absl/status/statusor.h"
#include "kafka/client.h"

namespace loopbreaker {

class Probe {
 public:
  using Clock = std::chrono::steady_clock;

  // From here on writes `rate` events a second to `source`, each of which is an escalation at once (one that a
  // colleague raises), of a customer of its own.
  static absl::StatusOr<std::unique_ptr<Probe>> Start(const std::string& bootstrap, const std::string& source,
                                                      const std::string& escalations, int rate);
  ~Probe();

  // Writes no more, and waits for what is missing.
  void Finish(std::chrono::seconds at_most);
  std::size_t sent() const { return sent_at_.size(); }
  std::size_t missing() const;
  // Of the events that were sent between the two, sorted; without those that are missing.
  std::vector<double> LatenciesMs(Clock::time_point from, Clock::time_point until) const;

 private:
  Probe() = default;
  void Write(const std::string& source, int rate);
  void Read();

  std::string customers_;  // their ids begin so: those of two probes of one rate are the same
  kafka::Client writer_;
  kafka::Client reader_;
  std::vector<Clock::time_point> sent_at_;  // by the number of the event
  std::vector<Clock::time_point> seen_at_;  // min(): not yet
  std::atomic<std::size_t> seen_{0};
  std::atomic<bool> writes_{true};
  std::atomic<bool> reads_{true};
  std::thread writing_;
  std::thread reading_;
};

}  // namespace loopbreaker
