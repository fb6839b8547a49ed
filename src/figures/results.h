// What became of a loop, as the figures count it, and what of its cost could not be avoided.
#pragma once

#include <cstdint>
#include <vector>

#include "figures/figures.h"
#include "history/fold.h"

namespace loopbreaker {

// The customer had to come back or we did: a second contact, a visit in vain, a visit that we missed, or open again
// after it had been called solved.
bool GoesRound(const Loop& loop);

// What the first visit of each loop of a customer cost.
class FirstVisits {
 public:
  void Clear(std::size_t loops) { firsts_.assign(loops, {}); }
  // A visit_completed of that loop, in total order.
  void Take(const Fact& visit, Slot slot, LoopIndex loop);
  std::int64_t CentsOf(LoopIndex loop, std::int64_t callout_fee_cents) const;

 private:
  struct First {
    bool visited = false;
    std::uint64_t visit = 0;
    bool has_fee = false;
    std::int64_t fee_cents = 0;
  };
  std::vector<First> firsts_;
};

struct LoopResult {
  bool round = false;
  bool unsettled = false;
  bool solved = false;
  bool left = false;  // it ended because the customer left
  bool provisional = false;
  Instant ended = kNever;  // of a settled one
  std::int64_t cost_cents = 0;
  std::int64_t avoidable_cents = 0;
  std::uint32_t customer_days = 0;
  std::uint32_t avoidable_days = 0;
  Nanos took{0};  // of a solved one
};

// `first_visit_cents`: as FirstVisits.
LoopResult ResultOf(const Fold& fold, const Loop& loop, std::int64_t first_visit_cents, Instant clock);

void Add(const LoopResult& loop, ResultFigures& results);

}  // namespace loopbreaker
