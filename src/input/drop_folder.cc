#include "input/drop_folder.h"

#include <fcntl.h>
#include <unistd.h>
#include <xxhash.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstdio>
#include <cstring>
#include <fstream>

namespace loopbreaker {
namespace {

namespace fs = std::filesystem;

constexpr const char* kTaken = ".taken";

// Hidden, or by its name still under way.
bool IsForUs(const std::string& name) {
  if (name.empty() || name[0] == '.') return false;
  const auto ends = [&](std::string_view end) { return name.ends_with(end); };
  return !ends(".part") && !ends(".partial") && !ends(".tmp") && !ends(".filepart");
}

// Hash and size of the content. Empty: it cannot be read.
std::string IdentityOf(const fs::path& file) {
  std::ifstream in(file, std::ios::binary);
  if (!in) return {};
  const std::unique_ptr<XXH3_state_t, decltype(&XXH3_freeState)> state(XXH3_createState(), &XXH3_freeState);
  XXH3_128bits_reset(state.get());
  std::array<char, 1 << 16> bytes;
  std::uint64_t size = 0;
  while (in.read(bytes.data(), bytes.size()) || in.gcount() > 0) {
    XXH3_128bits_update(state.get(), bytes.data(), static_cast<std::size_t>(in.gcount()));
    size += static_cast<std::uint64_t>(in.gcount());
  }
  if (in.bad()) return {};
  const XXH128_hash_t hash = XXH3_128bits_digest(state.get());
  std::array<char, 64> text{};
  std::snprintf(text.data(), text.size(), "%016llx%016llx %llu", static_cast<unsigned long long>(hash.high64),
                static_cast<unsigned long long>(hash.low64), static_cast<unsigned long long>(size));
  return text.data();
}

}  // namespace

std::unique_ptr<DropFolder> DropFolder::Open(Options options, std::string& error) {
  std::unique_ptr<DropFolder> folder(new DropFolder(std::move(options)));
  const fs::path path = folder->options_.path;
  std::error_code problem;
  if (!fs::is_directory(path, problem)) {
    error = "expected a folder at '" + path.string() + "', found none";
    return nullptr;
  }
  for (const char* inner : {"done", "failed"}) {
    fs::create_directory(path / inner, problem);
    if (problem) {
      error = "cannot make '" + (path / inner).string() + "': " + problem.message();
      return nullptr;
    }
  }
  return folder->LoadTaken(error) ? std::move(folder) : nullptr;
}

bool DropFolder::LoadTaken(std::string& error) {
  const std::string path = fs::path(options_.path) / kTaken;
  const int file = open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0644);
  if (file < 0) {
    error = "cannot write '" + path + "': " + std::strerror(errno);
    return false;
  }
  close(file);
  std::ifstream in(path);
  for (std::string line; std::getline(in, line);) {
    // A line that a crash cut off is of a file that will be read again.
    const std::size_t size_ends = line.find(' ', line.find(' ') + 1);
    if (size_ends != std::string::npos) identities_.insert(line.substr(0, size_ends));
  }
  return true;
}

bool DropFolder::Note(const std::string& identity, const std::string& name, std::string& error) {
  const std::string path = fs::path(options_.path) / kTaken;
  std::string line = identity + " " + name + "\n";
  std::replace(line.begin(), line.end() - 1, '\n', ' ');
  const int file = open(path.c_str(), O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0644);
  const bool written =
      file >= 0 && write(file, line.data(), line.size()) == static_cast<ssize_t>(line.size()) && fsync(file) == 0;
  if (!written) error = "cannot write '" + path + "': " + std::strerror(errno);
  if (file >= 0) close(file);
  if (written) identities_.insert(identity);
  return written;
}

std::optional<std::string> DropFolder::NextSettled(Instant now) {
  std::map<std::string, Seen> still;
  std::optional<std::string> settled;
  std::error_code problem;
  for (const auto& entry : fs::directory_iterator(options_.path, problem)) {
    const std::string name = entry.path().filename();
    std::error_code gone;
    if (!IsForUs(name) || !entry.is_regular_file(gone)) continue;
    Seen seen{.size = entry.file_size(gone), .written = entry.last_write_time(gone), .since = now};
    if (gone) continue;
    if (const auto before = seen_.find(name);
        before != seen_.end() && before->second.size == seen.size && before->second.written == seen.written) {
      seen.since = before->second.since;
    }
    if (now - seen.since >= options_.settles && (!settled || name < *settled)) settled = name;
    still.emplace(name, seen);
  }
  seen_ = std::move(still);
  return settled;
}

bool DropFolder::Read(const fs::path& file, const Taker& taker, Taken& taken) const {
  const std::unique_ptr<EventReader> reader = OpenEvents(file, options_.mapping, taken.failure);
  if (reader == nullptr) return true;
  Event event;
  DeadLetter dead;
  for (;;) {
    switch (reader->Read(event, dead)) {
      case EventReader::Next::kEvent:
        ++taken.events;
        if (!taker.event(event.message())) return false;
        break;
      case EventReader::Next::kDead:
        ++taken.dead;
        if (!taker.dead(dead)) return false;
        break;
      case EventReader::Next::kEnd:
        return taker.safe();
    }
  }
}

bool DropFolder::Move(const fs::path& file, const char* to, std::string& error) const {
  const fs::path folder = fs::path(options_.path) / to;
  fs::path target = folder / file.filename();
  for (int number = 2; fs::exists(target); ++number) {
    target = folder / (file.filename().string() + "." + std::to_string(number));
  }
  std::error_code problem;
  fs::rename(file, target, problem);
  if (problem) error = "cannot move '" + file.string() + "' to '" + target.string() + "': " + problem.message();
  return !problem;
}

std::optional<DropFolder::Taken> DropFolder::Proceed(Instant now, const Taker& taker) {
  const std::optional<std::string> name = NextSettled(now);
  if (!name) return std::nullopt;
  const fs::path file = fs::path(options_.path) / *name;
  const std::string identity = IdentityOf(file);
  Taken taken{.name = *name};
  if (identity.empty()) {
    taken.failure = "cannot read '" + file.string() + "'";
  } else if (identities_.contains(identity)) {
    taken.known = true;
  } else if (!Read(file, taker, taken)) {
    taken.failure = taker.refused();
    if (taken.failure.empty()) return std::nullopt;
  } else if (taken.failure.empty() && !Note(identity, *name, taken.failure)) {
    // Moved, it would not be tried again.
    seen_.erase(*name);
    return taken;
  }
  std::string error;
  if (!Move(file, taken.failure.empty() ? "done" : "failed", error)) {
    // Where it stays it is known by now, or fails again; neither in a hurry.
    seen_.erase(*name);
    taken.failure += (taken.failure.empty() ? "" : "; ") + error;
  }
  return taken;
}

}  // namespace loopbreaker
