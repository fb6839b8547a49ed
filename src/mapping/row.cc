#include "mapping/row.h"

#include <algorithm>

namespace loopbreaker {

int Origins::SlotOf(const Origin& origin) {
  const auto found = std::find(list_.begin(), list_.end(), origin);
  if (found != list_.end()) return static_cast<int>(found - list_.begin());
  list_.push_back(origin);
  return static_cast<int>(list_.size()) - 1;
}

void Row::Reset(std::size_t slots) {
  cells.assign(slots, Cell{});
  items.clear();
  kept.clear();
}

}  // namespace loopbreaker
