// Finds the rows of a table by a 64-bit hash that each row has.
//
// A small table is searched from end to end, which is as fast as anything and needs no memory; a larger one gets an
// index beside it, which can be made again from the rows alone. So the rows are all that has to be kept of it.
#pragma once

#include <bit>
#include <cstdint>
#include <vector>

namespace loopbreaker {

class HashIndex {
 public:
  static constexpr std::uint32_t kNoRow = 0xFFFFFFFF;
  // Up to so many rows are searched without an index.
  static constexpr std::uint32_t kScanned = 32;

  // A row of that hash for which `matches(row)` holds, or kNoRow. `hash_of(row)` is the hash of a row.
  template <typename HashOf, typename Matches>
  std::uint32_t Find(std::uint64_t hash, std::uint32_t rows, HashOf hash_of, Matches matches) const {
    if (places_.empty()) {
      for (std::uint32_t row = rows; row-- > 0;) {
        if (hash_of(row) == hash && matches(row)) return row;
      }
      return kNoRow;
    }
    const std::size_t mask = places_.size() - 1;
    for (std::size_t i = hash & mask; places_[i] != kNoRow; i = (i + 1) & mask) {
      if (hash_of(places_[i]) == hash && matches(places_[i])) return places_[i];
    }
    return kNoRow;
  }

  // A row was appended: `rows` counts it.
  template <typename HashOf>
  void Added(std::uint32_t rows, HashOf hash_of) {
    if (places_.empty() ? rows <= kScanned : rows * 2 <= places_.size()) {
      if (!places_.empty()) Enter(hash_of(rows - 1), rows - 1);
      return;
    }
    Make(rows, hash_of);
  }
  // The last row, `row`, will be removed. Nothing that is left was entered after it, so its place can just be freed.
  void Removing(std::uint32_t row, std::uint64_t hash) {
    if (places_.empty()) return;
    const std::size_t mask = places_.size() - 1;
    std::size_t i = hash & mask;
    while (places_[i] != row) i = (i + 1) & mask;
    places_[i] = kNoRow;
  }
  // Of rows that came all at once.
  template <typename HashOf>
  void Make(std::uint32_t rows, HashOf hash_of) {
    Clear();
    if (rows <= kScanned) return;
    places_.assign(std::bit_ceil(std::size_t{rows} * 3), kNoRow);
    for (std::uint32_t row = 0; row < rows; ++row) Enter(hash_of(row), row);
  }
  void Clear() {
    // What one huge history needed is not kept for the small ones after it.
    if (places_.capacity() > kKept) places_ = {};
    places_.clear();
  }

 private:
  static constexpr std::size_t kKept = 1 << 14;
  void Enter(std::uint64_t hash, std::uint32_t row) {
    const std::size_t mask = places_.size() - 1;
    std::size_t i = hash & mask;
    while (places_[i] != kNoRow) i = (i + 1) & mask;
    places_[i] = row;
  }
  std::vector<std::uint32_t> places_;  // a power of two, at least half of them free; empty: no index
};

}  // namespace loopbreaker
