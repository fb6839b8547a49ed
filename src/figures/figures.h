// The figures of a report, as counted. docs/report.md has their definitions; the page repeats them.
#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <vector>

#include "figures/rate.h"

namespace loopbreaker {

inline constexpr std::array<int, 4> kFirstContactDays = {1, 7, 14, 30};
inline constexpr std::array<int, 2> kFirstFixDays = {14, 30};
inline constexpr std::array<int, 2> kRepeatDays = {7, 30};
// A contractor with fewer visits is not shown: the interval would span everything.
inline constexpr std::uint64_t kContractorVisitsMin = 30;
// Fewer answers or customers than these on one side do not carry a comparison.
inline constexpr std::uint64_t kComparedMin = 30;

// What customers and the organisation got.
struct ResultFigures {
  std::uint64_t loops = 0;
  std::uint64_t open = 0;         // unsettled at the clock
  std::uint64_t went_round = 0;   // the customer had to come back, or we did
  std::uint64_t broken = 0;       // of those: solved
  std::uint64_t still_round = 0;  // of those: unsettled
  std::uint64_t left = 0;         // of those: ended because the customer left
  std::uint64_t quiet = 0;        // of those: nothing happened any more, and nobody solved it
  std::uint64_t solved = 0;       // of all loops
  std::uint64_t provisional = 0;  // of the solved ones: so lately that they may still come back
  std::int64_t cost_cents = 0;
  std::int64_t avoidable_cents = 0;  // without each loop's first contact and first visit
  std::uint64_t customer_days = 0;
  std::uint64_t avoidable_days = 0;  // without the day of each loop's first visit
  std::vector<Nanos> to_solution;    // of the solved ones
};

// What was done for that.
struct WorkFigures {
  std::uint64_t contacts = 0;
  std::uint64_t redials = 0;  // of them: the same call, dialled again
  std::uint64_t timed = 0;    // with a handle time
  Nanos handle{0};            // of those, together
  std::uint64_t transfers = 0;
  std::array<Rate, kFirstContactDays.size()> first_contact;
  std::array<Rate, kRepeatDays.size()> repeats;  // without `young`: they look back
  std::uint64_t visits = 0;                      // that should have solved it
  std::uint64_t failed_visits = 0;
  std::uint64_t no_access = 0;  // left out of `visits`, as are these:
  std::uint64_t steps = 0;      // planned ones of more, and visits without an outcome
  std::array<Rate, kFirstFixDays.size()> first_fix;
};

// Both, of a category, a team or a contractor.
struct PartFigures {
  std::string name;  // empty: of those without
  ResultFigures results;
  WorkFigures work;
};

}  // namespace loopbreaker
