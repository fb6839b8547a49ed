// The part of OwnerWorker that takes the beginning of a partition from its local store instead of the log.
#include <utility>

#include "absl/strings/str_cat.h"
#include "base/text.h"
#include "kafka/owner_worker.h"
#include "observe/log.h"

namespace loopbreaker::kafka {

using std::chrono::steady_clock;

void OwnerWorker::FindStore(std::int32_t number, Partition& partition) {
  DropFailedStore(number, partition);
  if (partition.store == nullptr) partition.store = stores_->Open(number);
  if (partition.store == nullptr || partition.store->next() == 0) return;
  const std::int64_t next = partition.store->next();
  const auto bounds = consumer_->Bounds({input_, number});
  if (!bounds.ok()) {
    LogWarning("local store not used", {{"partition", number}, {"why", Standard(bounds.status().message())}});
    return;
  }
  if (const auto [low, high] = *bounds; next < low || next > high) {
    partition.store.reset();
    partition.store = stores_->BeginAnew(
        number, absl::StrCat("it has the records before ", next, ", the log those from ", low, " to ", high));
    return;
  }
  partition.next = next;
  partition.load = partition.verify = true;
}

bool OwnerWorker::LoadStore() {
  bool loaded = false;
  for (auto& [number, partition] : partitions_) {
    if (!partition.load || !partition.owned) continue;
    if (std::exchange(loaded, true)) return true;
    partition.load = false;
    const steady_clock::time_point began = steady_clock::now();
    std::uint64_t records = 0;
    Headers headers;
    const absl::Status status =
        partition.store->Load([&, &of = partition, number = number](std::string_view key, const auto& record) {
          const absl::ReaderMutexLock lock(&shared_.directory_mutex());
          of.stage->OnInput(Kept(number, key, record, headers));
          ++records;
          return !stopping_.load(std::memory_order_relaxed);
        });
    metrics_.facts_from_store().Add(records);
    if (!status.ok()) {
      BeginStoreAnew(number, partition, std::string(Standard(status.message())));
      continue;
    }
    const auto took = std::chrono::duration_cast<std::chrono::milliseconds>(steady_clock::now() - began);
    LogInfo("local store loaded",
            {{"partition", number}, {"records", records}, {"next", partition.next}, {"ms", took.count()}});
  }
  return false;
}

void OwnerWorker::DropFailedStore(std::int32_t number, Partition& partition) {
  // What is still to be loaded fails there.
  if (partition.store == nullptr || partition.load) return;
  const std::string why = partition.store->error();
  if (why.empty()) return;
  partition.store.reset();
  partition.verify = false;
  stores_->GiveUp(number, why);
}

void OwnerWorker::BeginStoreAnew(std::int32_t number, Partition& partition, const std::string& why) {
  partition.store.reset();
  partition.store = stores_->BeginAnew(number, why);
  MakeStageAnew(number, partition);
}

}  // namespace loopbreaker::kafka
