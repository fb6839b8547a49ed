#include "rules/window.h"

#include <algorithm>

#include "absl/container/inlined_vector.h"

namespace loopbreaker {

template <typename Entry>
Instant Window::Until(std::span<const Entry> entries, std::uint32_t count, const WindowState& state) const {
  absl::InlinedVector<std::uint64_t, 16> values;
  std::uint32_t found = 0;
  for (std::uint32_t i = count; i > state.counted_from; --i) {
    const Entry& entry = entries[i - 1];
    if (entry.time + condition_.within <= entries[count - 1].time) break;  // had ended before the latest came
    if (entry.action != 0) continue;
    if (condition_.has_distinct) {
      if (std::find(values.begin(), values.end(), entry.value) != values.end()) continue;
      values.push_back(entry.value);
    }
    if (++found == condition_.at_least) return entry.time + condition_.within;
  }
  return Instant::min();
}

template <typename Entry>
std::vector<Pause> Window::Pauses(std::span<const Entry> entries, const WindowState& state) const {
  std::vector<Pause> pauses;
  for (const Entry& entry : entries.subspan(state.first_entry)) {
    if (entry.action == 0 || entry.until <= entry.time) continue;
    if (!pauses.empty() && pauses.back().to > entry.time) pauses.back().to = entry.time;
    pauses.push_back({entry.time, entry.until});
  }
  return pauses;
}

template <typename Entry>
int Window::Level(std::span<const Entry> entries, const WindowState& state, Instant t, bool just_before,
                  Instant* next) const {
  if (next != nullptr) *next = kNever;
  if (rule_.ladder.size() < 2) return 0;
  return LevelAt(rule_.ladder, state.activity.opened, Pauses(entries, state), calendar_, t, just_before, next);
}

template <typename Entry>
void Window::End(std::span<const Entry> entries, std::uint32_t count, Instant t, v1::EndedBy::Value by,
                 WindowState& state) const {
  const int level = Level(entries.first(count), state, t, true);
  state.activity.End(t, by, level, count, state.counted_from);
}

template <typename Entry>
void Window::Advance(std::span<const Entry> entries, std::uint32_t count, Instant t, WindowState& state) const {
  if (!state.activity.running) return;
  const Instant until = Until(entries, count, state);
  if (until <= t) End(entries, count, until, v1::EndedBy::WINDOW, state);
}

void Window::Act(std::span<const WindowEntry> entries, std::uint32_t at, WindowState& state) const {
  const WindowEntry& entry = entries[at];
  if (!state.activity.running) return;
  switch (entry.action) {
    case v1::Action::DISMISS:
    case v1::Action::RESOLVE:
      End(entries, at, entry.time, v1::EndedBy::DISMISSED, state);
      state.counted_from = at + 1;
      break;
    case v1::Action::ACKNOWLEDGE:
      state.activity.acknowledged = entry.slot;
      break;
    case v1::Action::ASSIGN:
      state.activity.assigned = entry.slot;
      break;
    case v1::Action::SNOOZE:
      if (entry.until > entry.time) state.activity.snoozed = entry.slot;
      break;
    default:
      break;
  }
}

template <typename Entry>
void Window::Take(std::span<const Entry> entries, std::uint32_t at, WindowState& state) const {
  const Instant t = entries[at].time;
  Advance(entries, at, t, state);
  if constexpr (std::is_same_v<Entry, WindowEntry>) {
    if (entries[at].action != 0) return Act(entries, at, state);
  }
  if (!state.activity.running && t < Until(entries, at + 1, state)) {
    const std::uint32_t before = state.activity.count;
    state.activity.Start(t, state.counted_from);
    if (state.activity.count != before) state.first_entry = at;
  }
}

template <typename Entry>
void Window::Evidence(std::span<const Entry> entries, std::uint32_t count, const WindowState& state, Instant clock,
                      std::vector<std::uint32_t>& indices) const {
  indices.clear();
  const Activity& activity = state.activity;
  const Ended& last = activity.last;
  const std::uint32_t begin = activity.running ? state.counted_from : last.evidence_begin;
  const std::uint32_t end = activity.running ? count : last.evidence_end;
  for (std::uint32_t i = end; i > begin; --i) {
    const Entry& entry = entries[i - 1];
    if (entry.action != 0) continue;
    if (activity.running ? entry.time <= clock - condition_.within : entry.time < last.resolved - condition_.within)
      break;
    if (!activity.running && entry.time >= last.resolved) continue;
    indices.push_back(i - 1);
  }
  std::reverse(indices.begin(), indices.end());
}

#define LOOPBREAKER_WINDOW_OF(Entry)                                                                 \
  template void Window::Take(std::span<const Entry>, std::uint32_t, WindowState&) const;             \
  template void Window::Advance(std::span<const Entry>, std::uint32_t, Instant, WindowState&) const; \
  template Instant Window::Until(std::span<const Entry>, std::uint32_t, const WindowState&) const;   \
  template void Window::Evidence(std::span<const Entry>, std::uint32_t, const WindowState&, Instant, \
                                 std::vector<std::uint32_t>&) const;                                 \
  template int Window::Level(std::span<const Entry>, const WindowState&, Instant, bool, Instant*) const;
LOOPBREAKER_WINDOW_OF(WindowEntry)
LOOPBREAKER_WINDOW_OF(GroupEntry)

}  // namespace loopbreaker
