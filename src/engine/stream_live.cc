// The part of the stream that the service needs: loading in any order, and a time that is known beside the clock.
#include <algorithm>

#include "engine/stream.h"

namespace loopbreaker {

void Stream::StartLoading() {
  live_mode_ = true;
  store_.SetLinked();
  loading_ = true;
  complete_ = Instant::min();
  // Loaded anew from the facts when judging begins.
  on_bench_ = kNobody;
  for (Customer& state : customers_) {
    if (state.has_fold()) DropFold(state);
    state.fold_anew = true;
    state.due = state.in_heap = kNever;
  }
  due_.clear();
  for (const CustomerIndex customer : dirty_) StateOf(customer).dirty = false;
  dirty_.clear();
}

void Stream::StartPublishing(Instant clock, Instant complete) {
  complete_ = complete;
  reconciler_.SetComplete(complete);
  clock_ = std::max({clock_, clock, complete, store_.latest()});
  loading_ = false;
  for (CustomerIndex customer = 0; customer < store_.customers().size(); ++customer) Reconcile(customer, true);
}

void Stream::CompleteTo(Instant complete) {
  if (complete <= complete_) return;
  complete_ = complete;
  reconciler_.SetComplete(complete);
  clock_ = std::max(clock_, complete);
  // At `complete` itself nothing more will come either.
  PassDue(AddSaturated(complete, Nanos{1}));
  ReconcileDirty();
}

bool Stream::Remove(const FactVersion& version) {
  if (store_.RemoveVersion(version) == kNobody) return false;
  if (loading_) return true;
  ReconcileDirty();
  return true;
}

void Stream::LookAgain(std::string_view customer) {
  const CustomerIndex index = store_.customers().Find(customer);
  if (index != kNobody) Reconcile(index, true);
}

void Stream::Overtaken(const v1::Escalation& theirs) {
  const auto id = ParseEscalationId(theirs.id());
  if (!id) return;
  const CustomerIndex customer = store_.AddCustomer(id->customer);
  Reconciler::Overtaken(StateOf(customer).published, theirs);
  Reconcile(customer, true);
}

}  // namespace loopbreaker
