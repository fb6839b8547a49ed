// The part of the stream that keeps the customers' folds: on the bench, as bytes, or unpacked.
#include <algorithm>

#include "engine/stream.h"

namespace loopbreaker {
namespace {

// A history with more facts stays unpacked: taking it out and putting it away would cost more than a fact does.
constexpr std::size_t kSmall = 64;
// How many facts of each unpacked customer can be rolled back.
constexpr std::size_t kUndoSteps = 64;

}  // namespace

Stream::Live::Live(Stream& stream, std::size_t undo_steps)
    : history(stream.store_.settings().history, stream.store_.pool()),
      judge(history, stream.rules_, stream.feedback_.groups(), undo_steps) {}

void Stream::Live::Save(std::string& out) const {
  SnapshotWriter writer(out);
  history.Save(writer);
  judge.Save(writer);
  writer.Value(synced);
  writer.Value(undone);
  writer.Value(old_kept);
  writer.Value(customer_due);
  writer.Rows(std::span<const Instant>(loop_due));
}

bool Stream::Live::Restore(std::string_view bytes) {
  SnapshotReader reader(bytes);
  history.Restore(reader);
  judge.Restore(reader);
  reader.Value(synced);
  reader.Value(undone);
  reader.Value(old_kept);
  reader.Value(customer_due);
  reader.Rows(loop_due);
  first_due = 0;
  soonest_known = false;
  return reader.ok() && reader.at_end();
}

void Stream::Live::StartAnew() {
  judge.Clear();
  synced = undone = old_kept = 0;
  customer_due = soonest = kNever;
  loop_due.clear();
  first_due = 0;
  soonest_known = true;
}

void Stream::Live::SetLoopDue(LoopIndex loop, Instant at) {
  if (loop_due.size() <= loop) loop_due.resize(loop + 1, kNever);
  if (loop_due[loop] == soonest && at != soonest) soonest_known = false;
  loop_due[loop] = at;
  if (at != kNever) first_due = std::min(first_due, loop);
  if (at < soonest) soonest = at;
}

void Stream::Live::KeepLoops(std::uint32_t loops) {
  if (loop_due.size() <= loops) return;
  loop_due.resize(loops);
  first_due = std::min(first_due, loops);
  soonest_known = false;
}

Instant Stream::Live::NextDue() {
  if (!soonest_known) {
    while (first_due < loop_due.size() && loop_due[first_due] == kNever) ++first_due;
    const auto it = std::min_element(loop_due.begin() + first_due, loop_due.end());
    soonest = it == loop_due.end() ? kNever : *it;
    soonest_known = true;
  }
  return std::min(soonest, customer_due);
}

void Stream::LoadAnew(CustomerIndex customer, Customer& state, Live& live) {
  // Slots and loops may be numbered otherwise than before.
  state.published.Forget();
  state.fold_anew = true;
  state.load_anew = false;
  ++state.news;
  live.history.Load(store_.customers().Facts(customer));
  live.StartAnew();
}

void Stream::CatchUp(CustomerIndex customer, Customer& state, Live& live) {
  if (state.load_anew) return LoadAnew(customer, state, live);
  std::size_t changed_from = 0;
  state.news += static_cast<std::uint32_t>(live.history.Extend(store_.customers().Facts(customer), changed_from));
  if (changed_from >= live.judge.taken()) return;
  state.published.Forget();
  live.judge.RollBackTo(changed_from);
  live.undone += live.synced - std::min(live.synced, live.judge.observed());
  live.synced = std::min(live.synced, live.judge.observed());
  if (live.judge.taken() == 0) state.fold_anew = true;
}

Stream::Live& Stream::LiveOf(CustomerIndex customer) {
  Customer& state = StateOf(customer);
  state.used = true;
  if (state.live == nullptr && on_bench_ != customer) {
    ClearBench();
    on_bench_ = customer;
    bench_->history.SetCustomer(store_.customers().NameOf(customer));
    if (state.kept.view().empty() || !bench_->Restore(state.kept.view())) {
      LoadAnew(customer, state, *bench_);
      return *bench_;
    }
  }
  Live& live = state.live != nullptr ? *state.live : *bench_;
  CatchUp(customer, state, live);
  return live;
}

// Puts the fold on the bench away, if there is one.
void Stream::ClearBench() {
  if (on_bench_ == kNobody) return;
  Customer& state = customers_[on_bench_];
  const CustomerIndex customer = on_bench_;
  on_bench_ = kNobody;
  const Judge& judge = bench_->judge;
  const bool had = state.has_fold();
  // What was taken and not reconciled would be forgotten.
  if (state.fold_anew || !judge.touched().empty() || judge.all_touched() || judge.customer_touched()) {
    if (had) DropFold(state);
    state.fold_anew = true;
    return;
  }
  saved_.clear();
  bench_->Save(saved_);
  if (bench_->history.size() <= kSmall && saved_.size() <= Shelf::kBytesMax) {
    shelf_.Put(state.kept, saved_);
  } else {
    shelf_.Clear(state.kept);
    state.live = std::make_unique<Live>(*this, kUndoSteps);
    state.live->history.SetCustomer(store_.customers().NameOf(customer));
    state.live->Restore(saved_);
  }
  folds_ += had ? 0 : 1;
  if (folds_ > live_max_) Evict();
}

void Stream::DropFold(Customer& state) {
  shelf_.Clear(state.kept);
  state.live.reset();
  state.fold_anew = true;
  --folds_;
}

// Goes round and drops the fold of whom nothing has happened to since it came by last.
void Stream::Evict() {
  while (folds_ > live_max_) {
    evict_at_ = evict_at_ + 1 < customers_.size() ? evict_at_ + 1 : 0;
    Customer& state = customers_[evict_at_];
    if (state.has_fold() && !state.used) DropFold(state);
    state.used = false;
  }
}

}  // namespace loopbreaker
