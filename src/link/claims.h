// Who claims an identifier or a unit, and while when: a table made for ten million of them.
//
// An identifier is known by its 64-bit hash only. Most belong to one customer for good: these cost 12 bytes in the
// table; a second customer or a date moves the claims to a list on the side. Customers are numbers here; see
// customers.h. Not safe for concurrent writes; concurrent reads are fine.
#pragma once

#include <cstddef>
#include <cstdint>
#include <deque>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "base/time.h"

namespace loopbreaker {

class ClaimTable {
 public:
  using Customer = std::uint32_t;  // below kCustomersMax
  static constexpr Customer kCustomersMax = 1u << 31;
  static constexpr Instant kAlways = Instant::min();

  // `customer` holds what `key` stands for in [from, until).
  void Add(std::uint64_t key, Customer customer, Instant from, Instant until);
  // Ends every claim of `customer` to `key`.
  void Remove(std::uint64_t key, Customer customer);
  // Appends the claimants at `at`, in no particular order; one who claims twice may come twice.
  void Find(std::uint64_t key, Instant at, std::vector<Customer>& out) const;

  // Whether `customer` claims `key` for exactly that time.
  bool Has(std::uint64_t key, Customer customer, Instant from, Instant until) const;

  bool empty() const { return heads_.empty(); }

 private:
  // Two halves, so that an entry of the table is aligned to 4 bytes and takes 12, not 16.
  struct Key {
    std::uint32_t low;
    std::uint32_t high;
    friend bool operator==(const Key& a, const Key& b) { return a.low == b.low && a.high == b.high; }
    template <typename H>
    friend H AbslHashValue(H state, const Key& key) {
      return H::combine(std::move(state), key.low, key.high);
    }
  };
  static Key KeyOf(std::uint64_t key) {
    return {static_cast<std::uint32_t>(key), static_cast<std::uint32_t>(key >> 32)};
  }

  // Either the only customer, for good, or kListed and the place in `nodes_` where its list begins.
  using Head = std::uint32_t;
  static constexpr Head kListed = 1u << 31;
  static constexpr std::uint32_t kNone = 0xFFFFFFFF;
  struct Node {
    Instant from;
    Instant until;
    Customer customer;
    std::uint32_t next;
  };
  std::uint32_t NewNode(const Node& node);

  absl::flat_hash_map<Key, Head> heads_;
  std::deque<Node> nodes_;
  std::uint32_t free_ = kNone;  // list of nodes that are out of use
};

}  // namespace loopbreaker
