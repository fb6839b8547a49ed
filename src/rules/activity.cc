#include "rules/activity.h"

#include <algorithm>

namespace loopbreaker {

void Activity::Start(Instant t, std::uint32_t evidence_from) {
  if (running) return;
  running = true;
  if (count != 0 && last.resolved == t) {
    opened = last.opened;
    evidence_begin = last.evidence_begin;
    last = before;
    return;
  }
  opened = t;
  evidence_begin = evidence_from;
  ++count;
  pauses = kNone;
  acknowledged = assigned = snoozed = kNoSlot;
}

void Activity::End(Instant t, v1::EndedBy::Value by, int level, std::uint32_t evidence_end,
                   std::uint32_t evidence_from) {
  if (!running) return;
  running = false;
  if (opened == t) {
    --count;
    return;
  }
  before = last;
  last = {opened, t, static_cast<std::uint8_t>(by), static_cast<std::uint8_t>(level), evidence_end, evidence_from};
}

void Activity::NoteReason(Instant t, v1::EndedBy::Value by) {
  if (!running && count != 0 && last.resolved == t && static_cast<std::uint8_t>(by) < last.by) {
    last.by = static_cast<std::uint8_t>(by);
  }
}

Instant ReachedAt(const LadderStep& step, Instant opened, const std::vector<Pause>& pauses, const Calendar& calendar) {
  Nanos left = step.after.length;
  Instant from = opened;
  for (const Pause& pause : pauses) {
    if (from == kNever) break;
    const Instant reached = calendar.After(from, left, step.after.business);
    if (reached <= pause.from) return reached;
    left -= calendar.Elapsed(from, pause.from, step.after.business);
    from = pause.to;
  }
  return from == kNever ? kNever : calendar.After(from, left, step.after.business);
}

int LevelAt(const std::vector<LadderStep>& ladder, Instant opened, const std::vector<Pause>& pauses,
            const Calendar& calendar, Instant t, bool just_before, Instant* next) {
  int level = 0;
  if (next != nullptr) *next = kNever;
  for (std::size_t i = 1; i < ladder.size(); ++i) {
    const Instant reached = ReachedAt(ladder[i], opened, pauses, calendar);
    if (reached < t || (reached == t && !just_before)) {
      level = static_cast<int>(i);
    } else if (next != nullptr) {
      *next = std::min(*next, reached);
    }
  }
  return level;
}

}  // namespace loopbreaker
