#include "engine/shelf.h"

#include <algorithm>
#include <cstring>

namespace loopbreaker {

char* Shelf::Take(std::uint8_t kind) {
  static_assert(RoomOf(0) == 512 && RoomOf(1) == 768 && RoomOf(kKinds - 1) == kBytesMax);
  constexpr std::size_t kChunk = 1 << 20;
  if (char* const room = free_[kind]; room != nullptr) {
    std::memcpy(&free_[kind], room, sizeof(char*));
    return room;
  }
  const std::size_t size = RoomOf(kind);
  if (size > left_) {
    left_ = std::max(kChunk, size);
    chunks_.push_back(std::make_unique_for_overwrite<char[]>(left_));
    next_ = chunks_.back().get();
  }
  char* const room = next_;
  next_ += size;
  left_ -= size;
  return room;
}

void Shelf::Put(Box& box, std::string_view bytes) {
  if (bytes.empty()) return Clear(box);
  if (box.data_ == nullptr || bytes.size() > RoomOf(box.kind_)) {
    Clear(box);
    std::uint8_t kind = 0;
    while (RoomOf(kind) < bytes.size()) ++kind;
    box.data_ = Take(kind);
    box.kind_ = kind;
  }
  std::memcpy(box.data_, bytes.data(), bytes.size());
  box.size_ = static_cast<std::uint32_t>(bytes.size());
}

void Shelf::Clear(Box& box) {
  if (box.data_ != nullptr) {
    std::memcpy(box.data_, &free_[box.kind_], sizeof(char*));
    free_[box.kind_] = box.data_;
  }
  box = Box();
}

}  // namespace loopbreaker
