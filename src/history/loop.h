// A loop: one problem of one customer from its first sign until it is really solved (semantics, section 4).
//
// A plain record, so that a fold can be rolled back. Texts are kept as hashes to compare and as the slot of a fact to
// read them from.
#pragma once

#include <cstdint>

#include "base/time.h"
#include "event/fact.h"
#include "history/history.h"

namespace loopbreaker {

using LoopIndex = std::uint32_t;
inline constexpr std::uint32_t kNone = 0xFFFFFFFF;

struct Loop {
  // Identity and descent.
  Slot first_fact = kNoSlot;
  Instant first_time{};
  std::uint32_t facts = 0;
  std::uint32_t last_link = kNone;  // its facts, newest first, in FoldState::links
  std::uint64_t category = 0;       // hash of the subject; 0: none
  std::uint64_t unit = 0;
  Slot category_from = kNoSlot;  // a fact whose subject it is
  Slot unit_from = kNoSlot;

  // Status.
  bool resolved = false;    // else open
  bool by_word = false;     // resolved only because somebody said so
  bool pending = false;     // open only because something is still to do
  bool by_leaving = false;  // resolved because the customer left
  bool forgotten = false;
  Instant resolved_at{};
  Instant last_activity{};
  Instant alive_from{};  // latest event, due or start: idle_expiry runs from here
  Instant last_fact{};   // latest fact, supervisor actions apart: the horizon runs from here
  std::uint32_t open_cases = 0;
  std::uint32_t to_do = 0;           // entries left on the list of a pending loop
  std::uint32_t to_do_list = kNone;  // in FoldState::to_do
  std::uint32_t next_live = kNone;   // list of loops that may be live
  bool in_live_list = false;

  // Measures.
  std::uint32_t contacts = 0;
  std::uint32_t agents = 0;
  std::uint32_t transfers = 0;
  std::uint32_t visits = 0;
  std::uint32_t failed_visits = 0;
  std::uint32_t missed_by_company = 0;
  std::uint32_t missed_by_customer = 0;
  std::uint32_t reopens = 0;
  std::uint32_t customer_days = 0;
  std::int64_t visit_cents = 0;

  // Waiting.
  std::uint8_t waits_on = 0;  // WaitsOn; 0: nobody
  Instant waits_since{};
  Nanos waited_on_customer{0};
  Nanos waited_on_company{0};

  // What an escalation says of it. Slots of the latest fact that has the field.
  std::uint16_t blockers = 0;  // that stand, as a mask
  Slot diagnosis = kNoSlot;
  Slot owner_team = kNoSlot;
  Slot team = kNoSlot;
  Slot region = kNoSlot;
  Slot complex = kNoSlot;
  Slot contractor = kNoSlot;
  std::uint32_t parts = kNone;  // distinct ones, newest first, in FoldState::links (slot, element)
  std::uint32_t authorisations = kNone;

  // The head of the list that the rules keep for this loop.
  std::uint32_t first_instance = kNone;
};

// What a loop is at an instant (without regard to later facts).
enum class LoopStatus : std::uint8_t { kOpen, kResolved, kClosed, kExpired };

}  // namespace loopbreaker
