#include "engine/stream.h"

#include <algorithm>

#include "event/timestamp.h"
#include "figures/findings.h"
#include "figures/tally_of.h"
#include "reconcile/escalation.h"

namespace loopbreaker {
namespace {

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

// In a replay time passes quickly: an hour of it may be a millisecond.
constexpr Nanos kFeedbackWithin = hours{1};

}  // namespace

Stream::Stream(const RuleIndex& rules, const Directory& directory, RevisionSink& sink, std::size_t live_max)
    : rules_(rules),
      directory_(directory),
      sink_(sink),
      live_max_(live_max),
      store_(rules.set().settings, directory, {}, this),
      feedback_(rules, kFeedbackWithin,
                [this](const v1::Feedback& feedback, bool shadow) { sink_.OnFeedback(feedback, shadow); }),
      reconciler_(
          directory, [this](const EscalationRevision& revision) { sink_.OnEscalation(revision); },
          [this](const EscalationId& id) { return HeirOf(id); }),
      bench_(std::make_unique<Live>(*this, 0)) {}

Stream::~Stream() = default;

Stream::Customer& Stream::StateOf(CustomerIndex customer) {
  while (customers_.size() <= customer) customers_.emplace_back();
  return customers_[customer];
}

void Stream::MarkDirty(CustomerIndex customer) {
  Customer& state = StateOf(customer);
  if (state.dirty) return;
  state.dirty = true;
  dirty_.push_back(customer);
}

// The fact is looked at when the customer is reconciled.
void Stream::OnAdded(CustomerIndex customer, std::string_view /*packed*/) {
  if (!loading_ || !live_mode_) MarkDirty(customer);
}

void Stream::OnRemoved(CustomerIndex customer, std::string_view source, std::string_view id) {
  StateOf(customer).load_anew = true;
  if (loading_ && live_mode_) return;
  MarkDirty(customer);
  lost_[customer] = {std::string(source), std::string(id), {}};
}

std::string Stream::HeirOf(const EscalationId& id) const {
  const CustomerIndex customer = store_.customers().Find(id.customer);
  const auto lost = lost_.find(customer);
  if (lost == lost_.end() || (!id.has_fact && !store_.customers().Facts(customer).empty())) return {};
  const std::string& source = id.has_fact ? id.source : lost->second.source;
  const std::string& fact = id.has_fact ? id.id : lost->second.id;
  for (const FactStore::Held& held : store_.VersionsOf(source, fact)) {
    if (held.customer != customer && !held.deleted) return std::string(store_.customers().NameOf(held.customer));
  }
  return source == lost->second.source && fact == lost->second.id ? lost->second.moved_to : std::string();
}

std::uint32_t Stream::NumberOf(Customer& state, LoopIndex loop) {
  if (state.loop_numbers.size() <= loop) state.loop_numbers.resize(loop + 1, kNone);
  std::uint32_t& number = state.loop_numbers[loop];
  if (number == kNone) {
    number = feedback_.AddLoop();
  }
  return number;
}

void Stream::UpdateFigures(CustomerIndex customer, Customer& state, const Live& live, LoopIndex loop) {
  if (loop >= state.loop_numbers.size() || state.loop_numbers[loop] == kNone) return;
  LoopFigures& figures = feedback_.figures(state.loop_numbers[loop]);
  const Loop& now = live.judge.fold().loop(loop);
  if (!figures_anew_ && figures.parts_list == now.parts && figures.authorisations_list == now.authorisations &&
      !figures.id.empty()) {
    figures.cost_cents = live.judge.fold().CostCents(now);
    figures.customer_days = now.customer_days;
    return;
  }
  figures = FiguresOf(live.judge, loop, store_.customers().NameOf(customer));
}

// Brings the groups of process rules in line with what the judge has observed. `anew`: all of it, because something may
// be forgotten or come in another order.
void Stream::SyncObservations(CustomerIndex customer, Customer& state, Live& live, bool anew) {
  if (rules_.process_rules().empty()) return;
  if (live_mode_) {
    // Somebody else counts them.
    const bool whole = anew || live.undone != 0;
    if (!whole && live.synced == live.judge.observed()) return;
    sink_.OnObserved(store_.customers().NameOf(customer), live.judge, feedback_.groups(), whole ? 0 : live.synced);
    live.synced = live.judge.observed();
    live.undone = 0;
    return;
  }
  const Nanos horizon = rules_.set().settings.history.horizon;
  const bool aged = !state.observed.empty() && clock_ - state.observed.front().first.time > horizon;
  if (!anew && !aged && live.undone == 0 && live.synced == live.judge.observed()) return;
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
    feedback_.groups().Remove(state.observed[i].first.group, entry(state.observed[i]));
  state.observed.resize(keep + equal);
  for (std::size_t i = equal; i < wanted.size(); ++i) {
    feedback_.groups().Add(wanted[i].first.group, entry(wanted[i]));
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
    feedback_.groups().Remove(o.first.group, entry(o));
    return true;
  });
  live.old_kept = static_cast<std::uint32_t>(kept_end - state.observed.begin());
  state.observed.erase(kept_end, old_end);
}

