#include "kafka/stores.h"

#include <chrono>
#include <vector>

#include "absl/strings/str_cat.h"
#include "base/text.h"
#include "observe/log.h"

namespace loopbreaker::kafka {
namespace {

constexpr absl::Duration kEvery = absl::Milliseconds(200);
// So much of what was read lately is read again after a crash, where little comes.
constexpr absl::Duration kToDiskEvery = absl::Minutes(10);

}  // namespace

Stores::Stores(std::filesystem::path folder, PartitionStore::Identity of, ServiceMetrics& metrics)
    : folder_(std::move(folder)), of_(std::move(of)), metrics_(metrics), thread_([this] { Run(); }) {}

Stores::~Stores() {
  stopped_.Notify();
  thread_.join();
}

void Stores::Run() {
  absl::Time to_disk = absl::Now() + kToDiskEvery;
  while (!stopped_.WaitForNotificationWithTimeout(kEvery)) {
    const bool now_to_disk = absl::Now() >= to_disk;
    if (now_to_disk) to_disk = absl::Now() + kToDiskEvery;
    std::vector<std::weak_ptr<PartitionStore>> open;
    {
      const absl::ReaderMutexLock lock(&mutex_);
      for (const auto& [partition, store] : open_) open.push_back(store);
    }
    for (const auto& one : open) {
      // Whoever begins one anew waits until this thread holds none.
      const absl::ReaderMutexLock lock(&mutex_);
      if (const auto store = one.lock()) store->Write(now_to_disk);
    }
  }
}

std::filesystem::path Stores::FolderOf(std::int32_t partition) const {
  return folder_ / absl::StrCat(of_.topic, "-", partition);
}

std::shared_ptr<PartitionStore> Stores::Open(std::int32_t partition) {
  const absl::MutexLock lock(&mutex_);
  return OpenLocked(partition);
}

std::shared_ptr<PartitionStore> Stores::OpenLocked(std::int32_t partition) {
  if (const auto found = open_.find(partition); found != open_.end()) {
    // Another worker of this instance had the partition a moment ago.
    if (auto store = found->second.lock()) return store;
  }
  PartitionStore::Identity identity = of_;
  identity.partition = partition;
  std::string lost;
  auto store = PartitionStore::Open(FolderOf(partition), identity, WallNow(), lost);
  if (!lost.empty()) {
    metrics_.stores_lost().Add();
    LogWarning("local store begun anew", {{"partition", partition}, {"why", lost}});
  }
  if (!store.ok()) {
    LogWarning("no local store", {{"partition", partition}, {"why", Standard(store.status().message())}});
    return nullptr;
  }
  std::shared_ptr<PartitionStore> opened = *std::move(store);
  open_[partition] = opened;
  return opened;
}

std::shared_ptr<PartitionStore> Stores::BeginAnew(std::int32_t partition, const std::string& why) {
  metrics_.stores_lost().Add();
  LogWarning("local store begun anew", {{"partition", partition}, {"why", why}});
  const absl::MutexLock lock(&mutex_);
  PartitionStore::Remove(FolderOf(partition));
  return OpenLocked(partition);
}

void Stores::GiveUp(std::int32_t partition, const std::string& why) {
  metrics_.stores_lost().Add();
  LogWarning("local store given up", {{"partition", partition}, {"why", why}});
  const absl::MutexLock lock(&mutex_);
  PartitionStore::Remove(FolderOf(partition));
}

void Keep(const InRecord& record, PartitionStore& store) {
  if (!record.value) return store.Put(record.key, nullptr, record.offset);
  v1::StoredRecord stored;
  stored.set_value(std::string(*record.value));
  stored.set_appended_ms(
      std::chrono::duration_cast<std::chrono::milliseconds>(record.appended.time_since_epoch()).count());
  if (record.headers != nullptr) {
    for (const auto& [name, value] : *record.headers) {
      if (name == kAppendedHeader) continue;  // nobody asks how long it took then
      v1::StoredHeader& header = *stored.add_headers();
      header.set_name(name);
      header.set_value(value);
    }
  }
  store.Put(record.key, &stored, record.offset);
}

InRecord Kept(std::int32_t partition, std::string_view key, const v1::StoredRecord& record, Headers& headers) {
  headers.clear();
  for (const v1::StoredHeader& header : record.headers()) headers.emplace_back(header.name(), header.value());
  InRecord kept;
  kept.partition = partition;
  kept.appended = Instant{std::chrono::milliseconds{record.appended_ms()}};
  kept.key = key;
  kept.value = record.value();
  kept.headers = &headers;
  return kept;
}

}  // namespace loopbreaker::kafka
