// What a run cost, as one JSON line on standard output. CPU and memory are the whole process's, from its start, with
// every thread of the client.
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <span>

namespace loopbreaker::bench {

class Meter {
 public:
  // The CPU time of the second half begins when half of these are counted.
  void Expect(std::span<const std::int64_t> ends);
  bool Done() const { return records_ >= expected_; }
  void Count(std::size_t bytes) {
    bytes_ += bytes;
    if (++records_ == half_) half_cpu_seconds_ = CpuSeconds();
  }
  // At the very end, when all clients are gone.
  void Print() const;

 private:
  static double CpuSeconds();

  std::chrono::steady_clock::time_point begin_ = std::chrono::steady_clock::now();
  std::int64_t expected_ = 0;
  std::int64_t half_ = 0;
  std::int64_t records_ = 0;
  std::uint64_t bytes_ = 0;
  double half_cpu_seconds_ = 0;
};

}  // namespace loopbreaker::bench
