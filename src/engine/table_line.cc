#include "engine/table_line.h"

#include "event/json_writer.h"

namespace loopbreaker {
namespace {

void Pair(JsonWriter& out, const char* key, std::string_view text) {
  out.Key(key);
  out.Text(text);
}

void Pair(JsonWriter& out, const char* key, std::int64_t number) {
  out.Key(key);
  out.Number(number);
}

void FactIdentity(JsonWriter& out, std::string_view source, std::string_view id) {
  out.BeginObject();
  Pair(out, "source", source);
  Pair(out, "id", id);
  out.EndObject();
}

void WriteMeasures(JsonWriter& out, const Loop& loop, const Fold& fold) {
  out.Key("measures");
  out.BeginObject();
  Pair(out, "contacts", loop.contacts);
  Pair(out, "agents", loop.agents);
  Pair(out, "transfers", loop.transfers);
  Pair(out, "visits", loop.visits);
  Pair(out, "failedVisits", loop.failed_visits);
  Pair(out, "missedByCompany", loop.missed_by_company);
  Pair(out, "missedByCustomer", loop.missed_by_customer);
  Pair(out, "reopens", loop.reopens);
  Pair(out, "costCents", fold.CostCents(loop));
  Pair(out, "customerDays", loop.customer_days);
  out.EndObject();
}

// Category, unit and first fact of a loop.
void WriteLoop(JsonWriter& out, const Loop& loop, const History& history, const char* fact_key) {
  Fact fact;
  history.View(loop.first_fact, fact);
  out.Key(fact_key);
  FactIdentity(out, fact.source, fact.id);
  if (loop.category_from != kNoSlot) history.View(loop.category_from, fact);
  Pair(out, "category", loop.category_from == kNoSlot ? std::string_view{} : fact.subject);
  if (loop.unit_from != kNoSlot) history.View(loop.unit_from, fact);
  Pair(out, "unitId", loop.unit_from == kNoSlot ? std::string_view{} : fact.Text(Field::kUnitId));
}

template <typename V>
void WriteActivity(JsonWriter& out, const V& verdict) {
  Pair(out, "status", verdict.open ? "OPEN" : "RESOLVED");
  Pair(out, "openedAt", FormatTime(verdict.opened_at));
  if (verdict.open) {
    for (const char* key : {"resolvedAt", "endedBy"}) {
      out.Key(key);
      out.Null();
    }
  } else {
    Pair(out, "resolvedAt", FormatTime(verdict.resolved_at));
    Pair(out, "endedBy", v1::EndedBy::Value_Name(verdict.ended_by));
  }
  Pair(out, "activities", verdict.activities);
}

}  // namespace

std::string VerdictLine(const Verdict& verdict, std::string_view customer, const Fold& fold) {
  std::string line;
  JsonWriter out(line);
  Fact fact;
  const bool of_loop = verdict.loop != kNone;
  out.BeginObject();
  Pair(out, "rule", verdict.rule->id);
  Pair(out, "scope", of_loop ? "LOOP" : "CUSTOMER");
  Pair(out, "customerId", customer);
  if (of_loop) {
    std::string_view per;
    if (verdict.per_from != kNoSlot) {
      fold.history().View(verdict.per_from, fact);
      per = fact.Text(std::get<AbsenceCondition>(verdict.rule->condition).per);
    }
    Pair(out, "per", per);
    WriteLoop(out, fold.loop(verdict.loop), fold.history(), "loop");
  }
  WriteActivity(out, verdict);
  Pair(out, "level", verdict.level);
  out.Key("evidence");
  out.BeginArray();
  for (const Slot slot : verdict.evidence) {
    fold.history().ViewOwn(slot, fact);
    FactIdentity(out, fact.source, fact.id);
  }
  out.EndArray();
  if (of_loop) WriteMeasures(out, fold.loop(verdict.loop), fold);
  out.EndObject();
  return line;
}

std::string LoopLine(LoopIndex index, std::string_view customer, const Fold& fold, Instant clock) {
  constexpr const char* kStatus[] = {"OPEN", "RESOLVED", "CLOSED", "EXPIRED"};
  const Loop& loop = fold.loop(index);
  std::string line;
  JsonWriter out(line);
  out.BeginObject();
  Pair(out, "customerId", customer);
  WriteLoop(out, loop, fold.history(), "firstFact");
  Pair(out, "status", kStatus[static_cast<int>(fold.StatusAt(loop, clock))]);
  Pair(out, "facts", loop.facts);
  WriteMeasures(out, loop, fold);
  out.EndObject();
  return line;
}

std::string GroupLine(const ProcessVerdict& verdict, const std::vector<std::pair<std::string, std::string>>& group,
                      const GroupFigures& figures) {
  std::string line;
  JsonWriter out(line);
  out.BeginObject();
  Pair(out, "rule", verdict.rule->id);
  Pair(out, "scope", "PROCESS");
  out.Key("group");
  out.BeginObject();
  for (const auto& [field, value] : group) Pair(out, field.c_str(), value);
  out.EndObject();
  WriteActivity(out, verdict);
  out.Key("evidence");
  out.BeginArray();
  for (const auto& [source, id] : figures.evidence) FactIdentity(out, source, id);
  out.EndArray();
  Pair(out, "facts", static_cast<std::int64_t>(verdict.evidence.size()));
  Pair(out, "customers", static_cast<std::int64_t>(figures.customers));
  Pair(out, "loops", static_cast<std::int64_t>(figures.loops));
  Pair(out, "costCents", figures.cost_cents);
  Pair(out, "customerDays", figures.customer_days);
  out.EndObject();
  return line;
}

}  // namespace loopbreaker
