// A file as it is stored.
#pragma once

#include <string>
#include <string_view>

#include "input/byte_source.h"

namespace loopbreaker {

class StoredFile : public ByteSource {
 public:
  // Null: `error` is a sentence for a person.
  static std::unique_ptr<StoredFile> Open(const std::string& path, std::string& error);
  ~StoredFile() override;
  StoredFile(const StoredFile&) = delete;
  StoredFile& operator=(const StoredFile&) = delete;

  // The first bytes, without reading them away; fewer at the end of the file.
  std::string_view Peek(std::size_t size);

  std::size_t Read(char* to, std::size_t size) override;
  const std::string& error() const override { return error_; }
  std::uint64_t bytes_read() const override { return bytes_read_; }
  std::uint64_t bytes_total() const override { return bytes_total_; }

 private:
  StoredFile(int descriptor, std::uint64_t bytes_total) : descriptor_(descriptor), bytes_total_(bytes_total) {}
  std::size_t ReadOnce(char* to, std::size_t size);

  int descriptor_;
  std::uint64_t bytes_total_;
  std::uint64_t bytes_read_ = 0;
  std::string peeked_;
  std::string error_;
};

}  // namespace loopbreaker
