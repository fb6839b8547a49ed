// The customers of the directory, numbered: their ids, what they have become by merging, and the keys that they claim.
//
// Made for ten million of them: a customer is one entry of bytes (three, the id, and eight a key), and its number says
// where that begins. A number and the text of an id stay for good, also when the customer is removed: views of ids are
// valid as long as the table. Not safe for concurrent writes; concurrent reads are fine.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string_view>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "absl/container/flat_hash_set.h"
#include "base/hash.h"

namespace loopbreaker {

class CustomerTable {
 public:
  using Number = std::uint32_t;  // below 2^31, which is 8 GB of entries

  CustomerTable() : by_id_(0, IdHash{this}, IdEqual{this}) {}
  // Its index looks back into it.
  CustomerTable(const CustomerTable&) = delete;
  CustomerTable& operator=(const CustomerTable&) = delete;

  // The number of a customer, made where it is new. Its keys cost least when they are set before the next one is new.
  Number Intern(std::string_view id);
  std::optional<Number> Find(std::string_view id) const;
  std::string_view IdOf(Number customer) const;

  // Whether the directory has an entry for it, and not only its name as what another has become.
  bool IsPresent(Number customer) const { return (FlagsOf(customer) & kPresent) != 0; }
  bool IsVulnerable(Number customer) const { return (FlagsOf(customer) & kVulnerable) != 0; }
  void SetEntry(Number customer, bool vulnerable, std::optional<Number> merged_into);
  void ClearEntry(Number customer);
  // Follows merged_into; a circle ends at the first customer that comes a second time.
  Number Current(Number customer) const;
  // Appends everyone on that way, itself first; each once.
  void AppendWay(Number customer, std::vector<Number>& out) const;
  std::optional<Number> MergedInto(Number customer) const;

  // The keys that the customer claims.
  void SetKeys(Number customer, const std::vector<std::uint64_t>& keys);
  void AppendKeys(Number customer, std::vector<std::uint64_t>& out) const;

  std::size_t present() const { return present_; }

 private:
  static constexpr Number kNobody = 0xFFFFFFFF;
  // An entry: flags, how many keys it has room for, the size of the id (kLongId: four more bytes say it), the id, the
  // keys. It begins at a multiple of kUnit bytes of its chunk.
  enum Flag : unsigned char { kPresent = 1, kVulnerable = 2, kMerged = 4, kMovedKeys = 8 };
  static constexpr unsigned char kLongId = 0xFF;
  static constexpr std::size_t kKeysMax = 0xFF;
  static constexpr std::size_t kUnit = 4;
  static constexpr int kUnitBits = 18;  // of a number: the place in its chunk
  static constexpr std::size_t kChunkBytes = kUnit << kUnitBits;
  // The index holds numbers and reads the ids from the entries: 4 bytes a customer.
  struct IdHash {
    using is_transparent = void;
    const CustomerTable* table;
    std::size_t operator()(std::string_view id) const { return Hash64(id); }
    std::size_t operator()(Number customer) const { return Hash64(table->IdOf(customer)); }
  };
  struct IdEqual {
    using is_transparent = void;
    const CustomerTable* table;
    bool operator()(Number a, Number b) const { return a == b; }
    bool operator()(Number a, std::string_view b) const { return table->IdOf(a) == b; }
  };
  unsigned char* EntryOf(Number customer) const {
    return chunks_[customer >> kUnitBits].get() + (customer & ((Number{1} << kUnitBits) - 1)) * kUnit;
  }
  unsigned char& FlagsOf(Number customer) const { return EntryOf(customer)[0]; }
  void SetFlag(Number customer, Flag flag, bool set);
  // Where the keys of an entry are, if they are in it.
  unsigned char* KeysOf(Number customer) const;
  // One step of merging, or kNobody.
  Number Next(Number customer) const;

  std::vector<std::unique_ptr<unsigned char[]>> chunks_;
  std::size_t chunk_bytes_ = 0;  // of the last chunk
  std::size_t chunk_used_ = 0;
  Number last_ = kNobody;  // whose entry is the last one
  absl::flat_hash_set<Number, IdHash, IdEqual> by_id_;
  // Of few: what somebody has become, and keys for which the entry has no room.
  absl::flat_hash_map<Number, Number> merged_into_;
  absl::flat_hash_map<Number, std::vector<std::uint64_t>> moved_keys_;
  std::size_t present_ = 0;
};

}  // namespace loopbreaker
