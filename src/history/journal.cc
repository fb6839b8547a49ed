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

void KeyMap::Append(std::uint64_t key, std::uint32_t value) {
  rows_.push_back({key, value});
  index_.Added(static_cast<std::uint32_t>(rows_.size()), HashOf());
  if (journal_.recording()) journal_.Record(*this, nullptr, 0);
}

void KeyMap::Set(std::uint64_t key, std::uint32_t value) {
  const std::uint32_t row = Find(key);
  if (row == HashIndex::kNoRow) return Append(key, value);
  if (journal_.recording()) {
    const Old old{row, rows_[row].value};
    journal_.Record(*this, &old, sizeof old);
  }
  rows_[row].value = value;
}

bool KeyMap::Add(std::uint64_t key) {
  if (Contains(key)) return false;
  Append(key, 1);
  return true;
}

void KeyMap::Clear() {
  constexpr std::size_t kKeptRows = 4096;
  if (rows_.capacity() > kKeptRows) rows_ = {};
  rows_.clear();
  index_.Clear();
}

void KeyMap::Restore(SnapshotReader& in) {
  in.Rows(rows_);
  index_.Make(static_cast<std::uint32_t>(rows_.size()), HashOf());
}

void KeyMap::Undo(const char* payload, std::size_t size) {
  if (size == 0) {
    index_.Removing(static_cast<std::uint32_t>(rows_.size() - 1), rows_.back().key);
    rows_.pop_back();
    return;
  }
  Old old;
  std::memcpy(&old, payload, sizeof old);
  rows_[old.row].value = old.value;
}

}  // namespace loopbreaker
