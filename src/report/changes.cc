#include "report/changes.h"

#include <algorithm>
#include <array>
#include <set>
#include <tuple>

#include "loopbreaker/v1/contact_event.pb.h"

namespace loopbreaker {

std::string_view NameOf(ChangeKind kind) {
  constexpr std::array<std::string_view, 4> kNames = {"PART", "MANDATE", "BLOCKER", "FEEDBACK"};
  return kNames[static_cast<std::size_t>(kind)];
}

void ProcessChanges::Note(ChangeKind kind, std::string_view what, std::uint32_t loop_number) {
  Row& row = rows_[{kind, std::string(what)}];
  ++row.facts;
  if (row.loops.empty() || row.loops.back() != loop_number) row.loops.push_back(loop_number);
  if (std::exchange(row.last_customer, customer_) != customer_) ++row.customers;
}

void ProcessChanges::TakeVisit(const Fact& visit, std::uint32_t loop_number) {
  for (const std::string_view part : visit.parts_missing) Note(ChangeKind::kPart, part, loop_number);
  for (const std::string_view mandate : visit.authorisation_missing) Note(ChangeKind::kMandate, mandate, loop_number);
  for (int blocker = 1; blocker < v1::Blocker::Value_ARRAYSIZE; ++blocker) {
    if (((visit.Number(Field::kBlockers) >> blocker) & 1) == 0) continue;
    // A blocker that the visit names more precisely has been told.
    if (blocker == v1::Blocker::NO_PARTS && !visit.parts_missing.empty()) continue;
    if (blocker == v1::Blocker::NO_AUTHORISATION && !visit.authorisation_missing.empty()) continue;
    Note(ChangeKind::kBlocker, v1::Blocker::Value_Name(static_cast<v1::Blocker::Value>(blocker)), loop_number);
  }
}

void ProcessChanges::EndLoop(std::uint32_t loop_number, const LoopMoney& money) {
  if (money_.size() <= loop_number) money_.resize(loop_number + 1);
  money_[loop_number] = money;
}

void ProcessChanges::Sum(std::vector<std::uint32_t>& loops, ProcessChange& change) const {
  std::sort(loops.begin(), loops.end());
  loops.erase(std::unique(loops.begin(), loops.end()), loops.end());
  change.loops = loops.size();
  for (const std::uint32_t loop : loops) {
    if (loop >= money_.size()) continue;
    change.cost_cents += money_[loop].cost_cents;
    change.avoidable_cents += money_[loop].avoidable_cents;
    change.customer_days += money_[loop].customer_days;
  }
}

void ProcessChanges::TakeFeedback(const PastFeedback& feedback) {
  if (feedback.activities.empty()) return;
  for (const auto& [field, value] : feedback.group) {
    if (field == "parts_missing" || field == "authorisation_missing") return;
  }
  std::set<std::uint32_t> customers;
  for (const GroupEntry& entry : feedback.entries) customers.insert(entry.customer);
  if (customers.size() < customers_min_) return;
  ProcessChange& change = feedback_.emplace_back();
  change.kind = ChangeKind::kFeedback;
  change.what = feedback.rule->id;
  change.title = feedback.rule->title;
  for (const auto& [field, value] : feedback.group) change.group.push_back(value);
  change.open = feedback.activities.back().ended == kNever;
  change.facts = feedback.entries.size();
  std::vector<std::uint32_t> loops;
  for (const GroupEntry& entry : feedback.entries) {
    if (entry.loop != kNone) loops.push_back(entry.loop);
  }
  change.customers = customers.size();
  Sum(loops, change);
}

std::vector<ProcessChange> ProcessChanges::Result() {
  std::vector<ProcessChange> changes = std::move(feedback_);
  for (auto& [key, row] : rows_) {
    ProcessChange& change = changes.emplace_back();
    change.kind = key.first;
    change.what = key.second;
    change.facts = row.facts;
    change.customers = row.customers;
    Sum(row.loops, change);
  }
  std::sort(changes.begin(), changes.end(), [](const ProcessChange& a, const ProcessChange& b) {
    return std::tuple(-a.avoidable_cents, -static_cast<std::int64_t>(a.customer_days),
                      -static_cast<std::int64_t>(a.loops), a.kind, std::tie(a.what, a.group)) <
           std::tuple(-b.avoidable_cents, -static_cast<std::int64_t>(b.customer_days),
                      -static_cast<std::int64_t>(b.loops), b.kind, std::tie(b.what, b.group));
  });
  return changes;
}

}  // namespace loopbreaker
