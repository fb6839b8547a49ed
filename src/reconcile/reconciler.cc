#include "reconcile/reconciler.h"

#include <algorithm>

#include "event/timestamp.h"
#include "reconcile/escalation.h"

namespace loopbreaker {
namespace {

bool Standing(const Published& row) {
  return !row.removed && row.state != v1::State::RETRACTED && row.state != v1::State::UNSPECIFIED;
}

// Whether it stands because something has not come: an absence, or what began where the customer has no fact.
bool RestsOnSilence(const Verdict& verdict, const Judge& judge) {
  return verdict.open && (std::holds_alternative<AbsenceCondition>(verdict.rule->condition) ||
                          !judge.fold().history().HasFactAt(verdict.opened_at));
}

std::string PerOf(const Verdict& verdict, const Judge& judge) {
  if (verdict.per_from == kNoSlot) return {};
  Fact fact;
  judge.fold().history().View(verdict.per_from, fact);
  return std::string(fact.Text(std::get<AbsenceCondition>(verdict.rule->condition).per));
}

}  // namespace

void Reconciler::Load(Table& table, const v1::Escalation& escalation, bool removed) {
  auto id = ParseEscalationId(escalation.id());
  if (!id) return;
  const auto same = std::find_if(table.rows.begin(), table.rows.end(),
                                 [&](const Published& row) { return ToText(row.id) == escalation.id(); });
  Published& row = same == table.rows.end() ? table.rows.emplace_back() : *same;
  row.id = std::move(*id);
  if (same == table.rows.end()) row.order = table.rows.size();
  row.removed = removed;
  if (escalation.revision() != 0) row.revision = escalation.revision();
  row.state = escalation.state();
  row.digest = DigestOf(escalation);
  row.resolved_at = TimeOf(escalation.resolved_at());
  table.Forget();
}

void Reconciler::Overtaken(Table& table, const v1::Escalation& theirs) {
  for (Published& row : table.rows) {
    if (ToText(row.id) != theirs.id()) continue;
    row.revision = std::max(row.revision, theirs.revision());
    // Which of the two writes is the last one in the topic is not known: if either stands, the row does.
    if (!Standing(row)) row.state = theirs.state();
    row.digest = 0;
    row.removed = false;
    return;
  }
  Load(table, theirs, false);
}

void Reconciler::Index(Table& table, const Judge& judge) {
  if (table.indexed) return;
  table.by_loop.clear();
  for (std::uint32_t i = 0; i < table.rows.size(); ++i) {
    if (!table.rows[i].id.has_fact) continue;
    const Slot slot = judge.fold().history().Find(table.rows[i].id.source, table.rows[i].id.id);
    const LoopIndex loop = slot == kNoSlot ? kNone : judge.fold().LoopOf(slot);
    table.by_loop[loop].push_back(i);
  }
  table.indexed = true;
}

std::uint32_t Reconciler::AddRow(Table& table, EscalationId id) {
  Published row;
  row.id = std::move(id);
  row.order = next_order_++ + (std::uint64_t{1} << 32);  // younger than all that was loaded
  table.rows.push_back(std::move(row));
  return static_cast<std::uint32_t>(table.rows.size() - 1);
}

std::uint32_t Reconciler::RowFor(Table& table, EscalationId id) {
  if (table.lost) {
    const std::string text = ToText(id);
    for (std::uint32_t i = 0; i < table.rows.size(); ++i) {
      if (ToText(table.rows[i].id) != text) continue;
      std::erase(table.by_loop[kNone], i);
      return i;
    }
  }
  return AddRow(table, std::move(id));
}

void Reconciler::Publish(Published& row, v1::Escalation escalation, v1::State::Value state, const Rule* rule) {
  escalation.set_id(ToText(row.id));
  escalation.set_revision(++row.revision);
  escalation.set_state(state);
  if (!row.removed) escalation.set_previous_state(row.state);
  row.state = state;
  row.removed = false;
  sink_({std::move(escalation), false, rule != nullptr && rule->shadow});
}

void Reconciler::Settle(Table& table, std::uint32_t index, const Verdict& verdict, const Judge& judge,
                        std::string_view customer, Instant clock) {
  Published& row = table.rows[index];
  // An edge where the customer has a fact is that fact's doing.
  const Instant edge = verdict.open ? verdict.opened_at : verdict.resolved_at;
  if (edge > complete_ && !judge.fold().history().HasFactAt(edge)) {
    held_ = std::min(held_, edge);
    return;
  }
  v1::Escalation wanted = BuildEscalation(verdict, judge, customer, directory_, clock);
  wanted.set_id(ToText(row.id));
  if (RestsOnSilence(verdict, judge)) {
    for (const std::string& source : silent_) wanted.add_silent_sources(source);
  }
  const std::uint64_t digest = DigestInPlace(wanted);
  if (Standing(row) && row.digest == digest) return;
  const bool was_open = Standing(row) && row.state != v1::State::RESOLVED;
  row.digest = digest;
  row.resolved_at = verdict.resolved_at;
  Publish(row, std::move(wanted),
          verdict.open ? (was_open ? v1::State::UPDATED : v1::State::OPENED) : v1::State::RESOLVED, verdict.rule);
}

void Reconciler::Retract(Published& row, const Judge& judge, std::string_view customer, Instant clock,
                         const std::string& superseded_by) {
  if (!Standing(row)) return;
  v1::Escalation gone;
  const Rule* rule = judge.rules().set().Find(row.id.rule);
  gone.set_scope(row.id.has_fact ? v1::Scope::LOOP : v1::Scope::CUSTOMER);
  gone.set_rule_id(row.id.rule);
  if (rule != nullptr) gone.set_title(rule->title);
  gone.set_customer_id(std::string(customer));
  gone.set_per(row.id.per);
  gone.set_superseded_by(superseded_by);
  SetTime(clock, gone.mutable_detected_at());
  row.digest = 0;
  Publish(row, std::move(gone), v1::State::RETRACTED, rule);
}

// Whatever it was published as: any fact of a loop finds its escalation.
std::string Reconciler::TakenOverBy(const Published& row) const {
  EscalationId id = row.id;
  if (heir_ != nullptr) id.customer = heir_(row.id);
  return heir_ == nullptr || id.customer.empty() ? "" : ToText(id);
}

void Reconciler::RemoveRow(Published& row, Instant clock) {
  if (row.removed) return;
  row.removed = true;
  row.digest = 0;
  EscalationRevision revision;
  revision.removed = true;
  revision.escalation.set_id(ToText(row.id));
  SetTime(clock, revision.escalation.mutable_detected_at());
  sink_(revision);
}

void Reconciler::Erase(Table& table, Instant clock) {
  for (Published& row : table.rows) RemoveRow(row, clock);
}

void Reconciler::ReconcileLoop(Table& table, const Judge& judge, std::string_view customer, LoopIndex loop,
                               Instant clock) {
  std::vector<Verdict> verdicts;
  judge.LoopVerdicts(loop, clock, verdicts, static_cast<std::size_t>(judge.rules().set().settings.evidence_limit));
  if (verdicts.empty() && table.rows.empty()) return;
  Index(table, judge);
  const std::vector<std::uint32_t> rows = table.by_loop[loop];
  if (judge.fold().ForgottenAt(judge.fold().loop(loop), clock)) {
    for (const std::uint32_t row : rows) RemoveRow(table.rows[row], clock);
    return;
  }
  std::vector<bool> settled(rows.size(), false);
  for (const Verdict& verdict : verdicts) {
    const std::string per = PerOf(verdict, judge);
    std::uint32_t chosen = kNone;
    const auto serves = [&](std::uint32_t row) {
      return table.rows[row].id.rule == verdict.rule->id && table.rows[row].id.per == per;
    };
    for (const std::uint32_t row : rows) {
      if (!serves(row)) continue;
      const auto age = [&](std::uint32_t r) { return std::make_pair(!Standing(table.rows[r]), table.rows[r].order); };
      if (chosen == kNone || age(row) < age(chosen)) chosen = row;
    }
    if (chosen == kNone) {
      Fact first;
      judge.fold().history().ViewOwn(judge.fold().loop(loop).first_fact, first);
      chosen = RowFor(table, {std::string(customer), verdict.rule->id, std::string(first.source), std::string(first.id),
                              per, true, verdict.per_from != kNoSlot});
      table.by_loop[loop].push_back(chosen);
    }
    Settle(table, chosen, verdict, judge, customer, clock);
    for (std::size_t i = 0; i < rows.size(); ++i) {
      if (!serves(rows[i])) continue;
      settled[i] = true;
      if (rows[i] != chosen) Retract(table.rows[rows[i]], judge, customer, clock, ToText(table.rows[chosen].id));
    }
  }
  for (std::size_t i = 0; i < rows.size(); ++i) {
    if (!settled[i]) Retract(table.rows[rows[i]], judge, customer, clock, "");
  }
}

void Reconciler::ReconcileCustomer(Table& table, const Judge& judge, std::string_view customer, Instant clock) {
  std::vector<Verdict> verdicts;
  judge.CustomerVerdicts(clock, verdicts);
  std::vector<const Rule*> wanted;
  for (const Verdict& verdict : verdicts) {
    wanted.push_back(verdict.rule);
    std::uint32_t row = 0;
    while (row < table.rows.size() && (table.rows[row].id.has_fact || table.rows[row].id.rule != verdict.rule->id))
      ++row;
    if (row == table.rows.size())
      row = AddRow(table, {std::string(customer), verdict.rule->id, "", "", "", false, false});
    Settle(table, row, verdict, judge, customer, clock);
  }
  for (Published& row : table.rows) {
    if (row.id.has_fact || !Standing(row)) continue;
    const auto keeps = [&](const Rule* rule) { return rule->id == row.id.rule; };
    if (std::none_of(wanted.begin(), wanted.end(), keeps)) RemoveOrRetract(row, judge, customer, clock);
  }
}

// Without verdict: forgotten when its last activity lies beyond the horizon, else taken back.
void Reconciler::RemoveOrRetract(Published& row, const Judge& judge, std::string_view customer, Instant clock) {
  if (row.state == v1::State::RESOLVED && clock - row.resolved_at > judge.fold().settings().horizon) {
    RemoveRow(row, clock);
  } else {
    Retract(row, judge, customer, clock, TakenOverBy(row));
  }
}

void Reconciler::ReconcileLost(Table& table, const Judge& judge, std::string_view customer, Instant clock) {
  Index(table, judge);
  const auto it = table.by_loop.find(kNone);
  if (it == table.by_loop.end()) return;
  for (const std::uint32_t index : it->second) {
    Published& row = table.rows[index];
    // The fact is still there, but its loop is forgotten; or the fact is gone.
    const bool forgotten = judge.fold().history().Find(row.id.source, row.id.id) != kNoSlot;
    if (forgotten) {
      RemoveRow(row, clock);
    } else {
      table.lost = true;
      Retract(row, judge, customer, clock, TakenOverBy(row));
    }
  }
}

}  // namespace loopbreaker
