// Where the time of a loop went: on whom it waited while it was open, and what had happened last.
//
// It waits on the customer or on a third party as long as somebody has said so (wait_started); at all other times it
// waits on us, said or not, since nobody else can move it. So neither side is blamed for the delay of the other.
#pragma once

#include <array>
#include <compare>
#include <cstdint>
#include <map>

#include "history/fold.h"

namespace loopbreaker {

// What a loop waited on, and for.
struct Standstill {
  v1::WaitsOn::Value on = v1::WaitsOn::COMPANY;
  Kind after{};  // the step that was made last
  auto operator<=>(const Standstill&) const = default;
};

class Attribution {
 public:
  // After each instant at which facts joined the loop, in order; other instants do no harm.
  void Look(const Fold& fold, const Loop& loop, Instant t);
  // Up to the clock, which is not before the last Look.
  std::map<Standstill, Nanos> At(Instant clock) const;

 private:
  std::map<Standstill, Nanos> times_;
  Standstill now_;
  Instant since_{};
  Instant until_{};  // it stands still until then if nothing more happens
};

// By party, as v1::WaitsOn.
std::array<Nanos, v1::WaitsOn::Value_ARRAYSIZE> ByParty(const std::map<Standstill, Nanos>& times);

}  // namespace loopbreaker
