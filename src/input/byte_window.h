// What has been read of a source and not yet been used.
#pragma once

#include <cstddef>
#include <memory>
#include <string>
#include <string_view>

#include "input/byte_source.h"

namespace loopbreaker {

// Used by one thread. Grows as far as its user lets the unread bytes grow.
class ByteWindow {
 public:
  explicit ByteWindow(std::unique_ptr<ByteSource> source);

  // Valid until the next More().
  std::string_view unread() const { return {bytes_.get() + begin_, end_ - begin_}; }
  void Consume(std::size_t count) { begin_ += count; }
  // Reads another block behind what is unread. False at the end, or when error() says why it cannot be read on.
  bool More();

  const std::string& error() const { return source_->error(); }
  const ByteSource& source() const { return *source_; }

 private:
  std::unique_ptr<ByteSource> source_;
  std::unique_ptr<char[]> bytes_;
  std::size_t capacity_;
  std::size_t begin_ = 0;
  std::size_t end_ = 0;
};

}  // namespace loopbreaker
