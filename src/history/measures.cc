// What a fact adds to the measures of its loop, and to what an escalation says of it.
#include "base/hash.h"
#include "history/fold.h"

namespace loopbreaker {
namespace {

// Keys of things that count once a loop.
std::uint64_t OnceKey(LoopIndex loop, char what, std::uint64_t value) {
  return Combine(Combine(loop + 1, static_cast<std::uint64_t>(what)), value);
}

}  // namespace

void Fold::Measure(const Fact& fact, Slot slot, LoopIndex index) {
  switch (fact.kind) {
    case Kind::kContactEnded: {
      if (!IsInboundContact(fact)) return;
      const std::uint64_t contact = Hash64(fact.Text(Field::kContactId));
      const bool fresh = contact == 0 || seen_.Add(OnceKey(index, 'k', contact));
      const std::uint64_t agent = Hash64(fact.Text(Field::kAgent));
      const bool other_agent = agent != 0 && seen_.Add(OnceKey(index, 'a', agent));
      if (!fresh && !other_agent) return;
      Loop& loop = loops_.Mutable(index);
      loop.contacts += fresh ? 1 : 0;
      loop.agents += other_agent ? 1 : 0;
      return;
    }
    case Kind::kContactTransferred:
      ++loops_.Mutable(index).transfers;
      return;
    case Kind::kVisitCompleted:
      MeasureVisit(fact, slot, index);
      return;
    case Kind::kVisitMissed: {
      Loop& loop = loops_.Mutable(index);
      if (fact.Number(Field::kBy) == v1::Party::CUSTOMER) ++loop.missed_by_customer;
      if (fact.Number(Field::kBy) != v1::Party::COMPANY) return;
      ++loop.missed_by_company;
      break;
    }
    default:
      return;
  }
  const auto day =
      static_cast<std::uint64_t>(static_cast<std::int64_t>(settings_.calendar.LocalDay(fact.time)) + (1 << 24));
  if (seen_.Add(OnceKey(index, 'd', day))) ++loops_.Mutable(index).customer_days;
}

void Fold::MeasureVisit(const Fact& fact, Slot slot, LoopIndex index) {
  const auto day =
      static_cast<std::uint64_t>(static_cast<std::int64_t>(settings_.calendar.LocalDay(fact.time)) + (1 << 24));
  const bool fresh_day = seen_.Add(OnceKey(index, 'd', day));
  const std::int64_t outcome = fact.Number(Field::kOutcome);
  const bool failed = outcome == v1::Outcome::TEMPORARY_FIX || outcome == v1::Outcome::NOT_FIXED;
  const std::uint64_t visit_id = Hash64(fact.Text(Field::kVisitId));
  // A fact without visit_id is a visit by itself.
  const std::uint64_t key = visit_id != 0 ? OnceKey(index, 'v', visit_id) : OnceKey(index, 's', slot + 1);
  std::uint32_t row = seen_.Get(key, kNone);
  const bool fresh = row == kNone;
  if (fresh) {
    row = visits_.Append({});
    seen_.Set(key, row);
  }
  const Visit before = visits_[row];
  Visit& visit = visits_.Mutable(row);
  visit.failed = failed;
  if (fact.Has(Field::kFeeCents)) {
    visit.has_fee = true;
    visit.fee_cents += fact.Number(Field::kFeeCents);
  }
  const auto cents = [this](const Visit& v) { return v.has_fee ? v.fee_cents : settings_.callout_fee_cents; };
  Loop& loop = loops_.Mutable(index);
  loop.customer_days += fresh_day ? 1 : 0;
  loop.visits += fresh ? 1 : 0;
  loop.failed_visits += (failed ? 1u : 0u) - (!fresh && before.failed ? 1u : 0u);
  loop.visit_cents += cents(visit) - (fresh ? 0 : cents(before));
}

void Fold::Describe(const Fact& fact, Slot slot, LoopIndex index) {
  const auto add_named = [&](const std::vector<std::string_view>& names, char what, std::uint32_t Loop::*list) {
    for (std::size_t i = 0; i < names.size(); ++i) {
      if (names[i].empty() || !seen_.Add(OnceKey(index, what, Hash64(names[i])))) continue;
      const std::uint32_t link = AppendLink({slot, loops_[index].*list, fact.time, i});
      loops_.Mutable(index).*list = link;
    }
  };
  if (fact.kind == Kind::kVisitCompleted) {
    add_named(fact.parts_missing, 'p', &Loop::parts);
    add_named(fact.authorisation_missing, 'm', &Loop::authorisations);
  }
  Loop& loop = loops_.Mutable(index);
  if (fact.Has(Field::kTeam)) loop.team = slot;
  if (fact.Has(Field::kRegion)) loop.region = slot;
  if (fact.Has(Field::kComplex)) loop.complex = slot;
  if (fact.Has(Field::kContractor)) loop.contractor = slot;
  if (fact.Has(Field::kDiagnosis)) loop.diagnosis = slot;
  if (fact.kind == Kind::kCaseAssigned && fact.Has(Field::kToTeam)) loop.owner_team = slot;
  loop.blockers |= static_cast<std::uint16_t>(fact.Number(Field::kBlockers));
  if (fact.kind == Kind::kBlockerLifted)
    loop.blockers &= static_cast<std::uint16_t>(~(1u << fact.Number(Field::kBlocker)));
  if (fact.kind == Kind::kAuthorityDecided && fact.Number(Field::kGranted) != 0) {
    loop.blockers &= static_cast<std::uint16_t>(~(1u << v1::Blocker::NO_AUTHORISATION));
  }
}

}  // namespace loopbreaker
