// When a loop has really dragged on, and since when: what rules are there to prevent, measured without them.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "history/fold.h"
#include "rules/rule.h"

namespace loopbreaker {

// "failed_visits=3", "cost_cents=30000", "age=30d" replace one of the three; 0 leaves it out. False: `error` says what
// was expected.
bool SetYardstick(std::string_view text, Yardstick& yardstick, std::string& error);
// "3 failed visits, a cost of 300.00 or an age of 30d"; empty when nothing is looked at.
std::string YardstickText(const Yardstick& yardstick);

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
