// With which team the loops of a customer lay, and how long.
//
// A loop lies with the team that it was given to (case_assigned) or, until that, with the team that did something for
// it last; from its first sign until it is settled. What the customer takes to deliver is not the team's time.
#pragma once

#include <string>
#include <vector>

#include "base/calendar.h"
#include "history/fold.h"

namespace loopbreaker {

struct Stay {
  std::string team;
  Instant from{};
  Instant until = kNever;  // kNever: it lies there still
  LoopIndex loop = kNone;
};

class Stays {
 public:
  Stays(std::uint32_t loops, const Calendar& calendar) : loops_(loops), calendar_(calendar) {}

  // The facts of the loops, in total order.
  void Take(const Fact& fact, LoopIndex loop);
  // Of a loop that ended then (kNever: it has not), after all facts. By time.
  std::vector<Stay> Of(LoopIndex loop, Instant ended) const;
  // How long, up to the clock, in the kind of time of `limit` and without the waits on the customer.
  Nanos Length(const Stay& stay, const Span& limit, Instant clock) const;

 private:
  struct Wait {
    Instant from{};
    Instant until = kNever;
  };
  struct OfLoop {
    std::vector<Stay> stays;
    bool given = false;
    std::vector<Wait> waits;  // on the customer
  };
  std::vector<OfLoop> loops_;
  const Calendar& calendar_;
};

}  // namespace loopbreaker
