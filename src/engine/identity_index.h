// Which customers may hold a version of a fact, by the hash of its identity. Six bytes an entry.
//
// A duplicate or correction may name another customer than the version before it, so every identity is looked up among
// all customers. The index keeps 16 bits of the hash beside the customer and may name one too many: whoever asks looks
// there.
#pragma once

#include <cstdint>
#include <vector>

namespace loopbreaker {

class IdentityIndex {
 public:
  // Calls `visit(customer)` for each customer that may hold the identity.
  template <typename Visit>
  void Find(std::uint64_t identity, Visit visit) const {
    const Shard& shard = shards_[ShardOf(identity)];
    if (shard.slots.empty()) return;
    for (std::size_t i = Start(PrintOf(identity), shard.slots.size()); shard.slots[i].customer() != kFree;
         i = Next(i, shard.slots.size())) {
      if (shard.slots[i].print == PrintOf(identity) && shard.slots[i].customer() != kRemoved)
        visit(shard.slots[i].customer());
    }
  }
  void Prefetch(std::uint64_t identity) const {
    const Shard& shard = shards_[ShardOf(identity)];
    if (!shard.slots.empty()) __builtin_prefetch(&shard.slots[Start(PrintOf(identity), shard.slots.size())]);
  }
  // Adds the pair. False: it is there, or one that cannot be told from it.
  bool Add(std::uint64_t identity, std::uint32_t customer);
  void Remove(std::uint64_t identity, std::uint32_t customer);

 private:
  static constexpr std::uint32_t kFree = 0xFFFFFFFF;
  static constexpr std::uint32_t kRemoved = 0xFFFFFFFE;
  struct Slot {
    std::uint16_t print = 0;
    std::uint16_t low = 0xFFFF;
    std::uint16_t high = 0xFFFF;
    std::uint32_t customer() const { return std::uint32_t{high} << 16 | low; }
    void Set(std::uint32_t customer) {
      low = static_cast<std::uint16_t>(customer);
      high = static_cast<std::uint16_t>(customer >> 16);
    }
  };
  // Many small tables, so that growing one copies little and leaves little room unused.
  static constexpr std::size_t kShards = 1 << 12;
  struct Shard {
    std::vector<Slot> slots;
    std::uint32_t used = 0;  // removed ones included
  };
  static std::size_t ShardOf(std::uint64_t h) { return h % kShards; }
  static std::uint16_t PrintOf(std::uint64_t h) { return static_cast<std::uint16_t>(h >> 32); }
  // From the print alone, which is all that is left of a hash when a table grows.
  static std::size_t Start(std::uint16_t print, std::size_t size) {
    return static_cast<std::size_t>((static_cast<std::uint64_t>(print) * size) >> 16);
  }
  static std::size_t Next(std::size_t i, std::size_t size) { return i + 1 == size ? 0 : i + 1; }
  void Grow(Shard& shard);
  std::vector<Shard> shards_ = std::vector<Shard>(kShards);
};

}  // namespace loopbreaker
