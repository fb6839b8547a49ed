#include "history/journal.h"

namespace loopbreaker {

void Journal::BeginStep() {
  if (!recording()) return;
  if (starts_.size() >= 2 * steps_max_) {  // forget the older half; amortised, one copy of a byte per byte recorded
    const std::size_t drop = starts_.size() - steps_max_;
    const std::size_t offset = starts_[drop];
    bytes_.erase(bytes_.begin(), bytes_.begin() + static_cast<std::ptrdiff_t>(offset));
    starts_.erase(starts_.begin(), starts_.begin() + static_cast<std::ptrdiff_t>(drop));
    for (std::size_t& start : starts_) start -= offset;
  }
  starts_.push_back(bytes_.size());
}

void Journal::Record(Undoable& target, const void* payload, std::size_t size) {
  if (starts_.empty()) return;  // set-up before the first fact is not undone
  const std::size_t at = bytes_.size();
  bytes_.resize(at + size + sizeof(Header));
  if (size != 0) std::memcpy(bytes_.data() + at, payload, size);
  const Header header{&target, size};
  std::memcpy(bytes_.data() + at + size, &header, sizeof header);
}

void Journal::UndoStep() {
  const std::size_t start = starts_.back();
  while (bytes_.size() > start) {
    Header header;
    const std::size_t header_at = bytes_.size() - sizeof header;
    std::memcpy(&header, bytes_.data() + header_at, sizeof header);
    header.target->Undo(bytes_.data() + header_at - header.size, header.size);
    bytes_.resize(header_at - header.size);
  }
  starts_.pop_back();
}

void Journal::Clear() {
  bytes_.clear();
  starts_.clear();
}

void KeyMap::Set(std::uint64_t key, std::uint32_t value) {
  const auto [it, added] = map_.try_emplace(key, value);
  if (journal_.recording()) {
    const Old old{key, added ? 0 : it->second, !added};
    journal_.Record(*this, &old, sizeof old);
  }
  if (!added) it->second = value;
}

bool KeyMap::Add(std::uint64_t key) {
  const bool added = map_.try_emplace(key, 1).second;
  if (added && journal_.recording()) {
    const Old old{key, 0, false};
    journal_.Record(*this, &old, sizeof old);
  }
  return added;
}

void KeyMap::Undo(const char* payload, std::size_t) {
  Old old;
  std::memcpy(&old, payload, sizeof old);
  if (old.present) {
    map_[old.key] = old.value;
  } else {
    map_.erase(old.key);
  }
}

}  // namespace loopbreaker
