#include "reconcile/escalation.h"

#include <algorithm>
#include <memory>
#include <utility>

#include "absl/strings/str_cat.h"
#include "base/hash.h"
#include "base/percent.h"
#include "event/timestamp.h"
#include "reconcile/fact_line.h"
#include "reconcile/loop_fields.h"
#include "reconcile/next_step.h"

namespace loopbreaker {
namespace {

// The names behind a list of (slot, element) links, in the order in which they came.
std::vector<std::string> Named(const Fold& fold, FactReader& reader, std::uint32_t list, bool parts) {
  std::vector<std::string> names;
  for (std::uint32_t i = list; i != kNone; i = fold.link(i).previous) {
    const Fact& fact = reader.At(fold.link(i).slot);
    names.emplace_back((parts ? fact.parts_missing : fact.authorisation_missing)[fold.link(i).value]);
  }
  std::reverse(names.begin(), names.end());
  return names;
}

std::int64_t SecondsOf(Nanos n) { return std::chrono::duration_cast<seconds>(n).count(); }

void FillMeasures(const Loop& loop, const Fold& fold, Instant clock, v1::Measures& out) {
  FillCounts(loop, fold, out);
  out.set_age_seconds(SecondsOf(fold.AgeAt(loop, clock)));
  out.set_waiting_on_customer_seconds(SecondsOf(fold.WaitingOnCustomerAt(loop, clock)));
  out.set_waiting_on_company_seconds(SecondsOf(fold.WaitingOnCompanyAt(loop, clock)));
}

bool Lists(const std::vector<std::string>& list, std::string_view value) {
  return list.empty() || std::find(list.begin(), list.end(), value) != list.end();
}

StepInput StepOf(const Fold& fold, const Loop& loop, FactReader& reader, bool open) {
  return {loop.blockers, Named(fold, reader, loop.parts, true), Named(fold, reader, loop.authorisations, false),
          loop.waits_on, !open};
}

void FillLoop(const Judge& judge, LoopIndex index, FactReader& reader, std::string_view customer,
              const Directory& directory, Instant clock, bool open, v1::Escalation& out) {
  const Fold& fold = judge.fold();
  const Loop& loop = fold.loop(index);
  const RuleSettings& settings = judge.rules().set().settings;
  FillDescription(loop, reader, directory, out);
  out.set_loop_id(LoopIdOf(customer, judge, index));
  FillMeasures(loop, fold, clock, *out.mutable_measures());
  for (const v1::Blocker::Value blocker : BlockersOf(loop)) out.add_blockers(v1::Blocker::Value_Name(blocker));
  const StepInput step = StepOf(fold, loop, reader, open);
  for (const std::string& part : step.parts) out.add_parts_missing(part);
  for (const std::string& authorisation : step.authorisations) out.add_authorisations_missing(authorisation);
  out.set_next_step(NextStep(step, settings.language));
  out.set_diagnosis(reader.Text(loop.diagnosis, Field::kDiagnosis));
}

}  // namespace

std::string LoopIdOf(std::string_view customer, const Judge& judge, LoopIndex loop) {
  Fact first;
  judge.fold().history().ViewOwn(judge.fold().loop(loop).first_fact, first);
  return absl::StrCat(EncodePercent(customer), "|", EncodePercent(first.source), "/", EncodePercent(first.id));
}

std::vector<std::string> PartsOf(const Judge& judge, const Loop& loop) {
  FactReader reader(judge.fold().history());
  return Named(judge.fold(), reader, loop.parts, true);
}

std::vector<std::string> AuthorisationsOf(const Judge& judge, const Loop& loop) {
  FactReader reader(judge.fold().history());
  return Named(judge.fold(), reader, loop.authorisations, false);
}

std::vector<v1::Blocker::Value> BlockersOf(const Loop& loop) {
  std::vector<v1::Blocker::Value> blockers;
  for (int blocker = 1; blocker < v1::Blocker::Value_ARRAYSIZE; ++blocker) {
    if (((loop.blockers >> blocker) & 1) != 0) blockers.push_back(static_cast<v1::Blocker::Value>(blocker));
  }
  return blockers;
}

std::string NextStepOf(const Judge& judge, const Loop& loop) {
  FactReader reader(judge.fold().history());
  return NextStep(StepOf(judge.fold(), loop, reader, true), judge.rules().set().settings.language);
}

std::string DeskOf(const Rule& rule, int level, const RuleSettings& settings, const DeskPlace& place) {
  const std::string& to = rule.ladder[static_cast<std::size_t>(level)].to;
  if (!to.empty()) return to;
  for (const DeskMatch& match : settings.desks) {
    const bool category = match.categories.empty() ||
                          std::any_of(match.categories.begin(), match.categories.end(),
                                      [&](const CategoryPattern& pattern) { return pattern.Matches(place.category); });
    if (category && Lists(match.rules, rule.id) && Lists(match.regions, place.region) &&
        Lists(match.contractors, place.contractor)) {
      return match.desk;
    }
  }
  return rule.route;
}

std::string HashText(std::uint64_t hash) { return absl::StrCat(absl::Hex(hash, absl::kZeroPad16)); }

v1::Escalation BuildEscalation(const Verdict& verdict, const Judge& judge, std::string_view customer,
                               const Directory& directory, Instant clock) {
  const RuleSet& rules = judge.rules().set();
  const History& history = judge.fold().history();
  FactReader reader(history);
  v1::Escalation out;
  const bool of_loop = verdict.loop != kNone;
  out.set_scope(of_loop ? v1::Scope::LOOP : v1::Scope::CUSTOMER);
  out.set_rule_id(verdict.rule->id);
  out.set_title(verdict.rule->title);
  out.set_customer_id(std::string(customer));
  out.set_vulnerable(directory.IsVulnerable(customer));
  const bool raise = out.vulnerable() && verdict.rule->severity < v1::Severity::CRITICAL;
  out.set_severity(static_cast<v1::Severity::Value>(verdict.rule->severity + (raise ? 1 : 0)));
  out.set_level(verdict.level);
  if (of_loop) FillLoop(judge, verdict.loop, reader, customer, directory, clock, verdict.open, out);
  if (verdict.per_from != kNoSlot) {
    out.set_per(reader.Text(verdict.per_from, std::get<AbsenceCondition>(verdict.rule->condition).per));
  }
  out.set_desk(DeskOf(*verdict.rule, verdict.level, rules.settings, {out.category(), out.region(), out.contractor()}));
  SetTime(verdict.opened_at, out.mutable_opened_at());
  if (!verdict.open) {
    SetTime(verdict.resolved_at, out.mutable_resolved_at());
    out.set_ended_by(verdict.ended_by);
  }
  out.set_activities(static_cast<std::int32_t>(verdict.activities));
  SetTime(clock, out.mutable_detected_at());
  out.set_evidence_count(static_cast<std::int64_t>(verdict.evidence_count));
  const auto limit = static_cast<std::size_t>(rules.settings.evidence_limit);
  for (std::size_t i = verdict.evidence.size() > limit ? verdict.evidence.size() - limit : 0;
       i < verdict.evidence.size(); ++i) {
    const Fact& fact = reader.At(verdict.evidence[i]);
    v1::Evidence& evidence = *out.add_evidence();
    evidence.set_source(std::string(fact.source));
    evidence.set_id(std::string(fact.id));
    SetTime(fact.time, evidence.mutable_time());
    evidence.set_what(NameOf(fact.kind));
    evidence.set_line(LineOf(fact, rules.settings));
  }
  // Who on the supervisors' side took it; an action names its assignee or team, never an agent.
  const auto actor = [&](Slot slot) {
    const Fact& fact = reader.At(slot);
    return std::string(fact.Has(Field::kAssignee) ? fact.Text(Field::kAssignee) : fact.Text(Field::kTeam));
  };
  if (verdict.acknowledged != kNoSlot) out.set_acknowledged_by(actor(verdict.acknowledged));
  if (verdict.assigned != kNoSlot) out.set_assignee(actor(verdict.assigned));
  if (verdict.snoozed != kNoSlot)
    SetTime(reader.At(verdict.snoozed).TimeOf(Field::kUntil), out.mutable_snoozed_until());
  out.set_rules_hash(HashText(rules.hash));
  return out;
}

std::uint64_t DigestOf(const v1::Escalation& escalation) {
  v1::Escalation carried = escalation;
  carried.clear_revision();
  carried.clear_state();
  carried.clear_previous_state();
  return DigestInPlace(carried);
}

std::uint64_t DigestInPlace(v1::Escalation& escalation) {
  const std::unique_ptr<google::protobuf::Timestamp> detected_at(escalation.release_detected_at());
  const std::unique_ptr<std::string> rules_hash(escalation.release_rules_hash());
  thread_local std::string bytes;
  if (!escalation.has_measures()) {
    escalation.SerializeToString(&bytes);
  } else {
    v1::Measures& measures = *escalation.mutable_measures();
    const std::int64_t age = measures.age_seconds();
    const std::int64_t on_customer = measures.waiting_on_customer_seconds();
    const std::int64_t on_company = measures.waiting_on_company_seconds();
    measures.clear_age_seconds();
    measures.clear_waiting_on_customer_seconds();
    measures.clear_waiting_on_company_seconds();
    escalation.SerializeToString(&bytes);
    measures.set_age_seconds(age);
    measures.set_waiting_on_customer_seconds(on_customer);
    measures.set_waiting_on_company_seconds(on_company);
  }
  if (detected_at != nullptr) *escalation.mutable_detected_at() = *detected_at;
  if (rules_hash != nullptr) escalation.set_rules_hash(std::move(*rules_hash));
  return Hash64(bytes);
}

}  // namespace loopbreaker
