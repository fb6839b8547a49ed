#include "event/pool.h"

#include <cstring>

#include "base/hash.h"

namespace loopbreaker {
namespace {

constexpr std::size_t kChunkBytes = 1 << 16;
// A longer text gets a chunk of its own, so that it does not waste the rest of a shared one.
constexpr std::size_t kSharedBytesMax = kChunkBytes / 8;

}  // namespace

std::uint32_t TextPool::Intern(std::string_view text) {
  std::uint64_t key = Hash64(text);
  for (auto it = symbols_.find(key); it != symbols_.end(); it = symbols_.find(++key)) {
    if (texts_[it->second] == text) return it->second;
  }
  if (texts_.size() >= max_texts_) return kFull;
  const auto symbol = static_cast<std::uint32_t>(texts_.size());
  texts_.push_back(Store(text));
  symbols_.emplace(key, symbol);
  return symbol;
}

std::uint32_t TextPool::InternShape(std::uint64_t fields, std::uint64_t header) {
  std::uint64_t key = Combine(fields, header);
  for (auto it = shape_numbers_.find(key); it != shape_numbers_.end(); it = shape_numbers_.find(++key)) {
    const Shape& shape = shapes_[it->second];
    if (shape.fields == fields && shape.header == header) return it->second;
  }
  if (shapes_.size() >= max_texts_) return kFull;
  const auto number = static_cast<std::uint32_t>(shapes_.size());
  shapes_.push_back({fields, header});
  shape_numbers_.emplace(key, number);
  return number;
}

std::string_view TextPool::Store(std::string_view text) {
  if (text.empty()) return {};
  if (text.size() > kSharedBytesMax) {
    auto own = std::make_unique<char[]>(text.size());
    std::memcpy(own.get(), text.data(), text.size());
    chunks_.push_back(std::move(own));
    return {chunks_.back().get(), text.size()};
  }
  if (text.size() > chunk_left_) {
    chunks_.push_back(std::make_unique<char[]>(kChunkBytes));
    chunk_next_ = chunks_.back().get();
    chunk_left_ = kChunkBytes;
  }
  char* const at = chunk_next_;
  std::memcpy(at, text.data(), text.size());
  chunk_next_ += text.size();
  chunk_left_ -= text.size();
  return {at, text.size()};
}

}  // namespace loopbreaker
