// The part of the stream that the service needs: loading in any order, and a time that is known beside the clock.
#include <algorithm>

#include "engine/forgetting.h"
#include "engine/stream.h"
#include "event/content_hash.h"

namespace loopbreaker {

void Stream::StartLoading() {
  live_mode_ = true;
  store_.SetLinked();
  loading_ = true;
  rest_at_ = rest_end_ = 0;
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
  rest_end_ = static_cast<CustomerIndex>(store_.customers().size());
}

bool Stream::JudgeRest(std::size_t customers_max) {
  for (; rest_at_ < rest_end_ && customers_max != 0; ++rest_at_) {
    if (!StateOf(rest_at_).fold_anew) continue;  // something has happened to her
    Reconcile(rest_at_, true);
    --customers_max;
  }
  return rest_at_ < rest_end_;
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

void Stream::SetSilent(const std::vector<std::string>& sources) {
  if (sources == reconciler_.silent()) return;
  reconciler_.SetSilent(sources);
  if (loading_) return;
  for (CustomerIndex customer = 0; customer < store_.customers().size(); ++customer) {
    const auto& rows = StateOf(customer).published.rows;
    const bool open = std::any_of(rows.begin(), rows.end(), [](const Published& row) {
      return !row.removed && (row.state == v1::State::OPENED || row.state == v1::State::UPDATED);
    });
    if (open) Reconcile(customer, true);
  }
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
  bool any = false;
  bool kept = false;
  Fact fact;
  for (std::string_view rest = store_.customers().Facts(index); !rest.empty();) {
    Unpack(History::TakeRecord(rest), store_.pool(), fact);
    (covered(fact.time) ? any : kept) = true;
  }
  Reconciler::Table& published = StateOf(index).published;
  if (!any && (kept || published.rows.empty())) return false;
  reconciler_.Erase(published, clock_);
  TakeOut(index, [&](const Fact& one) {
    if (!covered(one.time)) return false;
    erased(one);
    return true;
  });
  if (!loading_) Reconcile(index, true);
  return true;
}

void Stream::TakeOut(CustomerIndex customer, const std::function<bool(const Fact&)>& chosen) {
  std::vector<FactVersion> versions;
  Fact fact;
  for (std::string_view rest = store_.customers().Facts(customer); !rest.empty();) {
    Unpack(History::TakeRecord(rest), store_.pool(), fact);
    fact.customer_id = store_.customers().NameOf(customer);
    if (chosen(fact))
      versions.push_back({std::string(fact.source), std::string(fact.id), fact.revision, ContentHash(fact)});
  }
  for (const FactVersion& version : versions) store_.RemoveVersion(version);
}

bool Stream::Forget(CustomerIndex customer, const std::function<void(const Fact&)>& forgotten) {
  const Instant known = Known();
  const Nanos horizon = store_.settings().history.horizon;
  if (known <= kEarliest + 2 * horizon) return false;
  const Instant old = known - 2 * horizon;
  const std::string_view facts = store_.customers().Facts(customer);
  if (!HasFactBefore(facts, store_.pool(), old)) return false;
  Live& live = LiveOf(customer);
  live.judge.TakeUntil(clock_);
  const Instant cut = ForgettableBefore(live.judge.fold(), facts, store_.pool(), old);
  if (!HasFactBefore(facts, store_.pool(), cut)) return false;
  TakeOut(customer, [&](const Fact& fact) {
    if (fact.time >= cut) return false;
    forgotten(fact);
    return true;
  });
  Reconcile(customer, true);
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
