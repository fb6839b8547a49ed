#include "engine/batch.h"

#include <algorithm>
#include <span>
#include <tuple>

namespace loopbreaker {

Batch::Batch(const FactStore& store, const RuleIndex& rules, Instant clock)
    : store_(store),
      rules_(rules),
      clock_(clock),
      groups_(rules),
      history_(rules.set().settings.history, store.pool()),
      judge_(history_, rules, groups_, 0) {}

void Batch::Walk(CustomerIndex customer) {
  if (walked_) loops_before_ += fold().loops();
  walked_ = true;
  verdicts_.clear();
  traces_.clear();
  loop_of_.clear();
  collected_.clear();
  of_customer_.assign(rules_.customer_rules().size(), {});
  nothing_forgotten_until_ = kNever;
  customer_ = store_.customers().NameOf(customer);
  history_.SetCustomer(customer_);
  history_.Load(store_.customers().Facts(customer));
  judge_.Clear();
  while (judge_.taken() < history_.size()) {
    const Instant t = history_.TimeOf(history_.SlotAt(judge_.taken()));
    if (t > clock_) break;
    Step(t);
  }
  // What time alone has changed since the last fact.
  for (LoopIndex loop = 0; loop < fold().loops(); ++loop) Collect(loop, clock_);
  NoteCustomer(clock_);
  for (PastVerdict& past : of_customer_) {
    if (past.verdict.rule != nullptr) verdicts_.push_back(std::move(past));
  }
  Observe(customer);
}

void Batch::Step(Instant t) {
  if (t > nothing_forgotten_until_) CollectForgotten(t);
  // An activity of the customer that ends by time shows only as long as no other one has begun.
  const bool running = std::any_of(of_customer_.begin(), of_customer_.end(), [](const PastVerdict& past) {
    return past.verdict.rule != nullptr && past.verdict.open;
  });
  if (running) NoteCustomer(t - Nanos{1});

  const std::size_t before = judge_.taken();
  judge_.ClearTouched();
  judge_.TakeUntil(t);
  for (std::size_t i = before; i < judge_.taken(); ++i) {
    const Slot slot = history_.SlotAt(i);
    if (loop_of_.size() <= slot) loop_of_.resize(slot + 1, kNone);
    loop_of_[slot] = fold().LoopOf(slot);
  }
  collected_.resize(fold().loops());
  const auto note = [&](LoopIndex loop) {
    if (collected_[loop]) return;
    NoteLoop(loop);
    nothing_forgotten_until_ = std::min(nothing_forgotten_until_, LastRemembered(fold().loop(loop)));
    if (on_change_) on_change_(fold(), loop, t);
  };
  if (judge_.all_touched()) {
    for (LoopIndex loop = 0; loop < fold().loops(); ++loop) note(loop);
  } else {
    for (const LoopIndex loop : judge_.touched()) note(loop);
  }
  if (judge_.customer_touched()) NoteCustomer(t);
}

// Activities are known by their beginning; one that has ended since, or goes on after all, is the same one.
void Batch::Note(const PastActivity& activity, std::vector<PastActivity>& activities) {
  for (auto it = activities.rbegin(); it != activities.rend(); ++it) {
    if (it->opened != activity.opened) continue;
    *it = activity;
    return;
  }
  const auto at = std::upper_bound(activities.begin(), activities.end(), activity,
                                   [](const PastActivity& a, const PastActivity& b) { return a.opened < b.opened; });
  activities.insert(at, activity);
}

void Batch::Note(const Verdict& verdict, std::vector<PastActivity>& activities) {
  if (verdict.open) {
    Note({verdict.opened_at, kNever, v1::EndedBy::UNSPECIFIED, 0}, activities);
  } else {
    Note({verdict.opened_at, verdict.resolved_at, verdict.ended_by, verdict.level}, activities);
  }
}

void Batch::NoteLoop(LoopIndex loop) {
  const Judge::Memory memory = judge_.memory();
  for (std::uint32_t i = fold().loop(loop).first_instance; i != kNone; i = memory.instances[i].next) {
    const Activity& activity = memory.instances[i].activity;
    if (!activity.ever()) continue;
    if (traces_.size() <= i) traces_.resize(i + 1);
    std::vector<PastActivity>& activities = traces_[i];
    const std::uint32_t over = activity.count - (activity.running ? 1 : 0);
    const auto note = [&](const Ended& ended) {
      Note({ended.opened, ended.resolved, static_cast<v1::EndedBy::Value>(ended.by), ended.level}, activities);
    };
    // Between two facts more than one may have passed: one that time ended, one that time began and ended.
    if (over >= 2) note(activity.before);
    if (over >= 1) note(activity.last);
    if (activity.running) Note({activity.opened, kNever, v1::EndedBy::UNSPECIFIED, 0}, activities);
  }
}

void Batch::NoteCustomer(Instant t) {
  scratch_.clear();
  judge_.CustomerVerdicts(t, scratch_);
  for (Verdict& verdict : scratch_) {
    const auto rule = static_cast<std::uint32_t>(verdict.rule - rules_.set().rules.data());
    PastVerdict& past = of_customer_[rules_.customer_place(rule)];
    Note(verdict, past.activities);
    past.verdict = std::move(verdict);
  }
}

Instant Batch::LastRemembered(const Loop& loop) const {
  const HistorySettings& settings = fold().settings();
  Instant last = AddSaturated(loop.last_fact, settings.horizon);
  if (fold().LiveAt(loop, last)) {
    last = loop.resolved ? AddSaturated(loop.resolved_at, settings.confirm_window) : fold().ExpiresAt(loop);
    last -= Nanos{1};
  }
  return std::min(last, clock_);
}

void Batch::CollectForgotten(Instant t) {
  nothing_forgotten_until_ = kNever;
  for (LoopIndex loop = 0; loop < fold().loops(); ++loop) {
    if (collected_[loop]) continue;
    if (fold().ForgottenAt(fold().loop(loop), t)) {
      Collect(loop, t);
    } else {
      nothing_forgotten_until_ = std::min(nothing_forgotten_until_, LastRemembered(fold().loop(loop)));
    }
  }
}

void Batch::Collect(LoopIndex loop, Instant t) {
  if (collected_[loop]) return;
  collected_[loop] = true;
  scratch_.clear();
  judge_.LoopVerdicts(loop, std::min(t, LastRemembered(fold().loop(loop))), scratch_);
  // Verdicts come in the order of the instances, some of which have none.
  const Judge::Memory memory = judge_.memory();
  std::size_t next = 0;
  for (std::uint32_t i = fold().loop(loop).first_instance; i != kNone && next < scratch_.size();
       i = memory.instances[i].next) {
    const Instance& instance = memory.instances[i];
    Verdict& verdict = scratch_[next];
    if (instance.root || &rules_.rule(instance.rule) != verdict.rule || instance.per_from != verdict.per_from) continue;
    ++next;
    PastVerdict& past = verdicts_.emplace_back();
    if (i < traces_.size()) past.activities = std::move(traces_[i]);
    Note(verdict, past.activities);
    past.verdict = std::move(verdict);
  }
}

void Batch::Observe(CustomerIndex customer) {
  observations_.clear();
  judge_.ObservationsFrom(0, observations_);
  for (const Observation& observation : observations_) {
    const LoopIndex loop = LoopOf(observation.slot);
    entries_[observation.group].push_back(
        {observation.time, observation.value, customer, observation.slot, loop == kNone ? kNone : loop_number(loop)});
  }
}

std::vector<PastFeedback> Batch::Feedback() {
  std::vector<PastFeedback> groups;
  for (auto& [key, entries] : entries_) {
    std::sort(entries.begin(), entries.end(), [](const GroupEntry& a, const GroupEntry& b) {
      return std::tie(a.time, a.customer, a.slot) < std::tie(b.time, b.customer, b.slot);
    });
    PastFeedback& feedback = groups.emplace_back();
    const std::uint32_t rule = groups_.RuleOf(key);
    feedback.rule = &rules_.rule(rule);
    feedback.group = groups_.NamesOf(key);
    const Window& window = *rules_.window(rule);
    const std::span<const GroupEntry> all = entries;
    WindowState state;
    const auto note = [&] {
      const Activity& activity = state.activity;
      const std::uint32_t over = activity.count - (activity.running ? 1 : 0);
      if (over >= 1) {
        Note({activity.last.opened, activity.last.resolved, v1::EndedBy::WINDOW, 0}, feedback.activities);
      }
      if (activity.running) Note({activity.opened, kNever, v1::EndedBy::UNSPECIFIED, 0}, feedback.activities);
    };
    for (std::uint32_t i = 0; i < all.size(); ++i) {
      window.Take(all, i, state);
      if (i + 1 == all.size() || all[i + 1].time != all[i].time) note();
    }
    window.Advance(all, static_cast<std::uint32_t>(all.size()), clock_, state);
    note();
    feedback.entries = std::move(entries);
  }
  entries_.clear();
  std::sort(groups.begin(), groups.end(), [](const PastFeedback& a, const PastFeedback& b) {
    return std::tie(a.rule, a.group) < std::tie(b.rule, b.group);
  });
  return groups;
}

}  // namespace loopbreaker
