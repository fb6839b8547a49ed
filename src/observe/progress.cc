#include "observe/progress.h"

#include <algorithm>
#include <cstdio>
#include <string>

namespace loopbreaker {

void ProgressBar::Show(std::uint64_t bytes, std::uint64_t total, std::uint64_t events) {
  if (!enabled_) return;
  const auto now = std::chrono::steady_clock::now();
  if (drawn_ && now - drawn_at_ < std::chrono::milliseconds(100)) return;
  drawn_ = true;
  drawn_at_ = now;
  const double seconds = std::max(1e-3, std::chrono::duration<double>(now - started_).count());
  const double rate = static_cast<double>(events) / seconds;
  if (total == 0) {
    std::fprintf(stderr, "\r\033[K%llu events, %.0f/s", static_cast<unsigned long long>(events), rate);
  } else {
    constexpr int kWidth = 30;
    const double part = std::min(1.0, static_cast<double>(bytes) / static_cast<double>(total));
    const int full = static_cast<int>(part * kWidth);
    std::fprintf(stderr, "\r\033[K[%s%s] %3.0f%%  %llu events, %.0f/s",
                 std::string(static_cast<std::size_t>(full), '#').c_str(),
                 std::string(static_cast<std::size_t>(kWidth - full), ' ').c_str(), part * 100,
                 static_cast<unsigned long long>(events), rate);
  }
  std::fflush(stderr);
}

void ProgressBar::Finish() {
  if (drawn_) std::fputs("\r\033[K", stderr);
  drawn_ = false;
}

}  // namespace loopbreaker
