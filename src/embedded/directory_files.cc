#include "embedded/directory_files.h"

#include <optional>
#include <system_error>
#include <utility>
#include <vector>

#include "link/entries.h"
#include "observe/log.h"
#include "service/wire.h"

namespace loopbreaker::embedded {
namespace {

constexpr std::chrono::seconds kEvery{1};

}  // namespace

DirectoryFiles::DirectoryFiles(const ServiceConfig& config, TopicLog& log)
    : config_(config),
      log_(log),
      customers_{config.customers_file, Topic::kCustomers},
      units_{config.units_file, Topic::kUnits} {}

absl::Status DirectoryFiles::Look(Instant now) {
  const auto time = std::chrono::steady_clock::now();
  if (time < due_) return absl::OkStatus();
  due_ = time + kEvery;
  const absl::Status units = Look(units_, now);
  const absl::Status customers = Look(customers_, now);
  return units.ok() ? customers : units;
}

absl::Status DirectoryFiles::Look(File& file, Instant now) {
  if (file.path.empty()) return absl::OkStatus();
  // One that is being replaced just now is looked at again.
  std::error_code error;
  const auto changed = std::filesystem::last_write_time(file.path, error);
  const std::uintmax_t bytes = error ? 0 : std::filesystem::file_size(file.path, error);
  if (error || (changed == file.changed && bytes == file.bytes)) return absl::OkStatus();
  file.changed = changed;
  file.bytes = bytes;
  Entries entries;
  if (absl::Status read = Read(file, entries); !read.ok()) return read;
  Put(file.topic, std::move(entries), now);
  return log_.Sync();
}

absl::Status DirectoryFiles::Read(const File& file, Entries& entries) const {
  std::string error;
  std::vector<std::string> warnings;
  const auto put = [&](const std::string& id, const google::protobuf::Message& entry) {
    entries[id] = entry.SerializeAsString();
  };
  const bool read =
      file.topic == Topic::kCustomers
          ? ReadCustomers(
                file.path, [&](const v1::Customer& one) { put(one.customer_id(), one); }, error, &warnings)
          : ReadUnits(
                file.path, [&](const v1::Unit& one) { put(one.unit_id(), one); }, error, &warnings);
  for (const std::string& warning : warnings) LogWarning("directory", {{"warning", warning}});
  return read ? absl::OkStatus() : absl::InvalidArgumentError(error);
}

void DirectoryFiles::Put(Topic topic, Entries entries, Instant now) {
  const std::string name = config_.Topic(NameOf(topic));
  const std::size_t all = entries.size();
  // Of a key the last record holds.
  std::map<std::string, std::optional<std::string>> known;
  log_.Read({name, 0}, 0, [&](const InRecord& record) {
    known[std::string(record.key)] = record.value;
    return true;
  });
  std::vector<std::string> gone;
  for (const auto& [id, value] : known) {
    const auto entry = entries.find(id);
    if (entry == entries.end()) {
      if (value) gone.push_back(id);
    } else if (value == entry->second) {
      entries.erase(entry);
    }
  }
  const Headers headers = ContentTypeHeaders(Encoding::kProtobuf);
  for (const auto& [id, entry] : entries) log_.Append(name, {topic, 0, id, entry, headers}, now);
  for (const std::string& id : gone) log_.Append(name, {topic, 0, id, std::nullopt, {}}, now);
  LogInfo("directory read", {{"topic", name}, {"entries", all}, {"changed", entries.size()}, {"gone", gone.size()}});
}

}  // namespace loopbreaker::embedded
