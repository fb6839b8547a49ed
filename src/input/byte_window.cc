#include "input/byte_window.h"

#include <cstring>
#include <utility>

namespace loopbreaker {

ByteWindow::ByteWindow(std::unique_ptr<ByteSource> source)
    : source_(std::move(source)), bytes_(new char[4 * kBlockBytes]), capacity_(4 * kBlockBytes) {}

bool ByteWindow::More() {
  if (begin_ == end_) begin_ = end_ = 0;
  if (capacity_ - end_ < kBlockBytes) {
    const std::size_t unread_bytes = end_ - begin_;
    if (capacity_ - unread_bytes >= 2 * kBlockBytes) {
      std::memmove(bytes_.get(), bytes_.get() + begin_, unread_bytes);
    } else {
      std::unique_ptr<char[]> larger(new char[2 * capacity_]);
      std::memcpy(larger.get(), bytes_.get() + begin_, unread_bytes);
      bytes_ = std::move(larger);
      capacity_ *= 2;
    }
    begin_ = 0;
    end_ = unread_bytes;
  }
  const std::size_t got = source_->Read(bytes_.get() + end_, capacity_ - end_);
  end_ += got;
  return got > 0;
}

}  // namespace loopbreaker
