// How far everything has been read: link's side for one source partition, and what follows for the clock.
//
// docs/decisions/0002: no instance's clock is in it.
#pragma once

#include <cstdint>
#include <optional>
#include <set>
#include <string>
#include <string_view>

#include "absl/base/thread_annotations.h"
#include "absl/container/flat_hash_map.h"
#include "absl/synchronization/mutex.h"
#include "base/time.h"

namespace loopbreaker {

// One source partition as its reader sees it. Asked once a second, when everything read so far is acknowledged.
class ReadProgress {
 public:
  // A record was read; `appended` is its time as the broker has it.
  void OnRecord(Instant appended);
  // The own progress record was acknowledged, and appended then.
  void OnPublished(Instant appended) { published_at_ = appended; }

  // What can be said now. `high_watermark` (read uncommitted) was asked for after the last OnPublished; `position` is
  // the next offset that will be read. Empty: nothing yet.
  std::optional<Instant> ReadUntil(std::int64_t position, std::int64_t high_watermark) const;
  // Of the records read here; empty: none.
  std::optional<Instant> newest() const { return newest_; }

 private:
  std::optional<Instant> newest_;
  std::optional<Instant> published_at_;
};

// `complete`: the smallest progress of the source partitions that are configured. Safe for concurrent use.
class Completeness {
 public:
  // The partitions, as TOPIC/PARTITION, that count from now on.
  void Expect(std::set<std::string> partitions);
  // A progress record. Never lets what is complete decrease. `newest`: the time of the newest record; Instant::min() if
  // the reader has seen none.
  void Load(std::string_view partition, Instant read_until, Instant newest = Instant::min());
  // When the newest record of a source partition, or of any partition of a topic, was written; Instant::min(): not
  // known.
  Instant NewestOf(std::string_view partition) const;
  Instant NewestOfTopic(std::string_view topic) const;
  // Instant::min() until every expected partition has said something, and when none is expected.
  Instant complete() const;

 private:
  mutable absl::Mutex mutex_;
  std::set<std::string> expected_ ABSL_GUARDED_BY(mutex_);
  absl::flat_hash_map<std::string, Instant> read_until_ ABSL_GUARDED_BY(mutex_);
  absl::flat_hash_map<std::string, Instant> newest_ ABSL_GUARDED_BY(mutex_);
  Instant reached_ ABSL_GUARDED_BY(mutex_) = Instant::min();
};

}  // namespace loopbreaker
