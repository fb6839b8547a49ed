// State that can be rolled back.
//
// A fold takes facts in their total order. When a late fact belongs before some that were taken already, the fold is
// rolled back to its place and goes on from there: the cost is that of the facts in between, not of the whole history.
// For that, all state of a fold lives in tables of plain records and in maps, and every change passes through a journal
// that can undo it.
//
// The journal remembers a bounded number of steps; whoever needs to go back further folds anew.
#pragma once

#include <cstddef>
#include <cstdint>
#include <cstring>
#include <span>
#include <type_traits>
#include <vector>

#include "history/hash_index.h"
#include "history/snapshot.h"

namespace loopbreaker {

class Journal;

// What a journal can undo.
class Undoable {
 public:
  virtual ~Undoable() = default;
  // `payload` is what was passed to Journal::Record.
  virtual void Undo(const char* payload, std::size_t size) = 0;
};

class Journal {
 public:
  // `steps_max` 0: nothing is recorded.
  explicit Journal(std::size_t steps_max) : steps_max_(steps_max) {}

  bool recording() const { return steps_max_ != 0; }
  // Starts the next step (one fact).
  void BeginStep();
  void Record(Undoable& target, const void* payload, std::size_t size);
  // Undoes the newest step. REQUIRES: steps() > 0.
  void UndoStep();
  // How many steps can be undone.
  std::size_t steps() const { return starts_.size(); }
  void Clear();

 private:
  struct Header {
    Undoable* target;
    std::size_t size;
  };
  std::size_t steps_max_;
  std::vector<char> bytes_;          // payload, then its header: read backwards
  std::vector<std::size_t> starts_;  // of each step in bytes_
};

// Records by index. References are valid until the next Append.
template <typename T>
class Table final : public Undoable {
  static_assert(std::is_trivially_copyable_v<T>);

 public:
  explicit Table(Journal& journal) : journal_(journal) {}

  std::uint32_t Append(const T& record) {
    rows_.push_back(record);
    if (journal_.recording()) journal_.Record(*this, nullptr, 0);
    return static_cast<std::uint32_t>(rows_.size() - 1);
  }
  const T& operator[](std::uint32_t i) const { return rows_[i]; }
  T& Mutable(std::uint32_t i) {
    if (journal_.recording()) {
      Old old{i, rows_[i]};
      journal_.Record(*this, &old, sizeof old);
    }
    return rows_[i];
  }
  std::uint32_t size() const { return static_cast<std::uint32_t>(rows_.size()); }
  std::span<const T> rows() const { return rows_; }
  void Save(SnapshotWriter& out) const { out.Rows(rows()); }
  // Takes the place of all rows. REQUIRES: the journal is cleared too.
  void Restore(SnapshotReader& in) { in.Rows(rows_); }
  // What one huge history needed is not kept for the small ones after it.
  void Clear() {
    if (rows_.capacity() * sizeof(T) > kKeptBytes) {
      rows_ = {};
    } else {
      rows_.clear();
    }
  }

  void Undo(const char* payload, std::size_t size) override {
    if (size == 0) {
      rows_.pop_back();
    } else {
      Old old;
      std::memcpy(&old, payload, sizeof old);
      rows_[old.index] = old.row;
    }
  }

 private:
  struct Old {
    std::uint32_t index;
    T row;
  };
  static constexpr std::size_t kKeptBytes = 64 << 10;
  Journal& journal_;
  std::vector<T> rows_;
};

// 64-bit keys (hashes) to numbers. Keys are never taken out, except by undoing.
class KeyMap final : public Undoable {
 public:
  explicit KeyMap(Journal& journal) : journal_(journal) {}

  // The value of `key`, or `missing`.
  std::uint32_t Get(std::uint64_t key, std::uint32_t missing) const {
    const std::uint32_t row = Find(key);
    return row == HashIndex::kNoRow ? missing : rows_[row].value;
  }
  bool Contains(std::uint64_t key) const { return Find(key) != HashIndex::kNoRow; }
  void Set(std::uint64_t key, std::uint32_t value);
  // True when the key was not there; it is then.
  bool Add(std::uint64_t key);
  void Clear();
  void Save(SnapshotWriter& out) const { out.Rows(std::span<const Row>(rows_)); }
  // Takes the place of all keys. REQUIRES: the journal is cleared too.
  void Restore(SnapshotReader& in);
  void Undo(const char* payload, std::size_t size) override;

 private:
  struct Row {
    std::uint64_t key;
    std::uint32_t value;
    std::uint32_t unused = 0;  // said, so that no bytes of a snapshot are left to chance
  };
  struct Old {
    std::uint32_t row;
    std::uint32_t value;
  };
  auto HashOf() const {
    return [this](std::uint32_t row) { return rows_[row].key; };
  }
  std::uint32_t Find(std::uint64_t key) const {
    return index_.Find(key, static_cast<std::uint32_t>(rows_.size()), HashOf(), [](std::uint32_t) { return true; });
  }
  void Append(std::uint64_t key, std::uint32_t value);

  Journal& journal_;
  std::vector<Row> rows_;  // in the order in which they came
  HashIndex index_;
};

}  // namespace loopbreaker
