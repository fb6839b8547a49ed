// Plain records as bytes and back, for putting a fold away and taking it out again without folding anew.
//
// The bytes are those of memory: for the same build on the same kind of machine. Whoever keeps them beyond a process
// compares a layout first (Judge::SnapshotLayout).
#pragma once

#include <cstdint>
#include <cstring>
#include <span>
#include <string>
#include <string_view>
#include <type_traits>
#include <vector>

namespace loopbreaker {

class SnapshotWriter {
 public:
  // Appends to `out`, which outlives the writer.
  explicit SnapshotWriter(std::string& out) : out_(out) {}

  template <typename T>
  void Rows(std::span<const T> rows) {
    static_assert(std::is_trivially_copyable_v<T>);
    Value(static_cast<std::uint32_t>(rows.size()));
    if (!rows.empty()) out_.append(reinterpret_cast<const char*>(rows.data()), rows.size_bytes());
  }
  template <typename T>
  void Value(const T& value) {
    static_assert(std::is_trivially_copyable_v<T>);
    out_.append(reinterpret_cast<const char*>(&value), sizeof value);
  }

 private:
  std::string& out_;
};

// Reads in the same order. Bytes that end too early read as nothing, and ok() says so.
class SnapshotReader {
 public:
  explicit SnapshotReader(std::string_view bytes) : bytes_(bytes) {}

  template <typename T>
  void Rows(std::vector<T>& rows) {
    static_assert(std::is_trivially_copyable_v<T>);
    std::uint32_t count = 0;
    Value(count);
    if (bytes_.size() / sizeof(T) < count) {
      ok_ = false;
      count = 0;
    }
    rows.resize(count);
    if (count == 0) return;
    std::memcpy(static_cast<void*>(rows.data()), bytes_.data(), count * sizeof(T));
    bytes_.remove_prefix(count * sizeof(T));
  }
  template <typename T>
  void Value(T& value) {
    static_assert(std::is_trivially_copyable_v<T>);
    if (bytes_.size() < sizeof value) {
      ok_ = false;
      return;
    }
    std::memcpy(static_cast<void*>(&value), bytes_.data(), sizeof value);
    bytes_.remove_prefix(sizeof value);
  }
  bool ok() const { return ok_; }
  bool at_end() const { return bytes_.empty(); }

 private:
  std::string_view bytes_;
  bool ok_ = true;
};

}  // namespace loopbreaker
