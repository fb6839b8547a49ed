// The customers of the directory, numbered: their ids, what they have become by merging, and the keys that they claim.
//
// A number and the text of an id stay for good, also when the customer is removed: views of ids are valid as long as
// the table. Not safe for concurrent writes; concurrent reads are fine.
#pragma once

#include <cstddef>
#include <cstdint>
#include <deque>
#include <memory>
#include <optional>
#include <string_view>
#include <vector>

#include "absl/container/flat_hash_set.h"
#include "base/hash.h"

namespace loopbreaker {

class CustomerTable {
 public:
  using Number = std::uint32_t;

  CustomerTable() : by_id_(0, IdHash{this}, IdEqual{this}) {}
  // Its index looks back into it.
  CustomerTable(const CustomerTable&) = delete;
  CustomerTable& operator=(const CustomerTable&) = delete;

  // The number of a customer, made where it is new.
  Number Intern(std::string_view id);
  std::optional<Number> Find(std::string_view id) const;
  std::string_view IdOf(Number customer) const { return {records_[customer].id, records_[customer].id_size}; }

  // Whether the directory has an entry for it, and not only its name as what another has become.
  bool IsPresent(Number customer) const { return records_[customer].present; }
  bool IsVulnerable(Number customer) const { return records_[customer].vulnerable; }
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
  struct Record {
    const char* id = nullptr;
    std::uint32_t id_size = 0;
    Number merged_into = kNobody;
    std::uint32_t keys_begin = 0;
    std::uint32_t keys_size : 30 = 0;
    std::uint32_t present : 1 = 0;
    std::uint32_t vulnerable : 1 = 0;
  };
  // The index holds numbers and reads the ids from the records: 4 bytes a customer.
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
  // One step of merging, or kNobody.
  Number Next(Number customer) const { return customer == kNobody ? kNobody : records_[customer].merged_into; }
  const char* Store(std::string_view text);

  std::deque<Record> records_;
  absl::flat_hash_set<Number, IdHash, IdEqual> by_id_;
  std::deque<std::uint64_t> keys_;  // a customer's side by side
  std::vector<std::unique_ptr<char[]>> chunks_;
  std::size_t chunk_left_ = 0;
  char* chunk_next_ = nullptr;
  std::size_t present_ = 0;
};

}  // namespace loopbreaker
