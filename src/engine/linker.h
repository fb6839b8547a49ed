// Whose is this? Section 3 of the semantics, over the facts that an engine remembers.
//
// Who names no customer is found by the directory, by a reference, or becomes a provisional customer. References depend
// on facts that may come later, so what was not resolved by itself is kept here and looked at again when somebody
// claims a reference of it.
#pragma once

#include <array>
#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "base/time.h"
#include "engine/customers.h"
#include "event/fact.h"
#include "link/directory.h"

namespace loopbreaker {

class Linker {
 public:
  // `moved(event, from, to)`: an event that waits here belongs to another customer now; kNobody is nobody.
  using Moved = std::function<void(std::string_view packed, CustomerIndex from, CustomerIndex to)>;
  Linker(Nanos park_for, const TextPool& pool) : park_for_(park_for), pool_(pool) {}

  // Facts that resolve by themselves claim their references. Cheap until somebody waits: only then are references kept.
  bool wanted() const { return wanted_; }
  void Want() { wanted_ = true; }
  void Claim(const Fact& fact, CustomerIndex customer, const Moved& moved);
  void Unclaim(const Fact& fact, CustomerIndex customer, const Moved& moved);

  // An event that resolves to nobody by itself; `provisional` may be kNobody. Answers whose it is for now.
  CustomerIndex Park(const Fact& fact, std::string_view packed, CustomerIndex provisional);
  // The version that waits here, or empty. `owner`: whose it is for now. `provisional` may be null.
  std::string_view FindParked(std::string_view source, std::string_view id, CustomerIndex* owner,
                              CustomerIndex* provisional) const;
  void Unpark(std::string_view source, std::string_view id);

  // Events that belong to nobody at all.
  void Homeless(const std::function<void(std::string_view packed)>& visit) const;
  std::size_t parked() const { return parked_by_identity_.size(); }

 private:
  struct ClaimOf {
    CustomerIndex customer;
    Instant time;
  };
  struct Reference {
    std::vector<ClaimOf> claims;
    std::vector<std::uint32_t> waiting;  // rows of parked_
  };
  struct Parked {
    std::string packed;
    Instant time{};
    std::array<std::uint64_t, 3> references{};  // case, work order, visit; 0: none
    CustomerIndex provisional = kNobody;
    CustomerIndex owner = kNobody;
    bool live = true;
  };
  CustomerIndex Decide(const Parked& parked) const;
  void Review(std::uint64_t reference, const Moved& moved);

  Nanos park_for_;
  const TextPool& pool_;
  bool wanted_ = false;
  absl::flat_hash_map<std::uint64_t, Reference> references_;
  std::vector<Parked> parked_;
  absl::flat_hash_map<std::uint64_t, std::uint32_t> parked_by_identity_;
};

}  // namespace loopbreaker
