// What changes of the directory and of the references concern, in the order in which they came: for whoever has to look
// whether anything that was linked rests on it.
//
// Keeps the last ones only; who comes later is told that anything may have changed. Safe in any thread.
#pragma once

#include <cstdint>
#include <deque>
#include <vector>

#include "absl/base/thread_annotations.h"
#include "absl/synchronization/mutex.h"

namespace loopbreaker {

class TouchLog {
 public:
  explicit TouchLog(std::size_t keys_max = 1'000'000) : keys_max_(keys_max) {}

  void Add(const std::vector<std::uint64_t>& keys) {
    const absl::MutexLock lock(&mutex_);
    for (const std::uint64_t key : keys) {
      keys_.push_back(key);
      if (keys_.size() <= keys_max_) continue;
      keys_.pop_front();
      ++first_;
    }
  }
  // The place after the last one.
  std::uint64_t end() const {
    const absl::MutexLock lock(&mutex_);
    return first_ + keys_.size();
  }
  struct News {
    std::vector<std::uint64_t> keys;
    bool anything = false;  // some are no longer kept
    std::uint64_t end = 0;
  };
  News From(std::uint64_t place) const {
    const absl::MutexLock lock(&mutex_);
    News news;
    news.end = first_ + keys_.size();
    news.anything = place < first_;
    if (!news.anything) news.keys.assign(keys_.begin() + static_cast<std::ptrdiff_t>(place - first_), keys_.end());
    return news;
  }

 private:
  const std::size_t keys_max_;
  mutable absl::Mutex mutex_;
  std::deque<std::uint64_t> keys_ ABSL_GUARDED_BY(mutex_);
  std::uint64_t first_ ABSL_GUARDED_BY(mutex_) = 0;
};

}  // namespace loopbreaker
