#include "embedded/topic_log.h"

#include <rocksdb/db.h>
#include <rocksdb/filter_policy.h>
#include <rocksdb/table.h>
#include <rocksdb/write_batch.h>

#include <algorithm>
#include <limits>
#include <optional>
#include <system_error>

#include "absl/strings/str_cat.h"
#include "loopbreaker/v1/store.pb.h"

namespace loopbreaker::embedded {
namespace {

namespace fs = std::filesystem;

// What was overwritten or erased is gone from the disk after so long.
constexpr std::uint64_t kGoneAfterSeconds = 24 * 60 * 60;
constexpr double kBloomBitsPerKey = 10;

// The first byte of a key says what it is of: a record by its offset, one that was replaced, the newest record of a
// key, the end of a partition, the position of its reader, the number of partitions of a topic.
enum Kind : char {
  kRecord = 'r',
  kReplaced = 'o',
  kNewest = 'k',
  kEnd = 'e',
  kPosition = 'p',
  kPartitions = 'n',
};

void AppendBigEndian(std::string& out, std::uint64_t number, int bytes) {
  for (int shift = (bytes - 1) * 8; shift >= 0; shift -= 8) out += static_cast<char>(number >> shift & 0xff);
}

std::uint64_t BigEndian(std::string_view bytes) {
  std::uint64_t number = 0;
  for (const char byte : bytes) number = number << 8 | static_cast<unsigned char>(byte);
  return number;
}

std::string Number(std::int64_t number) {
  std::string bytes;
  AppendBigEndian(bytes, static_cast<std::uint64_t>(number), 8);
  return bytes;
}

// Names of topics have no zero byte.
std::string KeyOf(Kind kind, const TopicLog::Place& place) {
  std::string key(1, kind);
  key += place.first;
  key += '\0';
  AppendBigEndian(key, static_cast<std::uint32_t>(place.second), 4);
  return key;
}

std::string RecordKey(const TopicLog::Place& place, std::int64_t offset) {
  return KeyOf(kRecord, place) + Number(offset);
}

std::string ReplacedKey(const TopicLog::Place& place, std::int64_t offset) {
  return KeyOf(kReplaced, place) + Number(offset);
}

std::string_view TextOf(const rocksdb::Slice& slice) { return {slice.data(), slice.size()}; }

// The place in a key of the database.
std::optional<TopicLog::Place> PlaceOf(std::string_view key) {
  const std::size_t end = key.find('\0', 1);
  if (end == std::string_view::npos || key.size() < end + 5) return std::nullopt;
  return TopicLog::Place{std::string(key.substr(1, end - 1)),
                         static_cast<std::int32_t>(BigEndian(key.substr(end + 1, 4)))};
}

std::string Packed(const OutRecord& record, Instant appended) {
  v1::LogRecord packed;
  packed.set_key(record.key);
  packed.set_appended_ns(appended.time_since_epoch().count());
  if (record.value) packed.set_value(*record.value);
  for (const auto& [name, value] : record.headers) {
    v1::LogHeader& header = *packed.add_headers();
    header.set_name(name);
    header.set_value(value);
  }
  return packed.SerializeAsString();
}

Instant AppendedOf(const v1::LogRecord& record) { return Instant(Nanos(record.appended_ns())); }

absl::Status StatusOf(const rocksdb::Status& status, const std::string& folder) {
  if (status.ok()) return absl::OkStatus();
  const std::string text = absl::StrCat("log ", folder, ": ", status.ToString());
  if (status.IsIOError() && text.find("lock") != std::string::npos) {
    return absl::FailedPreconditionError(absl::StrCat("log ", folder, ": another process has it open"));
  }
  return status.IsCorruption() ? absl::DataLossError(text) : absl::UnavailableError(text);
}

rocksdb::Options OptionsOfLog() {
  rocksdb::Options options;
  options.create_if_missing = true;
  options.paranoid_checks = true;
  options.compression = rocksdb::kLZ4Compression;
  options.periodic_compaction_seconds = kGoneAfterSeconds;
  options.info_log_level = rocksdb::FATAL_LEVEL;
  options.keep_log_file_num = 1;
  rocksdb::BlockBasedTableOptions table;
  // Most keys that are appended to a compacted topic are not there yet.
  table.filter_policy.reset(rocksdb::NewBloomFilterPolicy(kBloomBitsPerKey));
  options.table_factory.reset(rocksdb::NewBlockBasedTableFactory(table));
  return options;
}

}  // namespace

absl::StatusOr<std::unique_ptr<TopicLog>> TopicLog::Open(const fs::path& folder, Specs specs) {
  std::error_code error;
  fs::create_directories(folder, error);
  if (error) return absl::UnavailableError(absl::StrCat("log ", folder.string(), ": ", error.message()));
  rocksdb::DB* opened = nullptr;
  const rocksdb::Status status = rocksdb::DB::Open(OptionsOfLog(), folder.string(), &opened);
  if (!status.ok()) return StatusOf(status, folder.string());
  std::unique_ptr<TopicLog> log(new TopicLog(std::unique_ptr<rocksdb::DB>(opened), std::move(specs)));
  if (absl::Status checked = log->CheckPartitions(); !checked.ok()) return checked;
  if (absl::Status loaded = log->Load(); !loaded.ok()) return loaded;
  return log;
}

TopicLog::TopicLog(std::unique_ptr<rocksdb::DB> db, Specs specs) : db_(std::move(db)), specs_(std::move(specs)) {}

TopicLog::~TopicLog() { db_->Close().PermitUncheckedError(); }

absl::Status TopicLog::CheckPartitions() {
  for (const auto& [topic, spec] : specs_) {
    const std::string key = KeyOf(kPartitions, {topic, 0});
    std::string found;
    rocksdb::Status status = db_->Get({}, key, &found);
    if (status.IsNotFound()) {
      status = db_->Put({}, key, Number(spec.partitions));
    } else if (status.ok() && BigEndian(found) != static_cast<std::uint64_t>(spec.partitions)) {
      return absl::FailedPreconditionError(
          absl::StrCat("log ", db_->GetName(), ": expected the topic '", topic, "' with ", spec.partitions,
                       " partitions (topics.partitions), found it with ", BigEndian(found),
                       "; a customer stays in a partition: say as many, or begin with another store.path"));
    }
    if (!status.ok()) return StatusOf(status, db_->GetName());
  }
  return absl::OkStatus();
}

absl::Status TopicLog::Load() {
  const absl::MutexLock lock(&mutex_);
  const std::unique_ptr<rocksdb::Iterator> it(db_->NewIterator({}));
  const auto each = [&](Kind kind, const auto& visit) {
    for (it->Seek(rocksdb::Slice(std::string(1, kind))); it->Valid() && it->key()[0] == kind; it->Next()) {
      if (const std::optional<Place> place = PlaceOf(TextOf(it->key()))) visit(*place, TextOf(it->value()));
    }
  };
  const auto offset_of = [](std::string_view bytes) {
    return static_cast<std::int64_t>(BigEndian(bytes.substr(0, 8)));
  };
  each(kEnd, [&](const Place& place, std::string_view value) { partitions_[place].end = offset_of(value); });
  each(kPosition, [&](const Place& place, std::string_view value) { partitions_[place].position = offset_of(value); });
  // Everybody who reads begins anew now, and needs neither what was replaced nor a tombstone of what is not there.
  rocksdb::Status status;
  each(kReplaced, [&](const Place& place, std::string_view) {
    if (!status.ok()) return;
    rocksdb::WriteBatch batch;
    batch.Delete(it->key()).PermitUncheckedError();
    batch.Delete(RecordKey(place, offset_of(TextOf(it->key()).substr(it->key().size() - 8)))).PermitUncheckedError();
    status = db_->Write({}, &batch);
  });
  each(kNewest, [&](const Place& place, std::string_view value) {
    if (value.size() == 8 || !status.ok()) return;
    rocksdb::WriteBatch batch;
    batch.Delete(it->key()).PermitUncheckedError();
    batch.Delete(RecordKey(place, offset_of(value))).PermitUncheckedError();
    status = db_->Write({}, &batch);
  });
  if (!status.ok()) return StatusOf(status, db_->GetName());
  v1::LogRecord last;
  for (auto& [place, partition] : partitions_) {
    it->SeekForPrev(RecordKey(place, std::numeric_limits<std::int64_t>::max()));
    if (it->Valid() && TextOf(it->key()).starts_with(KeyOf(kRecord, place)) &&
        last.ParseFromArray(it->value().data(), static_cast<int>(it->value().size()))) {
      partition.newest = AppendedOf(last);
    }
  }
  return StatusOf(it->status(), db_->GetName());
}

void TopicLog::Fail(absl::Status status) {
  if (status_.ok()) status_ = std::move(status);
}

std::int64_t TopicLog::End(const Place& place) const {
  const absl::ReaderMutexLock lock(&mutex_);
  const auto found = partitions_.find(place);
  return found == partitions_.end() ? 0 : found->second.end;
}

std::int64_t TopicLog::Append(const std::string& topic, const OutRecord& record, Instant now) {
  const Spec& spec = specs_.at(topic);
  const Place place{topic, record.partition >= 0 ? record.partition : PartitionOf(record.key, spec.partitions)};
  const absl::MutexLock lock(&mutex_);
  Partition& partition = partitions_[place];
  const std::int64_t offset = partition.end;
  if (!status_.ok()) return offset;
  partition.newest = std::max(partition.newest, now);
  rocksdb::WriteBatch batch;
  if (spec.compacted) {
    const std::string key = KeyOf(kNewest, place) + record.key;
    std::string before;
    if (db_->Get({}, key, &before).ok()) {
      partition.replaced.push_back(static_cast<std::int64_t>(BigEndian(std::string_view(before).substr(0, 8))));
      batch.Put(ReplacedKey(place, partition.replaced.back()), "").PermitUncheckedError();
    }
    // A ninth byte: it is a tombstone.
    batch.Put(key, Number(offset) + (record.value ? "" : "t")).PermitUncheckedError();
  }
  batch.Put(RecordKey(place, offset), Packed(record, partition.newest)).PermitUncheckedError();
  batch.Put(KeyOf(kEnd, place), Number(offset + 1)).PermitUncheckedError();
  Fail(StatusOf(db_->Write({}, &batch), db_->GetName()));
  if (status_.ok()) partition.end = offset + 1;
  return offset;
}

void TopicLog::Read(const Place& place, std::int64_t offset, const std::function<bool(const InRecord& record)>& take) {
  if (offset >= End(place)) return;
  const std::unique_ptr<rocksdb::Iterator> it(db_->NewIterator({}));
  const std::string prefix = KeyOf(kRecord, place);
  v1::LogRecord packed;
  Headers headers;
  InRecord record;
  record.partition = place.second;
  record.headers = &headers;
  for (it->Seek(RecordKey(place, offset)); it->Valid() && TextOf(it->key()).starts_with(prefix); it->Next()) {
    if (!packed.ParseFromArray(it->value().data(), static_cast<int>(it->value().size()))) {
      const absl::MutexLock lock(&mutex_);
      return Fail(absl::DataLossError(absl::StrCat("log ", db_->GetName(), ": a record cannot be read")));
    }
    record.offset = static_cast<std::int64_t>(BigEndian(TextOf(it->key()).substr(prefix.size())));
    record.appended = AppendedOf(packed);
    record.key = packed.key();
    record.value.reset();
    if (packed.has_value()) record.value = packed.value();
    headers.clear();
    for (v1::LogHeader& header : *packed.mutable_headers()) {
      headers.emplace_back(std::move(*header.mutable_name()), std::move(*header.mutable_value()));
    }
    if (!take(record)) return;
  }
  if (it->status().ok()) return;
  const absl::MutexLock lock(&mutex_);
  Fail(StatusOf(it->status(), db_->GetName()));
}

std::int64_t TopicLog::Position(const Place& place) const {
  const absl::ReaderMutexLock lock(&mutex_);
  const auto found = partitions_.find(place);
  return found == partitions_.end() ? 0 : found->second.position;
}

void TopicLog::SetPosition(const Place& place, std::int64_t offset) {
  const absl::MutexLock lock(&mutex_);
  Partition& partition = partitions_[place];
  if (!status_.ok() || partition.position == offset) return;
  partition.position = offset;
  Fail(StatusOf(db_->Put({}, KeyOf(kPosition, place), Number(offset)), db_->GetName()));
}

void TopicLog::Compact(const std::map<Place, std::int64_t>& readers) {
  const absl::MutexLock lock(&mutex_);
  rocksdb::WriteBatch batch;
  for (auto& [place, partition] : partitions_) {
    const auto reader = readers.find(place);
    std::erase_if(partition.replaced, [&, &of = place](std::int64_t offset) {
      if (reader != readers.end() && offset >= reader->second) return false;
      batch.Delete(RecordKey(of, offset)).PermitUncheckedError();
      batch.Delete(ReplacedKey(of, offset)).PermitUncheckedError();
      return true;
    });
  }
  if (status_.ok() && batch.Count() != 0) Fail(StatusOf(db_->Write({}, &batch), db_->GetName()));
}

void TopicLog::Forget(const Place& place, std::int64_t offset) {
  const absl::MutexLock lock(&mutex_);
  Partition& partition = partitions_[place];
  if (!status_.ok() || offset <= partition.forgotten) return;
  Fail(StatusOf(
      db_->DeleteRange({}, db_->DefaultColumnFamily(), RecordKey(place, partition.forgotten), RecordKey(place, offset)),
      db_->GetName()));
  partition.forgotten = offset;
}

void TopicLog::ForgetOld(Instant now) {
  for (const auto& [topic, spec] : specs_) {
    if (spec.compacted || spec.kept == Nanos{0}) continue;
    for (std::int32_t p = 0; p < spec.partitions; ++p) {
      const Place place{topic, p};
      std::int64_t until = 0;
      {
        const absl::MutexLock lock(&mutex_);
        until = partitions_[place].forgotten;
      }
      Read(place, until, [&until, before = now - spec.kept](const InRecord& record) {
        const bool old = record.appended < before;
        if (old) until = record.offset + 1;
        return old;
      });
      Forget(place, until);
    }
  }
}

absl::Status TopicLog::Sync() {
  // RocksDB ends the process that wants a log on the disk which could not be written.
  if (absl::Status failed = status(); !failed.ok()) return failed;
  const rocksdb::Status synced = db_->SyncWAL();
  const absl::MutexLock lock(&mutex_);
  Fail(StatusOf(synced, db_->GetName()));
  return status_;
}

absl::Status TopicLog::status() const {
  const absl::ReaderMutexLock lock(&mutex_);
  return status_;
}

}  // namespace loopbreaker::embedded
