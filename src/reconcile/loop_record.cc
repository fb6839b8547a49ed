#include "reconcile/loop_record.h"

#include "reconcile/escalation.h"

namespace loopbreaker {
namespace {

const char* NameOf(LoopStatus status) {
  switch (status) {
    case LoopStatus::kOpen:
      return "OPEN";
    case LoopStatus::kResolved:
      return "RESOLVED";
    case LoopStatus::kClosed:
      return "CLOSED";
    case LoopStatus::kExpired:
      return "EXPIRED";
  }
  return "";
}

}  // namespace

v1::LoopRecord LoopRecordOf(const Judge& judge, LoopIndex index, std::string_view customer, const Directory& directory,
                            Instant clock) {
  const Fold& fold = judge.fold();
  const History& history = fold.history();
  const Loop& loop = fold.loop(index);
  v1::LoopRecord out;
  Fact fact;
  const auto text = [&](Slot slot, Field field) {
    if (slot == kNoSlot) return std::string();
    history.View(slot, fact);
    return std::string(fact.AnyText(field));
  };
  out.set_loop_id(LoopIdOf(customer, judge, index));
  out.set_customer_id(std::string(customer));
  history.ViewOwn(loop.first_fact, fact);
  out.set_first_source(std::string(fact.source));
  out.set_first_id(std::string(fact.id));
  out.set_category(text(loop.category_from, Field::kSubject));
  out.set_unit_id(text(loop.unit_from, Field::kUnitId));
  out.set_status(NameOf(fold.StatusAt(loop, clock)));
  SetTime(loop.first_time, out.mutable_opened_at());
  if (loop.resolved) SetTime(loop.resolved_at, out.mutable_resolved_at());
  SetTime(loop.last_activity, out.mutable_last_activity());
  out.set_facts(loop.facts);
  out.set_contacts(loop.contacts);
  out.set_agents(loop.agents);
  out.set_transfers(loop.transfers);
  out.set_visits(loop.visits);
  out.set_failed_visits(loop.failed_visits);
  out.set_missed_by_company(loop.missed_by_company);
  out.set_missed_by_customer(loop.missed_by_customer);
  out.set_reopens(loop.reopens);
  out.set_cost_cents(fold.CostCents(loop));
  out.set_customer_days(loop.customer_days);
  out.set_region(text(loop.region, Field::kRegion));
  out.set_complex(text(loop.complex, Field::kComplex));
  out.set_contractor(text(loop.contractor, Field::kContractor));
  if (const v1::Unit* unit = directory.FindUnit(out.unit_id()); unit != nullptr) {
    if (out.region().empty()) out.set_region(unit->region());
    if (out.complex().empty()) out.set_complex(unit->complex());
    if (out.contractor().empty()) out.set_contractor(unit->contractor());
  }
  out.set_owner_team(text(loop.owner_team, Field::kToTeam));
  out.set_last_team(text(loop.team, Field::kTeam));
  if (loop.waits_on != 0) out.set_waits_on(v1::WaitsOn::Value_Name(static_cast<v1::WaitsOn::Value>(loop.waits_on)));
  return out;
}

}  // namespace loopbreaker
