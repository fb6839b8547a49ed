#include "input/stored_file.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>

namespace loopbreaker {

std::unique_ptr<StoredFile> StoredFile::Open(const std::string& path, std::string& error) {
  const int descriptor = path == "-" ? STDIN_FILENO : ::open(path.c_str(), O_RDONLY | O_CLOEXEC);
  if (descriptor < 0) {
    error = "cannot open '" + path + "': " + std::strerror(errno);
    return nullptr;
  }
  struct stat status {};
  const bool known = ::fstat(descriptor, &status) == 0;
  if (known && S_ISDIR(status.st_mode)) {
    ::close(descriptor);
    error = "'" + path + "' is a directory, expected a file of events";
    return nullptr;
  }
  const bool sized = known && S_ISREG(status.st_mode);
  return std::unique_ptr<StoredFile>(
      new StoredFile(descriptor, sized ? static_cast<std::uint64_t>(status.st_size) : 0));
}

StoredFile::~StoredFile() {
  if (descriptor_ != STDIN_FILENO) ::close(descriptor_);
}

std::string_view StoredFile::Peek(std::size_t size) {
  while (peeked_.size() < size) {
    char bytes[64];
    const std::size_t got = ReadOnce(bytes, std::min(sizeof bytes, size - peeked_.size()));
    if (got == 0) break;
    peeked_.append(bytes, got);
  }
  return peeked_;
}

std::size_t StoredFile::Read(char* to, std::size_t size) {
  if (peeked_.empty()) return ReadOnce(to, size);
  const std::size_t count = std::min(size, peeked_.size());
  std::memcpy(to, peeked_.data(), count);
  peeked_.erase(0, count);
  return count;
}

std::size_t StoredFile::ReadOnce(char* to, std::size_t size) {
  const ssize_t got = ::read(descriptor_, to, size);
  if (got < 0 && errno == EINTR) return 0;  // somebody wants the program to stop, and nothing more may ever come
  if (got < 0) {
    error_ = std::string("cannot read on: ") + std::strerror(errno);
    return 0;
  }
  bytes_read_ += static_cast<std::uint64_t>(got);
  return static_cast<std::size_t>(got);
}

}  // namespace loopbreaker
