// What is said of a loop wherever it is told: its texts, what was counted of it, where it is.
#pragma once

#include <string>

#include "history/fold.h"
#include "link/directory.h"

namespace loopbreaker {

// Reads texts of facts by slot.
class FactReader {
 public:
  explicit FactReader(const History& history) : history_(history) {}
  // Until the next call.
  const Fact& At(Slot slot) {
    history_.View(slot, fact_);
    return fact_;
  }
  std::string Text(Slot slot, Field field) {
    return slot == kNoSlot ? std::string() : std::string(At(slot).AnyText(field));
  }

 private:
  const History& history_;
  Fact fact_;
};

// Into any message that has these fields: v1::Measures, v1::LoopRecord.
template <typename Message>
void FillCounts(const Loop& loop, const Fold& fold, Message& out) {
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
}

// Category, unit, place, teams and whom it waits on, into v1::Escalation or v1::LoopRecord. What the facts do not say
// of the place, the directory of units may.
template <typename Message>
void FillDescription(const Loop& loop, FactReader& reader, const Directory& directory, Message& out) {
  out.set_category(reader.Text(loop.category_from, Field::kSubject));
  out.set_unit_id(reader.Text(loop.unit_from, Field::kUnitId));
  out.set_owner_team(reader.Text(loop.owner_team, Field::kToTeam));
  out.set_last_team(reader.Text(loop.team, Field::kTeam));
  out.set_region(reader.Text(loop.region, Field::kRegion));
  out.set_complex(reader.Text(loop.complex, Field::kComplex));
  out.set_contractor(reader.Text(loop.contractor, Field::kContractor));
  if (const v1::Unit* unit = directory.FindUnit(out.unit_id()); unit != nullptr) {
    if (out.region().empty()) out.set_region(unit->region());
    if (out.complex().empty()) out.set_complex(unit->complex());
    if (out.contractor().empty()) out.set_contractor(unit->contractor());
  }
  if (loop.waits_on != 0) out.set_waits_on(v1::WaitsOn::Value_Name(static_cast<v1::WaitsOn::Value>(loop.waits_on)));
}

}  // namespace loopbreaker
