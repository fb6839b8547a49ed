#include "engine/fact_store.h"

#include <algorithm>

#include "event/content_hash.h"
#include "rules/target.h"

namespace loopbreaker {

FactStore::FactStore(const RuleSettings& settings, const Directory& directory, Options options, FactListener* listener)
    : settings_(settings),
      directory_(directory),
      options_(options),
      listener_(listener),
      linker_(settings.park_for, pool_) {
  moved_ = [this](std::string_view packed, CustomerIndex from, CustomerIndex to) {
    Fact fact;
    Unpack(packed, pool_, fact);
    if (from != kNobody) {
      customers_.Remove(from, pool_, fact.source, fact.id);
      if (listener_ != nullptr) listener_->OnRemoved(from, fact.source, fact.id);
    }
    if (to != kNobody) {
      customers_.Append(to, IdentityHash(fact.source, fact.id), packed);
      if (listener_ != nullptr) listener_->OnAdded(to, packed);
    }
  };
}

void FactStore::WantReferences() {
  if (linker_.wanted()) return;
  linker_.Want();
  History history(settings_.history, pool_);
  Fact fact;
  for (CustomerIndex customer = 0; customer < customers_.size(); ++customer) {
    history.Load(customers_.Facts(customer));
    for (std::size_t i = 0; i < history.size(); ++i) {
      history.ViewOwn(history.SlotAt(i), fact);
      linker_.Claim(fact, customer, moved_);
    }
  }
}

bool FactStore::Beats(const Fact& a, const Fact& b) {
  bool conflict = false;
  const bool replaces = Replaces(a, b, conflict);
  conflicts_elsewhere_ += conflict ? 1 : 0;
  return replaces;
}

std::uint64_t FactStore::CountConflicts() const {
  History history(settings_.history, pool_);
  for (const CustomerIndex customer : with_doubles_) history.Load(customers_.Facts(customer));
  return conflicts_elsewhere_ + history.conflicts();
}

void FactStore::Keep(const Fact& fact, std::uint64_t identity, std::string_view packed, CustomerIndex customer) {
  if (!customers_.Append(customer, identity, packed)) with_doubles_.insert(customer);
  latest_ = std::max(latest_, fact.time);
  if (listener_ != nullptr) listener_->OnAdded(customer, packed);
}

void FactStore::Drop(const Fact& fact, CustomerIndex customer) {
  linker_.Unclaim(fact, customer, moved_);
  customers_.Remove(customer, pool_, fact.source, fact.id);
  if (listener_ != nullptr) listener_->OnRemoved(customer, fact.source, fact.id);
}

bool FactStore::LosesElsewhere(const Fact& fact, std::uint64_t identity, CustomerIndex customer,
                               CustomerIndex provisional) {
  bool conflict = false;
  Fact other;
  CustomerIndex owner = kNobody;
  CustomerIndex other_provisional = kNobody;
  if (const std::string_view parked = linker_.FindParked(fact.source, fact.id, &owner, &other_provisional);
      !parked.empty()) {
    Unpack(parked, pool_, other);
    const bool wins = Replaces(fact, other, conflict);
    conflicts_elsewhere_ += conflict ? 1 : 0;
    // Versions that differ in nothing but the identifiers, which are not kept: what these came to decides.
    const bool same = !wins && !conflict && fact.revision == other.revision && provisional != kNobody &&
                      other_provisional != kNobody && provisional != other_provisional;
    if (!wins && !(same && customers_.NameOf(provisional) > customers_.NameOf(other_provisional))) return true;
    if (owner != kNobody) {
      customers_.Remove(owner, pool_, fact.source, fact.id);
      if (listener_ != nullptr) listener_->OnRemoved(owner, fact.source, fact.id);
    }
    linker_.Unpark(fact.source, fact.id);
  }
  // Who holds it besides `customer`; and `customer` itself where claims of the old version must go.
  customers_.Holders(identity, linker_.wanted() ? kNobody : customer, holders_);
  for (const CustomerIndex holder : std::vector<CustomerIndex>(holders_)) {
    const std::string held(customers_.FindVersion(holder, pool_, fact.source, fact.id));
    if (held.empty()) continue;  // another fact with the same print
    Unpack(held, pool_, other);
    other.customer_id = customers_.NameOf(holder);  // whose it is belongs to the content
    if (!Beats(fact, other)) return true;
    if (holder == customer) {
      linker_.Unclaim(other, holder, moved_);
    } else {
      Drop(other, holder);
    }
  }
  if (early_deletions_.empty()) return false;
  if (const auto early = early_deletions_.find(identity); early != early_deletions_.end()) {
    Unpack(early->second, pool_, other);
    if (other.source != fact.source || other.id != fact.id) return false;
    if (!Beats(fact, other)) return true;
    early_deletions_.erase(early);
  }
  return false;
}

// A deletion that knows nothing but the identity goes where the fact is, or waits for it.
void FactStore::DeleteUnowned(const Fact& fact, std::uint64_t identity, std::string_view packed) {
  Fact other;
  CustomerIndex owner = kNobody;
  const std::string_view parked = linker_.FindParked(fact.source, fact.id, &owner, nullptr);
  const bool waits = !parked.empty();
  if (waits) {
    Unpack(parked, pool_, other);
    if (!Beats(fact, other)) return;
  }
  customers_.Holders(identity, kNobody, holders_);
  for (const CustomerIndex holder : std::vector<CustomerIndex>(holders_)) {
    const std::string held(customers_.FindVersion(holder, pool_, fact.source, fact.id));
    if (held.empty()) continue;
    Unpack(held, pool_, other);
    if (!Beats(fact, other)) return;
    if (!waits) linker_.Unclaim(other, holder, moved_);  // what waits has claimed nothing
    linker_.Unpark(fact.source, fact.id);
    Keep(fact, identity, packed, holder);
    return;
  }
  auto& early = early_deletions_[identity];
  if (!early.empty()) {
    Unpack(early, pool_, other);
    if (!Beats(fact, other)) return;
  }
  linker_.Unpark(fact.source, fact.id);
  early = packed;
}

std::vector<FactStore::Held> FactStore::VersionsOf(std::string_view source, std::string_view id) const {
  std::vector<Held> held;
  std::vector<CustomerIndex> holders;
  customers_.Holders(IdentityHash(source, id), kNobody, holders);
  Fact fact;
  for (const CustomerIndex holder : holders) {
    std::string_view rest = customers_.Facts(holder);
    while (!rest.empty()) {
      Unpack(History::TakeRecord(rest), pool_, fact);
      if (fact.source != source || fact.id != id) continue;
      fact.customer_id = customers_.NameOf(holder);
      held.push_back({holder, {std::string(source), std::string(id), fact.revision, ContentHash(fact)}, fact.deleted});
    }
  }
  return held;
}

CustomerIndex FactStore::RemoveVersion(const FactVersion& version) {
  for (const Held& held : VersionsOf(version.source, version.id)) {
    if (held.version != version) continue;
    std::vector<std::string> others;
    Fact fact;
    std::string_view rest = customers_.Facts(held.customer);
    while (!rest.empty()) {
      const std::string_view record = History::TakeRecord(rest);
      Unpack(record, pool_, fact);
      if (fact.source != version.source || fact.id != version.id) continue;
      fact.customer_id = customers_.NameOf(held.customer);
      if (fact.revision != version.revision || ContentHash(fact) != version.digest) others.emplace_back(record);
    }
    customers_.Remove(held.customer, pool_, version.source, version.id);
    if (listener_ != nullptr) listener_->OnRemoved(held.customer, version.source, version.id);
    for (const std::string& packed : others) {
      customers_.Append(held.customer, IdentityHash(version.source, version.id), packed);
      if (listener_ != nullptr) listener_->OnAdded(held.customer, packed);
    }
    return held.customer;
  }
  return kNobody;
}

FactStore::Outcome FactStore::Add(const v1::ContactEvent& event, Instant limit, Refusal& refusal) {
  event_.View(event);
  return Add(event_, limit, refusal);
}

FactStore::Outcome FactStore::Add(Event& event, Instant limit, Refusal& refusal) {
  Fact& fact = event.fact();
  if (fact.time > limit) {
    if (fact.time - limit <= settings_.max_clock_skew) return Outcome::kNotYet;
    refusal.reason = DeadReason::kFromTheFuture;
    refusal.detail = "eventTime " + FormatTime(fact.time) + " is more than " +
                     FormatDuration(settings_.max_clock_skew) + " after the present, " + FormatTime(limit);
    return Outcome::kDead;
  }
  if (fact.kind == Kind::kProcessChanged) {
    process_changes_.push_back(event.message());
    return Outcome::kProcess;
  }
  if (fact.kind == Kind::kSupervisorActed && NamesFeedback(fact.Text(Field::kEscalationId))) {
    feedback_actions_.push_back(event.message());
    return Outcome::kProcess;
  }
  const std::uint64_t identity = IdentityHash(fact.source, fact.id);
  customers_.Prefetch(fact.customer_id, identity);
  packed_.clear();
  Pack(fact, options_.keep, pool_, packed_);

  std::string_view name = fact.customer_id;
  Resolution resolution;
  if (name.empty() || (directory_.customers() != 0 && !linked_)) {
    resolution = Resolve(event.message(), directory_);
    name = resolution.customer_id;
  }
  if (!name.empty()) {
    const CustomerIndex customer = customers_.FindOrAdd(name);
    fact.customer_id = customers_.NameOf(customer);
    if (!linked_ && LosesElsewhere(fact, identity, customer, kNobody)) return Outcome::kReplaced;
    Keep(fact, identity, packed_, customer);
    linker_.Claim(fact, customer, moved_);
    return Outcome::kRemembered;
  }

  WantReferences();
  const std::string provisional = ProvisionalCustomer(event.message(), directory_.phone_region());
  const bool refers = fact.Has(Field::kCaseId) || fact.Has(Field::kWorkOrderId) || fact.Has(Field::kVisitId);
  if (provisional.empty() && !refers) {
    if (fact.deleted) {
      DeleteUnowned(fact, identity, packed_);
      return Outcome::kRemembered;
    }
    refusal.reason = DeadReason::kNoCustomer;
    refusal.detail =
        "expected a customerId, an identifier, or a caseId, workOrderId or visitId that belongs to a customer; found "
        "none";
    return Outcome::kDead;
  }
  const CustomerIndex caller = provisional.empty() ? kNobody : customers_.FindOrAdd(provisional);
  if (LosesElsewhere(fact, identity, kNobody, caller)) return Outcome::kReplaced;
  const CustomerIndex owner = linker_.Park(fact, packed_, caller);
  if (owner == kNobody) {
    latest_ = std::max(latest_, fact.time);
    return Outcome::kParked;
  }
  Keep(fact, identity, packed_, owner);
  return Outcome::kRemembered;
}

}  // namespace loopbreaker