void Stream::ReconcileLoop(CustomerIndex customer, Customer& state, Live& live, LoopIndex loop) {
  live.judge.SetComplete(complete_);
  reconciler_.ReconcileLoop(state.published, live.judge, store_.customers().NameOf(customer), loop, clock_);
  if (live_mode_) sink_.OnLoop(customer, loop);
  UpdateFigures(customer, state, live, loop);
  // What was held back is due as soon as everything until then is known.
  live.SetLoopDue(loop, std::min(reconciler_.TakeHeld(), live.judge.NextChange(loop, Known())));
}

void Stream::ReconcileCustomerRules(CustomerIndex customer, Customer& state, Live& live) {
  live.judge.SetComplete(complete_);
  reconciler_.ReconcileCustomer(state.published, live.judge, store_.customers().NameOf(customer), clock_);
  live.customer_due = std::min(reconciler_.TakeHeld(), live.judge.NextCustomerChange(Known()));
}

void Stream::Reconcile(CustomerIndex customer, bool everything) {
  Customer& state = StateOf(customer);
  Live& live = LiveOf(customer);
  const std::string_view name = store_.customers().NameOf(customer);
  const bool anew = state.fold_anew;
  state.fold_anew = false;
  state.news = 0;
  live.judge.TakeUntil(clock_);
  Judge& judge = live.judge;
  const bool all = everything || anew || judge.all_touched();
  figures_anew_ = all || !state.published.indexed;
  if (all) {
    state.published.Forget();
    live.KeepLoops(0);
    for (LoopIndex loop = 0; loop < judge.fold().loops(); ++loop) ReconcileLoop(customer, state, live, loop);
    reconciler_.ReconcileLost(state.published, judge, name, clock_);
    if (live_mode_) sink_.OnAllLoops(customer);
  } else {
    touched_.assign(judge.touched().begin(), judge.touched().end());
    std::sort(touched_.begin(), touched_.end());
    touched_.erase(std::unique(touched_.begin(), touched_.end()), touched_.end());
    const bool rolled_back = !state.published.indexed;
    for (const LoopIndex loop : touched_) {
      if (loop < judge.fold().loops()) ReconcileLoop(customer, state, live, loop);
    }
    if (rolled_back) reconciler_.ReconcileLost(state.published, judge, name, clock_);
  }
  if (all || judge.customer_touched() || live.customer_due <= clock_) ReconcileCustomerRules(customer, state, live);
  SyncObservations(customer, state, live, all);
  figures_anew_ = false;
  if (live_mode_) sink_.OnCustomer(customer, judge);
  judge.ClearTouched();
  state.unknown_actions = judge.HasUnknownActions();
  Schedule(customer, state, live);
}

// Instants that lie centuries apart cannot be subtracted, and `complete_` may be "nothing is known yet".
Instant Stream::Known() const {
  return clock_ > kEarliest ? std::clamp(complete_, clock_ - kLongest, clock_) : std::min(clock_, complete_);
}

void Stream::Schedule(CustomerIndex customer, Customer& state, Live& live) {
  live.KeepLoops(live.judge.fold().loops());
  state.due = live.NextDue();
  // An entry that comes too soon is put right when its time has come.
  if (state.due >= state.in_heap) return;
  state.in_heap = state.due;
  PushHeap(due_, Due{state.due, customer});
}

bool Stream::PutOff(const Customer& state) const {
  if (!state.fold_anew || state.live == nullptr || finishing_) return false;
  const std::size_t size = state.live->history.size();
  return size > kLong && state.news != 0 && state.news * kPutOff < size;
}

void Stream::ReconcileDirty() {
  reconciling_.clear();
  reconciling_.swap(dirty_);
  for (const CustomerIndex customer : reconciling_) {
    Customer& state = StateOf(customer);
    const Live& live = LiveOf(customer);
    if (PutOff(state)) {
      dirty_.push_back(customer);  // stays dirty until it is worth it
      continue;
    }
    state.dirty = false;
    const bool untaken = live.judge.taken() < live.history.size();
    if (state.news != 0 || state.fold_anew || untaken) Reconcile(customer, false);
  }
  if (!lost_.empty()) lost_.clear();
}

