#include "engine/stream.h"

#include <algorithm>

#include "reconcile/escalation.h"

namespace loopbreaker {
namespace {

// How many facts of each unpacked customer can be rolled back.
constexpr std::size_t kUndoSteps = 64;
// A history longer than kLong is folded anew only when as many facts have come as 1/kPutOff of it: so a late fact
// costs, on the average, at most kPutOff times what folding one fact does.
constexpr std::size_t kLong = 1024;
constexpr std::size_t kPutOff = 64;

template <typename T>
void PushHeap(std::vector<T>& heap, T entry) {
  heap.push_back(entry);
  std::push_heap(heap.begin(), heap.end(), std::greater<>());
}

template <typename T>
T PopHeap(std::vector<T>& heap) {
  std::pop_heap(heap.begin(), heap.end(), std::greater<>());
  T entry = heap.back();
  heap.pop_back();
  return entry;
}

}  // namespace

Stream::Live::Live(const Stream& stream, CustomerIndex customer)
    : history(stream.store_.settings().history, stream.store_.pool()),
      judge(history, stream.rules_, const_cast<ProcessGroups&>(stream.groups_), kUndoSteps) {
  history.SetCustomer(stream.store_.customers().NameOf(customer));
  history.Load(stream.store_.customers().Facts(customer));
}

Stream::Stream(const RuleIndex& rules, const Directory& directory, RevisionSink& sink, std::size_t live_max)
    : rules_(rules),
      directory_(directory),
      sink_(sink),
      live_max_(live_max),
      store_(rules.set().settings, directory, {}, this),
      groups_(rules),
      reconciler_(directory, [this](const EscalationRevision& revision) { sink_.OnEscalation(revision); }) {}

Stream::~Stream() = default;

Stream::Customer& Stream::StateOf(CustomerIndex customer) {
  if (customers_.size() <= customer) customers_.resize(std::max<std::size_t>(customer + 1, customers_.size() * 2));
  if (customers_[customer] == nullptr) customers_[customer] = std::make_unique<Customer>();
  return *customers_[customer];
}

Stream::Live& Stream::LiveOf(CustomerIndex customer) {
  auto& live = live_[customer];
  if (live != nullptr) {
    recently_used_.splice(recently_used_.begin(), recently_used_, live->use);
    return *live;
  }
  live = std::make_unique<Live>(*this, customer);
  recently_used_.push_front(customer);
  live->use = recently_used_.begin();
  // Slots and loops may be numbered otherwise than when the history was put away.
  Customer& state = StateOf(customer);
  state.published.Forget();
  live->fold_anew = true;
  Live& result = *live;
  if (live_.size() > live_max_) {
    live_.erase(recently_used_.back());
    recently_used_.pop_back();
  }
  return result;
}

void Stream::MarkDirty(CustomerIndex customer) {
  Customer& state = StateOf(customer);
  if (state.dirty) return;
  state.dirty = true;
  dirty_.push_back(customer);
}

void Stream::HistoryChanged(CustomerIndex customer, Live& live, std::size_t changed_from) {
  if (changed_from < live.judge.taken()) {
    StateOf(customer).published.Forget();
    live.judge.RollBackTo(changed_from);
    live.undone += live.synced - std::min(live.synced, live.judge.observed());
    live.synced = std::min(live.synced, live.judge.observed());
    if (live.judge.taken() == 0) live.fold_anew = true;
  }
  ++live.facts_put_off;
  MarkDirty(customer);
}

void Stream::OnAdded(CustomerIndex customer, std::string_view packed) {
  if (loading_ && live_mode_) return;
  const auto it = live_.find(customer);
  if (it == live_.end()) {
    LiveOf(customer);  // loads what the store has, this fact included
    MarkDirty(customer);
    return;
  }
  std::size_t changed_from = 0;
  if (it->second->history.Add(packed, changed_from) != History::Added::kIgnored) {
    HistoryChanged(customer, *it->second, changed_from);
  }
}

void Stream::OnRemoved(CustomerIndex customer, std::string_view source, std::string_view id) {
  if (loading_ && live_mode_) return;
  std::size_t changed_from = 0;
  const auto it = live_.find(customer);
  if (it == live_.end()) {
    LiveOf(customer);
    MarkDirty(customer);
  } else if (it->second->history.Remove(source, id, changed_from)) {
    HistoryChanged(customer, *it->second, changed_from);
  }
}

std::uint32_t Stream::NumberOf(Customer& state, LoopIndex loop) {
  if (state.loop_numbers.size() <= loop) state.loop_numbers.resize(loop + 1, kNone);
  std::uint32_t& number = state.loop_numbers[loop];
  if (number == kNone) {
    number = static_cast<std::uint32_t>(figures_.size());
    figures_.emplace_back();
  }
  return number;
}

void Stream::UpdateFigures(CustomerIndex customer, Customer& state, const Live& live, LoopIndex loop) {
  if (loop >= state.loop_numbers.size() || state.loop_numbers[loop] == kNone) return;
  figures_[state.loop_numbers[loop]] = FiguresOf(live.judge, loop, store_.customers().NameOf(customer));
}

// Brings the groups of process rules in line with what the judge has observed. `anew`: all of it, because something may
// be forgotten or come in another order.
void Stream::SyncObservations(CustomerIndex customer, Customer& state, Live& live, bool anew) {
  if (live_mode_ || rules_.process_rules().empty()) return;
  const Nanos horizon = rules_.set().settings.history.horizon;
  std::vector<Observation> now;
  std::size_t keep = anew ? 0 : state.observed.size() - std::min<std::size_t>(live.undone, state.observed.size());
  // Of the old ones some may have been left out, and which of them was undone is not known.
  if (live.undone != 0 && keep < state.observed.size() && clock_ - state.observed[keep].first.time > horizon) keep = 0;
  if (keep == 0) {
    live.judge.Observations(clock_, now);
    live.old_kept = 0;
  } else {
    live.judge.ObservationsFrom(live.synced, now);
  }
  std::vector<std::pair<Observation, std::uint32_t>> wanted;
  wanted.reserve(now.size());
  for (const Observation& observation : now) {
    const LoopIndex loop = live.judge.fold().LoopOf(observation.slot);
    wanted.emplace_back(observation, loop == kNone ? kNone : NumberOf(state, loop));
  }
  const auto entry = [&](const std::pair<Observation, std::uint32_t>& o) {
    return GroupEntry{o.first.time, o.first.value, customer, o.first.slot, o.second};
  };
  const auto same = [](const auto& a, const auto& b) {
    return a.first.group == b.first.group && a.first.slot == b.first.slot && a.first.time == b.first.time &&
           a.first.value == b.first.value && a.second == b.second;
  };
  // What is the same in the same place stays.
  std::size_t equal = 0;
  while (keep + equal < state.observed.size() && equal < wanted.size() &&
         same(state.observed[keep + equal], wanted[equal]))
    ++equal;
  for (std::size_t i = keep + equal; i < state.observed.size(); ++i)
    groups_.Remove(state.observed[i].first.group, entry(state.observed[i]));
  state.observed.resize(keep + equal);
  for (std::size_t i = equal; i < wanted.size(); ++i) {
    groups_.Add(wanted[i].first.group, entry(wanted[i]));
    state.observed.push_back(wanted[i]);
    if (const LoopIndex loop = live.judge.fold().LoopOf(wanted[i].first.slot); loop != kNone) {
      UpdateFigures(customer, state, live, loop);
    }
  }
  live.synced = live.judge.observed();
  live.undone = 0;

  // Forgetting changes the past of a group, which is then counted anew: done when an eighth of the observations may be
  // concerned. At the end, where `anew` holds, nothing is left that should have been forgotten.
  const auto old_end = std::partition_point(state.observed.begin(), state.observed.end(),
                                            [&](const auto& o) { return clock_ - o.first.time > horizon; });
  const auto old = static_cast<std::size_t>(old_end - state.observed.begin());
  if (old <= live.old_kept + state.observed.size() / 8) return;
  const auto kept_end = std::remove_if(state.observed.begin(), old_end, [&](const auto& o) {
    if (live.judge.Remembered(o.first.slot, o.first.time, clock_)) return false;
    groups_.Remove(o.first.group, entry(o));
    return true;
  });
  live.old_kept = static_cast<std::size_t>(kept_end - state.observed.begin());
  state.observed.erase(kept_end, old_end);
}

void Stream::ReconcileLoop(CustomerIndex customer, Customer& state, Live& live, LoopIndex loop) {
  live.judge.SetComplete(complete_);
  reconciler_.ReconcileLoop(state.published, live.judge, store_.customers().NameOf(customer), loop, clock_);
  if (live_mode_) sink_.OnLoop(store_.customers().NameOf(customer), live.judge, loop);
  UpdateFigures(customer, state, live, loop);
  if (live.loop_due.size() <= loop) live.loop_due.resize(loop + 1, kNever);
  // What was held back is due as soon as everything until then is known.
  const Instant next = std::min(reconciler_.TakeHeld(), live.judge.NextChange(loop, std::min(clock_, complete_)));
  if (next != live.loop_due[loop] && next != kNever) PushHeap(due_, Due{next, customer, loop});
  live.loop_due[loop] = next;
}

void Stream::ReconcileCustomerRules(CustomerIndex customer, Customer& state, Live& live) {
  live.judge.SetComplete(complete_);
  reconciler_.ReconcileCustomer(state.published, live.judge, store_.customers().NameOf(customer), clock_);
  const Instant next = std::min(reconciler_.TakeHeld(), live.judge.NextCustomerChange(std::min(clock_, complete_)));
  if (next != live.customer_due && next != kNever) PushHeap(due_, Due{next, customer, kNone});
  live.customer_due = next;
}

void Stream::Reconcile(CustomerIndex customer, bool everything) {
  Customer& state = StateOf(customer);
  Live& live = LiveOf(customer);
  const std::string_view name = store_.customers().NameOf(customer);
  const bool anew = live.fold_anew;
  live.fold_anew = false;
  live.facts_put_off = 0;
  live.judge.TakeUntil(clock_);
  Judge& judge = live.judge;
  const bool all = everything || anew || judge.all_touched();
  if (all) {
    state.published.Forget();
    for (LoopIndex loop = 0; loop < judge.fold().loops(); ++loop) ReconcileLoop(customer, state, live, loop);
    reconciler_.ReconcileLost(state.published, judge, name, clock_);
    if (live_mode_) sink_.OnAllLoops(name, judge);
  } else {
    std::vector<LoopIndex> touched = judge.touched();
    std::sort(touched.begin(), touched.end());
    touched.erase(std::unique(touched.begin(), touched.end()), touched.end());
    const bool rolled_back = !state.published.indexed;
    for (const LoopIndex loop : touched) {
      if (loop < judge.fold().loops()) ReconcileLoop(customer, state, live, loop);
    }
    if (rolled_back) reconciler_.ReconcileLost(state.published, judge, name, clock_);
  }
  if (all || judge.customer_touched() || live.customer_due <= clock_) ReconcileCustomerRules(customer, state, live);
  SyncObservations(customer, state, live, all);
  judge.ClearTouched();
}

bool Stream::PutOff(const Live& live) const {
  const std::size_t size = live.history.size();
  return live.fold_anew && size > kLong && live.facts_put_off != 0 && live.facts_put_off * kPutOff < size &&
         !finishing_;
}

void Stream::ReconcileDirty() {
  std::vector<CustomerIndex> dirty;
  dirty.swap(dirty_);
  for (const CustomerIndex customer : dirty) {
    Customer& state = StateOf(customer);
    Live& live = LiveOf(customer);
    if (PutOff(live)) {
      dirty_.push_back(customer);  // stays dirty until it is worth it
      continue;
    }
    state.dirty = false;
    Reconcile(customer, false);
  }
}

// What was published knew all facts up to its clock, so only all of them together can be compared with it.
void Stream::EndLoading() {
  if (!loading_) return;
  loading_ = false;
  ReconcileDirty();
  ReconcileGroups();
}

void Stream::AdvanceTo(Instant t) {
  if (t <= clock_) return;
  EndLoading();
  PassDue(t);
  clock_ = t;
}

// What time alone changes before `t` is published at its own instant; what it changes at `t` together with the facts of
// `t`.
void Stream::PassDue(Instant t) {
  while (!due_.empty() && due_.front().at < t) {
    const Due due = PopHeap(due_);
    const auto it = live_.find(due.customer);
    if (it != live_.end()) {
      const Live& live = *it->second;
      const Instant valid = due.loop == kNone                 ? live.customer_due
                            : due.loop < live.loop_due.size() ? live.loop_due[due.loop]
                                                              : kNever;
      // Of a history that is to be folded anew nothing is known: looked at now, or with everything else where that is
      // put off.
      if (live.fold_anew ? PutOff(live) : valid != due.at) continue;
    }
    if (due.at > clock_) {
      clock_ = due.at;
      ReconcileGroups();
    }
    Live& live = LiveOf(due.customer);
    if (live.fold_anew) {
      Reconcile(due.customer, true);
      continue;
    }
    live.judge.TakeUntil(clock_);
    if (!live.judge.touched().empty() || live.judge.all_touched()) {
      Reconcile(due.customer, false);
    }
    if (due.loop != kNone) {
      Customer& state = StateOf(due.customer);
      const Fold& fold = live.judge.fold();
      if (due.loop < fold.loops()) {
        ReconcileLoop(due.customer, state, live, due.loop);
        // With a loop its facts are forgotten, which the customer's own rules may have counted.
        if (fold.ForgottenAt(fold.loop(due.loop), clock_)) ReconcileCustomerRules(due.customer, state, live);
      }
      SyncObservations(due.customer, state, live, false);
    } else {
      Reconcile(due.customer, false);
    }
  }
}

bool Stream::Add(const v1::ContactEvent& event, Instant present, Refusal& refusal) {
  const FactStore::Outcome outcome = store_.Add(event, present, refusal);
  if (outcome == FactStore::Outcome::kDead) return false;
  if (outcome == FactStore::Outcome::kNotYet) return true;
  const Instant at = FromSecondsNanos(event.event_time().seconds(), event.event_time().nanos());
  if (live_mode_) {
    clock_ = std::max(clock_, at);
  } else {
    AdvanceTo(at);
  }
  if (loading_) return true;
  ReconcileDirty();
  ReconcileGroups();
  return true;
}

void Stream::Finish(std::optional<Instant> as_of) {
  if (as_of) AdvanceTo(*as_of);
  EndLoading();
  finishing_ = true;
  ReconcileDirty();
  // Whatever time may have changed at this very instant, and everything that was loaded as published.
  for (CustomerIndex customer = 0; customer < store_.customers().size(); ++customer) Reconcile(customer, true);
  for (const std::uint64_t group : groups_.AllGroups()) ReconcileGroup(group, false);
  groups_.ClearTouched();
  RetractLostFeedback();
  finishing_ = false;
}

}  // namespace loopbreaker
