// The local stores of the partitions of `facts` that this instance has: opens them, and writes them out beside the
// workers. Everything that goes wrong with them costs a word in the log and a slower restart, nothing else.
//
// Safe for concurrent use; one process a folder.
#pragma once

#include <filesystem>
#include <map>
#include <memory>
#include <string>
#include <thread>

#include "absl/synchronization/mutex.h"
#include "absl/synchronization/notification.h"
#include "kafka/service_metrics.h"
#include "service/record.h"
#include "store/partition_store.h"

namespace loopbreaker::kafka {

class Stores {
 public:
  // `of`: all but the partition. `metrics` outlive it.
  Stores(std::filesystem::path folder, PartitionStore::Identity of, ServiceMetrics& metrics);
  // After everybody has let go of what was opened.
  ~Stores();

  // That of the partition, as it was left; null: there is none to be had.
  std::shared_ptr<PartitionStore> Open(std::int32_t partition);
  // An empty one in its place, which nobody holds any more. `why`: what was wrong with it.
  std::shared_ptr<PartitionStore> BeginAnew(std::int32_t partition, const std::string& why);
  // It has failed and nobody holds it any more: what it has on disk goes.
  void GiveUp(std::int32_t partition, const std::string& why);

 private:
  std::shared_ptr<PartitionStore> OpenLocked(std::int32_t partition) ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);
  std::filesystem::path FolderOf(std::int32_t partition) const;
  void Run();

  std::filesystem::path folder_;
  PartitionStore::Identity of_;
  ServiceMetrics& metrics_;
  absl::Mutex mutex_;  // shared while one is written
  std::map<std::int32_t, std::weak_ptr<PartitionStore>> open_ ABSL_GUARDED_BY(mutex_);
  absl::Notification stopped_;
  std::thread thread_;
};

// Puts a record that was read into a store: its value and how it was linked.
void Keep(const InRecord& record, PartitionStore& store);
// A stored record as it was read; `headers` are filled. Views are those of the arguments.
InRecord Kept(std::int32_t partition, std::string_view key, const v1::StoredRecord& record, Headers& headers);

}  // namespace loopbreaker::kafka
