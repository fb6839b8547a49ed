// The newest record of each key of one partition, on the disk of this machine: a cache, from which a restart is quicker
// than from the log.
//
// A cache only: it is a table of the log up to some offset, written in batches some time after the records were read,
// and whoever opens it reads the log on from there. One that is damaged, of another log, or so old that the log may
// have forgotten tombstones that it has not seen is thrown away. RocksDB without a log of its own: after a crash it is
// what it was a moment before. One thread, but for Write and error, which another may call.
#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <memory>
#include <string>
#include <string_view>

#include "absl/base/thread_annotations.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/synchronization/mutex.h"
#include "base/time.h"
#include "loopbreaker/v1/store.pb.h"

namespace rocksdb {
class DB;
class WriteBatch;
}  // namespace rocksdb

namespace loopbreaker {

class PartitionStore {
 public:
  struct Identity {
    std::string cluster;
    std::string group;
    std::string topic;
    std::int32_t partition = 0;
  };
  // Half of the time for which the log keeps tombstones (delete.retention.ms of the topics, a day).
  static constexpr Nanos kAgeMax = hours{12};

  // Opens what is in `folder`, or begins anew there; `lost` then says why, empty where there was nothing.
  // FailedPrecondition: another process has it open. Else an error of the disk.
  static absl::StatusOr<std::unique_ptr<PartitionStore>> Open(const std::filesystem::path& folder,
                                                              const Identity& identity, Instant now, std::string& lost);
  // Forgets what is in `folder`, as far as the disk lets it.
  static void Remove(const std::filesystem::path& folder);
  // Writes what is left.
  ~PartitionStore();
  PartitionStore(const PartitionStore&) = delete;
  PartitionStore& operator=(const PartitionStore&) = delete;

  // The offset of the first record that it does not have; 0: it has none.
  std::int64_t next() const;
  // Whether the key of the record before `next` was this one; to be asked where the log has that record still.
  bool EndsWith(std::string_view key) const;

  // Gives every record, in the order of keys; `take` answers whether to go on. DataLoss: not all of it can be read, and
  // what was given must be forgotten.
  absl::Status Load(const std::function<bool(std::string_view key, const v1::StoredRecord& record)>& take);

  // The record at `offset` of the log; null: a tombstone. Waits where the disk is slower than the log, some seconds at
  // most: after that, as after any error, nothing is kept any more.
  void Put(std::string_view key, const v1::StoredRecord* record, std::int64_t offset);
  // Everything that was in the log at `now` has been put.
  void SetComplete(Instant now);

  // Writes what was put since the last call; `to_disk`: so that a crash of the machine does not lose it. Any thread.
  void Write(bool to_disk);
  // Why nothing is kept any more. Empty: all is well. Any thread.
  std::string error() const;

 private:
  PartitionStore(std::unique_ptr<rocksdb::DB> db, v1::StoreState state);
  void Fail(std::string why) ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);

  std::unique_ptr<rocksdb::DB> db_;
  absl::Mutex writing_;  // one write at a time, in order
  mutable absl::Mutex mutex_;
  v1::StoreState state_ ABSL_GUARDED_BY(mutex_);
  std::unique_ptr<rocksdb::WriteBatch> pending_ ABSL_GUARDED_BY(mutex_);
  bool changed_ ABSL_GUARDED_BY(mutex_) = false;
  std::string error_ ABSL_GUARDED_BY(mutex_);
  std::string bytes_;  // scratch of Put
};

}  // namespace loopbreaker
