// What a rule remembers of one loop (with `per`: of one value in it). Plain records, so that a fold can be rolled back.
#pragma once

#include <cstdint>

#include "history/fold.h"
#include "rules/activity.h"

namespace loopbreaker {

struct CountState {
  std::uint32_t kept = kNone;          // facts that count, newest first, in Fold's links; over resets
  std::uint32_t stop = kNone;          // kept before the last reset: not counted
  std::uint32_t earlier_stop = kNone;  // the same, of the reset before
  Instant reset_at = Instant::min();
  bool satisfied = false;
  bool quiet = false;  // dismissed until the next fact that is kept
};

struct SequenceState {
  std::uint32_t partials = kNone;   // first row of one Partial a step
  std::uint32_t completed = kNone;  // evidence of the first completion since the reset, newest first
  std::uint32_t earlier = kNone;    // the same, of before the reset
  Instant reset_at = Instant::min();
};

// The best beginning of a sequence of which the first k steps are taken: the one that began last.
struct Partial {
  bool valid = false;
  Instant began{};
  std::uint32_t order = 0;  // of the first fact in the fold
};

struct AbsenceState {
  std::uint32_t newest = kNone;  // Deadline rows, newest first
  std::uint32_t open = 0;        // of them not closed
  std::uint32_t floor = kNone;   // the newest row when all were closed last
  // For `since`, by the order of facts in the fold (from 1; 0: none).
  std::uint32_t since_order = 0;
  std::uint32_t expect_order = 0;
};

// One `after` fact that waits for what it expects.
struct Deadline {
  Slot slot = kNoSlot;
  std::uint32_t previous = kNone;
  Instant at{};                // of the fact
  Instant deadline = kNever;   // kNever: none, or the clock stands still
  Instant true_from = kNever;  // the later of both
  Nanos left{0};               // counted time to go at `counted_from`
  Instant counted_from{};
  bool counts = false;      // `within`; else `due`
  Instant closed = kNever;  // met, or no longer expected
};

struct ReachState {
  bool reached = false;
  bool quiet = false;           // dismissed until the loop is unsettled anew
  Instant settled_at = kNever;  // since the dismissal; kNever: not yet
};

struct Instance {
  std::uint16_t rule = 0;
  bool root = false;  // of a rule with `per`: keeps what all values share, has no verdict
  LoopIndex loop = kNone;
  std::uint32_t next = kNone;  // of this loop
  std::uint64_t per = 0;
  Slot per_from = kNoSlot;      // a fact that has the value
  std::uint32_t state = kNone;  // row in the table of the condition's kind
  // The condition is true from then on if nothing more happens; kNever: it is not and will not be.
  Instant true_from = kNever;
  Activity activity;
};

}  // namespace loopbreaker
