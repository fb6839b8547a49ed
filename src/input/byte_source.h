// The bytes of a file or of standard input, decompressed.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>

namespace loopbreaker {

inline constexpr std::size_t kBlockBytes = 256 * 1024;

// Used by one thread.
class ByteSource {
 public:
  virtual ~ByteSource() = default;
  // Up to `size` bytes, at least one unless it is the end. 0: the end, or what error() says.
  virtual std::size_t Read(char* to, std::size_t size) = 0;
  // Empty, or a sentence: what stopped the reading.
  virtual const std::string& error() const = 0;
  // As the file is stored.
  virtual std::uint64_t bytes_read() const = 0;
  virtual std::uint64_t bytes_total() const = 0;  // 0: not known
};

// Opens `path`, "-" for standard input. Gzip and zstd, of one or several members, are recognised by their first bytes.
// Null: `error` is a sentence for a person.
std::unique_ptr<ByteSource> OpenBytes(const std::string& path, std::string& error);

}  // namespace loopbreaker
