// Counting within a moving window, for the scopes customer and process: active at t when the facts in (t - within, t]
// satisfy the count. The same code steps through one customer's facts and through one group's.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "base/time.h"
#include "rules/activity.h"
#include "rules/rule.h"

namespace loopbreaker {

// A fact that the rule counts, or an action on the escalation (scope customer).
struct WindowEntry {
  Instant time{};
  std::uint64_t value = 0;  // of the `distinct` field
  Slot slot = kNoSlot;
  std::uint8_t action = 0;  // v1::Action of an action; 0: a fact
  Instant until{};          // of a pause; not later than `time`: no pause
};

// A fact in a group of a process rule.
struct GroupEntry {
  Instant time{};
  std::uint64_t value = 0;
  std::uint32_t customer = 0;  // number of the customer in the engine
  Slot slot = kNoSlot;         // in that customer's history
  std::uint32_t loop = kNone;  // number of its loop in the engine; kNone: it joined none
  static constexpr std::uint8_t action = 0;
  static constexpr Instant until{};
};

struct WindowState {
  std::uint32_t counted_from = 0;  // entries before this are dismissed
  std::uint32_t first_entry = 0;   // the one that started the activity that runs or ran last
  Activity activity;
};

class Window {
 public:
  Window(const Rule& rule, const Calendar& calendar)
      : rule_(rule), condition_(std::get<CountCondition>(rule.condition)), calendar_(calendar) {}

  // Entry is WindowEntry or GroupEntry.

  // Takes entries[at], after all before it.
  template <typename Entry>
  void Take(std::span<const Entry> entries, std::uint32_t at, WindowState& state) const;
  // Lets the clock pass to `t` with the first `count` entries taken.
  template <typename Entry>
  void Advance(std::span<const Entry> entries, std::uint32_t count, Instant t, WindowState& state) const;
  // Active until then (exclusive) if nothing more happens; Instant::min() if it is not.
  template <typename Entry>
  Instant Until(std::span<const Entry> entries, std::uint32_t count, const WindowState& state) const;

  // The indices of the facts that the verdict rests on: at the clock, or just before the end.
  template <typename Entry>
  void Evidence(std::span<const Entry> entries, std::uint32_t count, const WindowState& state, Instant clock,
                std::vector<std::uint32_t>& indices) const;
  // The level at the clock or just before the end; `next` as in LevelAt.
  template <typename Entry>
  int Level(std::span<const Entry> entries, const WindowState& state, Instant t, bool just_before,
            Instant* next = nullptr) const;

 private:
  // Of the activity that runs or ran last.
  template <typename Entry>
  std::vector<Pause> Pauses(std::span<const Entry> entries, const WindowState& state) const;
  void Act(std::span<const WindowEntry> entries, std::uint32_t at, WindowState& state) const;
  template <typename Entry>
  void End(std::span<const Entry> entries, std::uint32_t count, Instant t, v1::EndedBy::Value by,
           WindowState& state) const;

  const Rule& rule_;
  const CountCondition& condition_;
  const Calendar& calendar_;
};

}  // namespace loopbreaker
