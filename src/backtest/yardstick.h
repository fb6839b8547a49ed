// When a loop has really dragged on, and since when: what rules are there to prevent, measured without them.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "history/fold.h"

namespace loopbreaker {

// A loop drags on from the instant at which it first reaches any of these; 0 is not looked at.
struct Yardstick {
  std::uint32_t failed_visits = 3;
  std::int64_t cost_cents = 30'000;
  Nanos age = Days{30};

  // "failed_visits=3", "cost_cents=30000", "age=30d" replace one of the three; 0 leaves it out. False: `error` says
  // what was expected.
  bool Set(std::string_view text, std::string& error);
  // "3 failed visits, cost of 300.00 or 30 days of age"; empty when nothing is looked at.
  std::string Text() const;
};

// Follows the loops of one customer.
class DraggedOn {
 public:
  explicit DraggedOn(const Yardstick& yardstick) : yardstick_(yardstick) {}

  void Clear() { loops_.clear(); }
  // After each instant that touched the loop, in order.
  void Look(const Fold& fold, LoopIndex loop, Instant t);
  // Since when the loop drags on, if it did by the clock.
  std::optional<Instant> Since(LoopIndex loop, Instant clock) const;

 private:
  struct State {
    Instant since = kNever;   // by figures
    Instant of_age = kNever;  // it is unsettled and old enough from then on, if nothing more happens
  };
  Yardstick yardstick_;
  std::vector<State> loops_;
};

}  // namespace loopbreaker
