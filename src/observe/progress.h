// How far long work has come, on a terminal.
#pragma once

#include <chrono>
#include <cstdint>

namespace loopbreaker {

class ProgressBar {
 public:
  // Nothing is shown unless `enabled`. Writes to standard error.
  explicit ProgressBar(bool enabled) : enabled_(enabled), started_(std::chrono::steady_clock::now()) {}

  // `total` 0: not known. Redraws at most ten times a second.
  void Show(std::uint64_t bytes, std::uint64_t total, std::uint64_t events);
  // Removes the bar.
  void Finish();

 private:
  bool enabled_;
  bool drawn_ = false;
  std::chrono::steady_clock::time_point started_;
  std::chrono::steady_clock::time_point drawn_at_{};
};

}  // namespace loopbreaker
