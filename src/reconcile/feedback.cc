#include "reconcile/feedback.h"

#include <algorithm>
#include <map>
#include <string_view>
#include <utility>

#include "absl/container/flat_hash_set.h"
#include "absl/strings/str_cat.h"
#include "base/hash.h"
#include "base/percent.h"
#include "event/timestamp.h"
#include "reconcile/escalation.h"
#include "reconcile/suggestion.h"

namespace loopbreaker {
namespace {

constexpr std::size_t kExamplesMax = 10;
constexpr std::size_t kNamesMax = 10;

void AddMostFrequent(const std::map<std::string, std::int64_t>& counts,
                     google::protobuf::RepeatedPtrField<v1::ValueCount>* out) {
  std::vector<std::pair<std::string, std::int64_t>> sorted(counts.begin(), counts.end());
  std::stable_sort(sorted.begin(), sorted.end(), [](const auto& a, const auto& b) { return a.second > b.second; });
  for (std::size_t i = 0; i < sorted.size() && i < kNamesMax; ++i) {
    v1::ValueCount& count = *out->Add();
    count.set_value(sorted[i].first);
    count.set_count(sorted[i].second);
  }
}

}  // namespace

LoopFigures FiguresOf(const Judge& judge, LoopIndex index, std::string_view customer) {
  const Loop& loop = judge.fold().loop(index);
  return {judge.fold().CostCents(loop),
          loop.customer_days,
          LoopIdOf(customer, judge, index),
          PartsOf(judge, loop),
          AuthorisationsOf(judge, loop),
          loop.parts,
          loop.authorisations};
}

std::string FeedbackId(const Rule& rule, const std::vector<std::pair<std::string, std::string>>& group) {
  std::string id = EncodePercent(rule.id);
  for (const auto& [field, value] : group) absl::StrAppend(&id, "|", EncodePercent(field), "=", EncodePercent(value));
  return id;
}

v1::Feedback BuildFeedback(const ProcessVerdict& verdict, const std::vector<std::pair<std::string, std::string>>& group,
                           const RuleSet& rules, Instant clock,
                           const std::function<const LoopFigures*(std::uint32_t)>& figures) {
  v1::Feedback out;
  const Rule& rule = *verdict.rule;
  out.set_scope(v1::Scope::PROCESS);
  out.set_rule_id(rule.id);
  out.set_title(rule.title);
  out.set_severity(rule.severity);
  out.set_desk(rule.route);
  for (const auto& [field, value] : group) (*out.mutable_group())[field] = value;
  SetTime(verdict.opened_at, out.mutable_opened_at());
  if (!verdict.open) {
    SetTime(verdict.resolved_at, out.mutable_resolved_at());
    out.set_ended_by(verdict.ended_by);
  }
  out.set_activities(static_cast<std::int32_t>(verdict.activities));
  SetTime(clock, out.mutable_detected_at());
  SetTime(verdict.window_from, out.mutable_window_from());
  SetTime(verdict.window_to, out.mutable_window_to());
  out.set_facts(static_cast<std::int64_t>(verdict.evidence.size()));
  out.mutable_before()->set_facts(verdict.facts_before);
  out.mutable_before()->set_loops(verdict.loops_before);
  out.mutable_before()->set_customers(verdict.customers_before);

  absl::flat_hash_set<std::uint32_t> customers;
  absl::flat_hash_set<std::uint32_t> loops;
  std::map<std::string, std::int64_t> parts;
  std::map<std::string, std::int64_t> authorisations;
  std::vector<std::pair<Instant, std::string_view>> examples;
  for (const GroupEntry& entry : verdict.evidence) {
    customers.insert(entry.customer);
    if (entry.loop == kNone || !loops.insert(entry.loop).second) continue;
    const LoopFigures* loop = figures(entry.loop);
    if (loop == nullptr) continue;
    out.set_cost_cents(out.cost_cents() + loop->cost_cents);
    out.set_customer_days(out.customer_days() + loop->customer_days);
    for (const std::string& part : loop->parts) ++parts[part];
    for (const std::string& authorisation : loop->authorisations) ++authorisations[authorisation];
    examples.emplace_back(entry.time, loop->id);
  }
  // The earliest, by their ids where times are equal: customers are numbered as they came, which is no order.
  const std::size_t shown = std::min(kExamplesMax, examples.size());
  std::partial_sort(examples.begin(), examples.begin() + static_cast<std::ptrdiff_t>(shown), examples.end());
  for (std::size_t i = 0; i < shown; ++i) out.add_example_loops(std::string(examples[i].second));
  out.set_customers(static_cast<std::int64_t>(customers.size()));
  out.set_loops(static_cast<std::int64_t>(loops.size()));
  AddMostFrequent(parts, out.mutable_parts_missing());
  AddMostFrequent(authorisations, out.mutable_authorisations_missing());
  out.set_suggestion(Suggest(out, std::get<CountCondition>(rule.condition).within, rules.settings.language));
  out.set_rules_hash(HashText(rules.hash));
  return out;
}

std::uint64_t DigestOf(const v1::Feedback& feedback) {
  v1::Feedback carried = feedback;
  carried.clear_revision();
  carried.clear_state();
  carried.clear_previous_state();
  carried.clear_detected_at();
  carried.clear_window_from();
  carried.clear_window_to();
  carried.clear_rules_hash();
  carried.clear_group();  // part of the id; a map has no order of its own
  return Hash64(carried.SerializeAsString());
}

}  // namespace loopbreaker
