// Where bytes are put away that are taken out and put back again and again, a little longer each time.
//
// Rooms come in few sizes, with a list of free ones for each: a general allocator would search, and touch memory to do
// so, at every change of size. What is freed is used again for boxes of that size; the memory goes back at the end.
#pragma once

#include <cstdint>
#include <memory>
#include <string_view>
#include <vector>

namespace loopbreaker {

class Shelf {
 public:
  class Box {
   public:
    std::string_view view() const { return {data_, size_}; }

   private:
    friend class Shelf;
    char* data_ = nullptr;  // in the shelf
    std::uint32_t size_ = 0;
    std::uint8_t kind_ = 0;
  };
  // More than that is not taken.
  static constexpr std::size_t kBytesMax = std::size_t{3} << 19;

  // Replaces what is in the box. REQUIRES: at most kBytesMax.
  void Put(Box& box, std::string_view bytes);
  void Clear(Box& box);

 private:
  static constexpr std::uint8_t kKinds = 24;
  static constexpr std::size_t RoomOf(std::uint8_t kind) {
    return std::size_t{kind % 2 == 0 ? 2u : 3u} << (kind / 2 + 8);
  }
  char* Take(std::uint8_t kind);

  char* free_[kKinds] = {};  // each begins with the address of the next
  std::vector<std::unique_ptr<char[]>> chunks_;
  char* next_ = nullptr;
  std::size_t left_ = 0;
};

}  // namespace loopbreaker
