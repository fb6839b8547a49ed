// The part of the stream that the service needs: loading in any order, and a time that is known beside the clock.
#include <algorithm>

#include "engine/stream.h"
#include "event/content_hash.h"

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

bool Stream::Remove(const FactVersion& version, std::string_view moved_to) {
  const CustomerIndex customer = store_.RemoveVersion(version);
  if (customer == kNobody) return false;
  if (loading_) return true;
  lost_[customer].moved_to = moved_to;
  ReconcileDirty();
  return true;
}

void Stream::LookAgain(std::string_view customer) {
  if (loading_) return;
  const CustomerIndex index = store_.customers().Find(customer);
  if (index != kNobody) Reconcile(index, true);
}

bool Stream::Erase(std::string_view customer, const std::function<bool(Instant)>& covered,
                   const std::function<void(const Fact&)>& erased) {
  const CustomerIndex index = store_.customers().Find(customer);
  if (index == kNobody) return false;
  std::vector<FactVersion> versions;
  Fact fact;
  bool kept = false;
  for (std::string_view rest = store_.customers().Facts(index); !rest.empty();) {
    Unpack(History::TakeRecord(rest), store_.pool(), fact);
    if (!covered(fact.time)) {
      kept = true;
      continue;
    }
    fact.customer_id = customer;
    versions.push_back({std::string(fact.source), std::string(fact.id), fact.revision, ContentHash(fact)});
    erased(fact);
  }
  Reconciler::Table& published = StateOf(index).published;
  if (versions.empty() && (kept || published.rows.empty())) return false;
  reconciler_.Erase(published, clock_);
  for (const FactVersion& version : versions) store_.RemoveVersion(version);
  if (!loading_) Reconcile(index, true);
  return true;
}

void Stream::Overtaken(const v1::Escalation& theirs) {
  const auto id = ParseEscalationId(theirs.id());
  if (!id) return;
  const CustomerIndex customer = store_.AddCustomer(id->customer);
  Reconciler::Overtaken(StateOf(customer).published, theirs);
  if (!loading_) Reconcile(customer, true);
}

}  // namespace loopbreaker
