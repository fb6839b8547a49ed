#include "engine/identity_index.h"

#include <utility>

namespace loopbreaker {

void IdentityIndex::Grow(Shard& shard) {
  std::vector<Slot> old = std::move(shard.slots);
  std::uint32_t live = 0;
  for (const Slot& slot : old) live += slot.customer() < kRemoved ? 1 : 0;
  shard.slots.assign(live < 8 ? 12 : live + live / 3 + 1, Slot{});
  shard.used = live;
  for (const Slot& slot : old) {
    if (slot.customer() >= kRemoved) continue;
    std::size_t i = Start(slot.print, shard.slots.size());
    while (shard.slots[i].customer() != kFree) i = Next(i, shard.slots.size());
    shard.slots[i] = slot;
  }
}

bool IdentityIndex::Add(std::uint64_t identity, std::uint32_t customer) {
  Shard& shard = shards_[ShardOf(identity)];
  if ((shard.used + 1) * 8 > shard.slots.size() * 7) Grow(shard);
  const std::uint16_t print = PrintOf(identity);
  std::size_t i = Start(print, shard.slots.size());
  for (; shard.slots[i].customer() != kFree; i = Next(i, shard.slots.size())) {
    if (shard.slots[i].print == print && shard.slots[i].customer() == customer) return false;
  }
  shard.slots[i].print = print;
  shard.slots[i].Set(customer);
  ++shard.used;
  return true;
}

void IdentityIndex::Remove(std::uint64_t identity, std::uint32_t customer) {
  Shard& shard = shards_[ShardOf(identity)];
  if (shard.slots.empty()) return;
  const std::uint16_t print = PrintOf(identity);
  for (std::size_t i = Start(print, shard.slots.size()); shard.slots[i].customer() != kFree;
       i = Next(i, shard.slots.size())) {
    if (shard.slots[i].print == print && shard.slots[i].customer() == customer) {
      shard.slots[i].Set(kRemoved);
      return;
    }
  }
}

}  // namespace loopbreaker
