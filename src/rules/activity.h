// The activities of one instance of a rule: the intervals in which it is active, and the ladder that runs in each.
//
// Activity is a function of instants, after all facts of the instant; facts come one by one. So an activity that would
// start and end at one instant never was, and one that ends and starts again at one instant goes on (unless somebody
// dismissed it).
#pragma once

#include <cstdint>
#include <vector>

#include "base/calendar.h"
#include "base/time.h"
#include "history/fold.h"
#include "loopbreaker/v1/escalation.pb.h"
#include "rules/rule.h"

namespace loopbreaker {

// A pause of the ladder, [from, to). A list, newest first.
struct Pause {
  Instant from{};
  Instant to{};
  std::uint32_t previous = kNone;
};

// An activity that is over. `evidence_end` and `evidence_begin` delimit what the condition had seen of it.
struct Ended {
  Instant opened{};
  Instant resolved{};
  std::uint8_t by = 0;  // EndedBy
  std::uint8_t level = 0;
  std::uint32_t evidence_end = kNone;
  std::uint32_t evidence_begin = kNone;
};

struct Activity {
  bool running = false;
  Instant opened{};
  std::uint32_t evidence_begin = kNone;  // of the activity that runs
  std::uint32_t count = 0;               // activities so far, the running one included
  std::uint32_t pauses = kNone;          // of the running one, or of the last
  Ended last;
  Ended before;  // the one before `last`, for when `last` turns out to go on

  // Who did what to the activity that runs; kNoSlot: nobody.
  Slot acknowledged = kNoSlot;
  Slot assigned = kNoSlot;
  Slot snoozed = kNoSlot;

  bool ever() const { return count != 0; }
  void Start(Instant t, std::uint32_t evidence_from);
  // `level` is the one just before `t`.
  void End(Instant t, v1::EndedBy::Value by, int level, std::uint32_t evidence_end, std::uint32_t evidence_from);
  // A reason that is also true of an end at `t` and comes before the one noted.
  void NoteReason(Instant t, v1::EndedBy::Value by);
};

// When a step of the ladder is reached in an activity with these pauses; kNever if the ladder is paused for good.
Instant ReachedAt(const LadderStep& step, Instant opened, const std::vector<Pause>& pauses, const Calendar& calendar);

// The last step reached at `t`, or with `just_before` at the instants just before it. `next`: when the next one is
// reached.
int LevelAt(const std::vector<LadderStep>& ladder, Instant opened, const std::vector<Pause>& pauses,
            const Calendar& calendar, Instant t, bool just_before, Instant* next = nullptr);

}  // namespace loopbreaker
