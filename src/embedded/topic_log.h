// Topics of records on the disk of this machine: what stands in for Kafka where there is none.
//
// The truth, not a cache: what was appended before Sync survives the end of the machine, what was appended at all that
// of the process, and of two records the later one never survives alone. RocksDB with its own log. Any thread; one
// process a folder.
//
// Of a key of a compacted topic the newest record alone is kept; those before it as long as somebody has not read them:
// a claim that is withdrawn and made anew is not the same as one that was always there.
#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "absl/base/thread_annotations.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/synchronization/mutex.h"
#include "base/time.h"
#include "service/config.h"
#include "service/record.h"

namespace rocksdb {
class DB;
}  // namespace rocksdb

namespace loopbreaker::embedded {

class TopicLog {
 public:
  using Place = std::pair<std::string, std::int32_t>;  // a topic, with its prefix, and its partition
  struct Spec {
    int partitions = 1;
    bool compacted = false;
    Nanos kept{0};  // of a topic that is not compacted; 0: until Forget
  };
  using Specs = std::map<std::string, Spec>;  // by topic

  // Opens what is in `folder`, or begins there. FailedPrecondition: another process has it open, or a topic has another
  // number of partitions there. DataLoss: it is damaged. Else an error of the disk.
  static absl::StatusOr<std::unique_ptr<TopicLog>> Open(const std::filesystem::path& folder, Specs specs);
  ~TopicLog();
  TopicLog(const TopicLog&) = delete;
  TopicLog& operator=(const TopicLog&) = delete;

  // Appends to a topic of the specs, in the partition of the record or else that of its key. The record's time is
  // `now`, or that of the one before it where this is later. Answers its offset.
  std::int64_t Append(const std::string& topic, const OutRecord& record, Instant now);
  // The offset after the last record; 0: there never was one.
  std::int64_t End(const Place& place) const;
  // Gives the records from `offset` on, in order, until `take` says no.
  void Read(const Place& place, std::int64_t offset, const std::function<bool(const InRecord& record)>& take);

  // Of a reader: the offset that it reads next. Never survives without the records that were appended before.
  std::int64_t Position(const Place& place) const;
  void SetPosition(const Place& place, std::int64_t offset);

  // Removes from the compacted topics what newer records of the same keys have replaced, as far as it was read:
  // `readers` has where each place is read next; where none reads, all of it goes.
  void Compact(const std::map<Place, std::int64_t>& readers);
  // Removes the records of a topic that is not compacted up to `offset`.
  void Forget(const Place& place, std::int64_t offset);
  // The same of everything that is kept for some time, and that for longer.
  void ForgetOld(Instant now);

  // Returns when everything until now is on the disk.
  absl::Status Sync();
  // What has gone wrong with the disk since Open; after that nothing is kept any more.
  absl::Status status() const;

 private:
  TopicLog(std::unique_ptr<rocksdb::DB> db, Specs specs);
  absl::Status Load();
  // Refuses a topic that has another number of partitions on the disk.
  absl::Status CheckPartitions();
  void Fail(absl::Status status) ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);

  const std::unique_ptr<rocksdb::DB> db_;
  const Specs specs_;
  mutable absl::Mutex mutex_;
  struct Partition {
    std::int64_t end = 0;
    std::int64_t position = 0;
    std::int64_t forgotten = 0;  // before this nothing is left, as far as that is known
    Instant newest = Instant::min();
    std::vector<std::int64_t> replaced;  // offsets that Compact will remove
  };
  std::map<Place, Partition> partitions_ ABSL_GUARDED_BY(mutex_);
  absl::Status status_ ABSL_GUARDED_BY(mutex_);
};

}  // namespace loopbreaker::embedded
