#include "store/partition_store.h"

#include <rocksdb/cache.h>
#include <rocksdb/db.h>
#include <rocksdb/table.h>
#include <rocksdb/write_batch.h>
#include <rocksdb/write_buffer_manager.h>

#include <chrono>
#include <system_error>
#include <utility>

#include "absl/strings/str_cat.h"
#include "base/hash.h"

namespace loopbreaker {
namespace {

namespace fs = std::filesystem;

// Before every key of a record, which is text.
const rocksdb::Slice kStateKey("\0", 1);

constexpr std::size_t kMemoryMax = std::size_t{32} << 20;   // of what is not on disk yet, of all stores together
constexpr std::size_t kPendingMax = std::size_t{16} << 20;  // of what is not in RocksDB yet, of each
constexpr std::size_t kBlocksMax = std::size_t{8} << 20;    // nothing is looked up: only what iterating needs
constexpr std::size_t kReadAhead = std::size_t{2} << 20;
constexpr absl::Duration kSlowDisk = absl::Seconds(5);
// What was overwritten or erased is gone from the disk after so long.
constexpr std::uint64_t kGoneAfterSeconds = 24 * 60 * 60;

rocksdb::Options OptionsOfAll() {
  rocksdb::Options options;
  options.create_if_missing = true;
  options.paranoid_checks = true;
  options.compression = rocksdb::kLZ4Compression;
  options.write_buffer_size = std::size_t{8} << 20;
  options.write_buffer_manager = std::make_shared<rocksdb::WriteBufferManager>(kMemoryMax);
  options.periodic_compaction_seconds = kGoneAfterSeconds;
  options.info_log_level = rocksdb::FATAL_LEVEL;
  options.keep_log_file_num = 1;
  options.max_background_jobs = 2;
  // While a partition is read from the beginning nobody reads the store: tidying up may wait, the reader must not.
  options.level0_slowdown_writes_trigger = 1000;
  options.level0_stop_writes_trigger = 2000;
  options.soft_pending_compaction_bytes_limit = 0;
  options.hard_pending_compaction_bytes_limit = 0;
  rocksdb::BlockBasedTableOptions table;
  table.block_cache = rocksdb::NewLRUCache(kBlocksMax);
  table.block_size = std::size_t{16} << 10;
  options.table_factory.reset(rocksdb::NewBlockBasedTableFactory(table));
  return options;
}

const rocksdb::Options& SharedOptions() {
  static const auto* const options = new rocksdb::Options(OptionsOfAll());
  return *options;
}

rocksdb::WriteOptions Unlogged() {
  rocksdb::WriteOptions options;
  options.disableWAL = true;
  return options;
}

rocksdb::Slice SliceOf(std::string_view text) { return {text.data(), text.size()}; }
std::string_view TextOf(const rocksdb::Slice& slice) { return {slice.data(), slice.size()}; }

std::string NameOf(const v1::StoreState& state) {
  return absl::StrCat("cluster ", state.cluster(), ", group ", state.group(), ", ", state.topic(), "/",
                      state.partition());
}

// Why the store is of no use. Empty: it is, or it has nothing.
std::string WhyUseless(const v1::StoreState& found, const v1::StoreState& wanted, Instant now) {
  if (NameOf(found) != NameOf(wanted))
    return absl::StrCat("expected a store of ", NameOf(wanted), ", found one of ", NameOf(found));
  const Instant at{seconds{found.complete_at().seconds()}};
  // A clock that was ahead tells nothing.
  if (now - at > PartitionStore::kAgeMax || at - now > PartitionStore::kAgeMax)
    return absl::StrCat("it was complete at ", FormatTime(at), ", which is more than ",
                        FormatDuration(PartitionStore::kAgeMax), " from ", FormatTime(now));
  return "";
}

absl::Status StatusOf(const rocksdb::Status& status, const fs::path& folder) {
  if (status.ok()) return absl::OkStatus();
  const std::string text = absl::StrCat("store ", folder.string(), ": ", status.ToString());
  return status.IsCorruption() ? absl::DataLossError(text) : absl::UnavailableError(text);
}

// Another process, or another store of this one.
bool IsLocked(const rocksdb::Status& status) {
  return status.IsIOError() && status.ToString().find("lock") != std::string::npos;
}

rocksdb::Status OpenIn(const fs::path& folder, std::unique_ptr<rocksdb::DB>& db) {
  rocksdb::DB* opened = nullptr;
  const rocksdb::Status status = rocksdb::DB::Open(SharedOptions(), folder.string(), &opened);
  db.reset(opened);
  return status;
}

}  // namespace

void PartitionStore::Remove(const fs::path& folder) {
  std::error_code ignored;
  fs::remove_all(folder, ignored);
}

absl::StatusOr<std::unique_ptr<PartitionStore>> PartitionStore::Open(const fs::path& folder, const Identity& identity,
                                                                     Instant now, std::string& lost) {
  v1::StoreState state;
  state.set_cluster(identity.cluster);
  state.set_group(identity.group);
  state.set_topic(identity.topic);
  state.set_partition(identity.partition);
  // Reading begins now: it will not miss a tombstone that the log has today.
  state.mutable_complete_at()->set_seconds(
      std::chrono::duration_cast<std::chrono::seconds>(now.time_since_epoch()).count());
  lost.clear();
  std::error_code error;
  fs::create_directories(folder, error);
  if (error) return absl::UnavailableError(absl::StrCat("store ", folder.string(), ": ", error.message()));

  std::unique_ptr<rocksdb::DB> db;
  if (const rocksdb::Status status = OpenIn(folder, db); IsLocked(status)) {
    return absl::FailedPreconditionError(absl::StrCat("store ", folder.string(), ": another process has it open"));
  } else if (!status.ok()) {
    lost = status.ToString();
  } else {
    std::string bytes;
    const rocksdb::Status got = db->Get({}, kStateKey, &bytes);
    v1::StoreState found;
    if (got.ok() && found.ParseFromString(bytes)) {
      lost = WhyUseless(found, state, now);
      if (lost.empty()) state = found;
    } else if (!got.IsNotFound()) {
      lost = got.ok() ? "its state cannot be read" : got.ToString();
    }
  }
  if (!lost.empty()) {
    db.reset();
    Remove(folder);
    fs::create_directories(folder, error);
    if (const rocksdb::Status status = OpenIn(folder, db); !status.ok()) return StatusOf(status, folder);
  }
  return std::unique_ptr<PartitionStore>(new PartitionStore(std::move(db), std::move(state)));
}

PartitionStore::PartitionStore(std::unique_ptr<rocksdb::DB> db, v1::StoreState state)
    : db_(std::move(db)), state_(std::move(state)), pending_(std::make_unique<rocksdb::WriteBatch>()) {}

PartitionStore::~PartitionStore() {
  Write(/*to_disk=*/true);
  db_->Close().PermitUncheckedError();
}

std::int64_t PartitionStore::next() const {
  const absl::MutexLock lock(&mutex_);
  return state_.next();
}

bool PartitionStore::EndsWith(std::string_view key) const {
  const absl::MutexLock lock(&mutex_);
  return state_.last_key() == Hash64(key);
}

absl::Status PartitionStore::Load(
    const std::function<bool(std::string_view key, const v1::StoredRecord& record)>& take) {
  Write(/*to_disk=*/false);
  if (const std::string why = error(); !why.empty()) return absl::DataLossError(why);
  rocksdb::ReadOptions options;
  options.fill_cache = false;
  options.readahead_size = kReadAhead;
  const std::unique_ptr<rocksdb::Iterator> it(db_->NewIterator(options));
  v1::StoredRecord record;
  for (it->SeekToFirst(); it->Valid(); it->Next()) {
    if (it->key() == kStateKey) continue;
    if (!record.ParseFromArray(it->value().data(), static_cast<int>(it->value().size())))
      return absl::DataLossError(absl::StrCat("store ", db_->GetName(), ": a record cannot be read"));
    if (!take(TextOf(it->key()), record)) return absl::OkStatus();
  }
  return it->status().ok() ? absl::OkStatus() : absl::DataLossError(it->status().ToString());
}

void PartitionStore::Put(std::string_view key, const v1::StoredRecord* record, std::int64_t offset) {
  if (record != nullptr) record->SerializeToString(&bytes_);
  const absl::MutexLock lock(&mutex_);
  const auto has_room = [this]() ABSL_SHARED_LOCKS_REQUIRED(mutex_) {
    return pending_->GetDataSize() < kPendingMax || !error_.empty();
  };
  if (!mutex_.AwaitWithTimeout(absl::Condition(&has_room), kSlowDisk)) Fail("the disk is too slow");
  // What is there already comes again when the partition goes back to a worker that had it before.
  if (!error_.empty() || offset < state_.next()) return;
  const rocksdb::Status status =
      record == nullptr ? pending_->Delete(SliceOf(key)) : pending_->Put(SliceOf(key), rocksdb::Slice(bytes_));
  if (!status.ok()) return Fail(status.ToString());
  state_.set_next(offset + 1);
  state_.set_last_key(Hash64(key));
  changed_ = true;
}

void PartitionStore::SetComplete(Instant now) {
  const absl::MutexLock lock(&mutex_);
  state_.mutable_complete_at()->set_seconds(
      std::chrono::duration_cast<std::chrono::seconds>(now.time_since_epoch()).count());
  changed_ = true;
}

void PartitionStore::Write(bool to_disk) {
  const absl::MutexLock one(&writing_);
  rocksdb::WriteBatch batch;
  {
    const absl::MutexLock lock(&mutex_);
    if (!error_.empty()) return;
    if (changed_) {
      std::swap(batch, *pending_);
      batch.Put(kStateKey, state_.SerializeAsString()).PermitUncheckedError();
      changed_ = false;
    }
  }
  rocksdb::Status status;
  if (batch.Count() != 0) status = db_->Write(Unlogged(), &batch);
  if (status.ok() && to_disk) status = db_->Flush({});
  if (status.ok()) return;
  const absl::MutexLock lock(&mutex_);
  Fail(status.ToString());
}

std::string PartitionStore::error() const {
  const absl::MutexLock lock(&mutex_);
  return error_;
}

void PartitionStore::Fail(std::string why) {
  error_ = std::move(why);
  pending_->Clear();
}

}  // namespace loopbreaker
