// The contacts and visits of one customer, and whether each was followed by another about the same problem.
//
// The same problem: the same loop, or a loop of the same category at the same unit. A window of 30 days is longer than
// a loop lives after its end, so the loop alone would hide who comes back later.
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <utility>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "figures/figures.h"
#include "history/fold.h"

namespace loopbreaker {

struct Encounter {
  LoopIndex loop = kNone;
  Instant began{};
  Instant ended{};
  std::string by;  // of a contact the team that had it first, of a visit the contractor; may be empty
  // Contacts.
  bool counted_before = false;  // the same contact was about another loop too
  bool timed = false;
  Nanos handle{0};
  // Visits.
  std::int64_t outcome = 0;
  std::int64_t blockers = 0;
};

class Encounters {
 public:
  // Where an encounter is counted, none of them null: in all, in its category, and perhaps in what did it.
  static constexpr std::size_t kCategoryPlace = 1;
  using Places = std::function<void(const Encounter&, std::vector<WorkFigures*>& places)>;

  void Clear();
  // In total order. Others than inbound contacts and completed visits are passed over.
  void Take(const Fact& fact, Slot slot, LoopIndex loop, const History& history);
  // Counts all that was taken.
  void Count(const Fold& fold, Instant clock, const Places& contacts, const Places& visits);

 private:
  using Key = std::pair<LoopIndex, std::uint64_t>;
  Encounter& Of(std::vector<Encounter>& list, absl::flat_hash_map<Key, std::size_t>& known, LoopIndex loop,
                std::uint64_t reference, Slot slot, Instant began);

  std::vector<Encounter> contacts_;
  std::vector<Encounter> visits_;
  absl::flat_hash_map<Key, std::size_t> known_contacts_;
  absl::flat_hash_map<Key, std::size_t> known_visits_;
  absl::flat_hash_map<std::uint64_t, LoopIndex> loop_of_contact_;
  std::vector<WorkFigures*> places_;
};

}  // namespace loopbreaker