// What was published knew all facts up to its clock, so only all of them together can be compared with it.
void Stream::EndLoading() {
  if (!loading_) return;
  loading_ = false;
  ReconcileDirty();
  feedback_.Reconcile(clock_);
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
    Customer& state = customers_[due.customer];
    if (state.in_heap != due.at) continue;
    state.in_heap = kNever;
    if (state.due != due.at) {
      state.in_heap = state.due;
      if (state.due != kNever) PushHeap(due_, Due{state.due, due.customer});
      continue;
    }
    state.due = kNever;
    // Of a history that is to be folded anew nothing is known: looked at now, or with everything else where that is put
    // off.
    if (PutOff(state)) continue;
    if (due.at > clock_) {
      clock_ = due.at;
      feedback_.Reconcile(clock_);
    }
    ReconcileDue(due.customer, state, due.at);
  }
}

void Stream::ReconcileDue(CustomerIndex customer, Customer& state, Instant at) {
  Live& live = LiveOf(customer);
  if (state.fold_anew) return Reconcile(customer, true);
  Judge& judge = live.judge;
  judge.TakeUntil(clock_);
  if (!judge.touched().empty() || judge.all_touched()) Reconcile(customer, false);
  const Fold& fold = judge.fold();
  live.KeepLoops(fold.loops());
  bool forgotten = false;
  for (LoopIndex loop = live.first_due; loop < live.loop_due.size() && live.NextDue() <= at; ++loop) {
    if (live.loop_due[loop] > at) continue;
    ReconcileLoop(customer, state, live, loop);
    // With a loop its facts are forgotten, which the customer's own rules may have counted.
    if (!fold.ForgottenAt(fold.loop(loop), clock_)) continue;
    ReconcileCustomerRules(customer, state, live);
    forgotten = true;
  }
  if (live.customer_due <= at) return Reconcile(customer, live_mode_ && forgotten);
  SyncObservations(customer, state, live, live_mode_ && forgotten);
  if (live_mode_) sink_.OnCustomer(customer, judge);
  Schedule(customer, state, live);
}

bool Stream::Add(const v1::ContactEvent& event, Instant present, Refusal& refusal) {
  event_.View(event);
  return Add(event_, present, refusal);
}

bool Stream::Add(Event& event, Instant present, Refusal& refusal) {
  const FactStore::Outcome outcome = store_.Add(event, present, refusal);
  if (outcome == FactStore::Outcome::kDead) return false;
  if (outcome == FactStore::Outcome::kNotYet) return true;
  const Instant at = event.fact().time;
  if (live_mode_) {
    clock_ = std::max(clock_, at);
  } else {
    AdvanceTo(at);
  }
  if (outcome == FactStore::Outcome::kProcess && event.fact().kind == Kind::kSupervisorActed) {
    feedback_.Act(event.message());
  }
  if (loading_) return true;
  ReconcileDirty();
  feedback_.Reconcile(clock_);
  return true;
}

Tally Stream::CountDays() {
  Tally tally;
  const RuleSettings& settings = rules_.set().settings;
  LocalDays days(settings.history.calendar.zone());
  for (CustomerIndex customer = 0; customer < store_.customers().size(); ++customer) {
    LookAt(customer, [&](const Judge& judge) {
      tally.Put(customer, TallyOf(judge.fold(), judge.taken(), settings, days, clock_));
    });
  }
  return tally;
}

void Stream::Finish(std::optional<Instant> as_of) {
  if (as_of) AdvanceTo(*as_of);
  EndLoading();
  finishing_ = true;
  ReconcileDirty();
  // Whatever time may have changed at this very instant, what was loaded as published and has not come up since, and
  // what is to be forgotten of the groups.
  const Nanos horizon = rules_.set().settings.history.horizon;
  for (CustomerIndex customer = 0; customer < store_.customers().size(); ++customer) {
    const Customer& state = StateOf(customer);
    const bool aged = !state.observed.empty() && clock_ - state.observed.front().first.time > horizon;
    if (state.fold_anew || state.load_anew || state.due <= clock_ || aged) Reconcile(customer, true);
  }
  feedback_.ReconcileAll(clock_);
  const RuleSettings& settings = rules_.set().settings;
  const bool look = settings.overload_weeks > 0 || settings.workaround_loops > 0;
  feedback_.SetFindings(look ? FindingsOf(CountDays(), settings, clock_) : std::vector<v1::Feedback>(), clock_);
  finishing_ = false;
}

}  // namespace loopbreaker
