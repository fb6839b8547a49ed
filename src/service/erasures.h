// Who is to be forgotten, and until when: the topic `erasures`.
//
// Every stage asks before it keeps or writes anything of a customer, whenever it reads it: what was erased may come
// again from a source that is read anew. One for the instance; safe for concurrent use.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "absl/base/thread_annotations.h"
#include "absl/container/flat_hash_map.h"
#include "absl/synchronization/mutex.h"
#include "base/time.h"
#include "loopbreaker/v1/internal.pb.h"

namespace loopbreaker {

class Erasures {
 public:
  // A record of the topic. A later one for the same customer erases up to the later of the two times, and its
  // objection holds: it may be lifted.
  void Load(std::string_view customer, const v1::Erasure& erasure);

  // Whether what happened to the customer at `at` is erased: up to the time of the erasure, and after it where the
  // customer objects.
  bool Cover(std::string_view customer, Instant at) const;

  // The customers of the records from the n-th on, in the order in which they came; one may come again.
  std::vector<std::string> From(std::size_t n) const;

 private:
  struct Erased {
    Instant until{};
    bool objects = false;
  };
  mutable absl::Mutex mutex_;
  absl::flat_hash_map<std::string, Erased> erased_ ABSL_GUARDED_BY(mutex_);
  std::vector<std::string> records_ ABSL_GUARDED_BY(mutex_);
};

}  // namespace loopbreaker
