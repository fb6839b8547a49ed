#include "meter.h"

#include <sys/resource.h>

#include <cinttypes>
#include <cstdio>
#include <numeric>

namespace loopbreaker::bench {

void Meter::Expect(std::span<const std::int64_t> ends) {
  expected_ = std::accumulate(ends.begin(), ends.end(), std::int64_t{0});
  half_ = expected_ / 2;
}

double Meter::CpuSeconds() {
  rusage usage{};
  getrusage(RUSAGE_SELF, &usage);
  return static_cast<double>(usage.ru_utime.tv_sec + usage.ru_stime.tv_sec) +
         static_cast<double>(usage.ru_utime.tv_usec + usage.ru_stime.tv_usec) / 1e6;
}

void Meter::Print() const {
  const double wall = std::chrono::duration<double>(std::chrono::steady_clock::now() - begin_).count();
  const double cpu = CpuSeconds();
  rusage usage{};
  getrusage(RUSAGE_SELF, &usage);
  std::printf("{\"records\": %" PRId64 ", \"bytes\": %" PRIu64
              ", \"wall_s\": %.3f, \"cpu_s\": %.3f, \"peak_mb\": %.1f, \"second_half_cpu_s\": %.3f}\n",
              records_, bytes_, wall, cpu, static_cast<double>(usage.ru_maxrss) / 1024, cpu - half_cpu_seconds_);
}

}  // namespace loopbreaker::bench
