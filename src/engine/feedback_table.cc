#include "engine/feedback_table.h"

#include <algorithm>
#include <set>
#include <utility>

#include "event/timestamp.h"
#include "figures/findings.h"
#include "reconcile/escalation.h"

namespace loopbreaker {
namespace {

// What opens, ends or is taken back is published at once. Counts that change follow at most once a minute, and then
// only when 1/kShare of the facts in the window is not what it was, or when `counts_within` has passed: each revision
// is worked out from the whole window, and nobody acts on one fact more in a thousand.
constexpr Nanos kFeedbackEvery = minutes{1};
constexpr std::int64_t kShare = 8;

}  // namespace

FeedbackTable::Row& FeedbackTable::RowOf(std::uint64_t group) {
  Row*& row = row_of_[group];
  if (row == nullptr) {
    row = &rows_[FeedbackId(rules_.rule(groups_.RuleOf(group)), groups_.NamesOf(group))];
    row->group = group;
  }
  return *row;
}

void FeedbackTable::ReconcileGroup(std::uint64_t group, bool may_put_off) {
  Row& row = RowOf(group);
  const ProcessState now = groups_.StateAt(group, clock_);
  row.wanted = now.ever;
  const bool standing = row.standing();
  const bool was_open = row.open();
  Instant due = now.until;
  if (now.ever) {
    const std::int64_t changes = now.changes - row.changes;
    Instant free_at = clock_;
    if (row.published_at != Instant::min()) {
      free_at = row.published_at + (standing && changes * kShare < row.facts ? counts_within_ : kFeedbackEvery);
    }
    const bool people = row.acted || row.step <= clock_;
    if (may_put_off && !people && (now.open == was_open || row.hidden) && free_at > clock_) {
      if (changes != 0 || !standing) due = std::min(due, free_at);
    } else {
      PublishGroup(group, row);
      row.changes = now.changes;
    }
    due = std::min(due, row.step);
  } else if (standing) {
    Retract(FeedbackId(rules_.rule(groups_.RuleOf(group)), groups_.NamesOf(group)), row);
  }
  if (due >= row.in_heap) return;  // what comes too soon finds nothing, and looks again
  row.in_heap = due;
  due_.push_back({due, group});
  std::push_heap(due_.begin(), due_.end(), std::greater<>());
}

void FeedbackTable::PublishGroup(std::uint64_t group, Row& row) {
  ProcessVerdict verdict;
  groups_.VerdictOf(group, clock_, verdict);
  const auto names = groups_.NamesOf(group);
  const Rule& rule = *verdict.rule;
  v1::Feedback feedback = BuildFeedback(verdict, names, rules_.set(), clock_, [this](std::uint32_t number) {
    return number < figures_.size() ? &figures_[number] : nullptr;
  });
  feedback.set_id(FeedbackId(rule, names));
  const bool standing = row.standing();
  row.hidden = feedback.customers() < rules_.set().settings.feedback_min_customers;
  if (row.hidden) {
    row.wanted = false;
    row.published_at = clock_;
    if (standing) Retract(feedback.id(), row);
    return;
  }
  PublishIfNew(row, std::move(feedback), verdict.open, rule.shadow);
}

bool FeedbackTable::PublishIfNew(Row& row, v1::Feedback feedback, bool open, bool shadow) {
  row.acted = false;
  row.step = actions_.Apply(rules_.set().settings, clock_, feedback);
  const std::uint64_t digest = DigestOf(feedback);
  row.facts = feedback.facts();
  row.published_at = clock_;  // or would have been, were it not the same
  if (row.standing() && row.digest == digest) return false;
  row.digest = digest;
  const bool was_open = row.open();
  Publish(row, std::move(feedback),
          !open      ? v1::State::RESOLVED
          : was_open ? v1::State::UPDATED
                     : v1::State::OPENED,
          shadow);
  return true;
}

void FeedbackTable::Publish(Row& row, v1::Feedback feedback, v1::State::Value state, bool shadow) {
  feedback.set_revision(++row.revision);
  feedback.set_previous_state(row.state);
  feedback.set_state(state);
  row.state = state;
  row.published_at = clock_;
  sink_(feedback, shadow);
}

void FeedbackTable::Retract(const std::string& id, Row& row) {
  v1::Feedback gone;
  gone.set_id(id);
  gone.set_scope(v1::Scope::PROCESS);
  const std::string rule_id = id.substr(0, id.find('|'));
  gone.set_rule_id(rule_id);
  SetTime(clock_, gone.mutable_detected_at());
  const Rule* rule = rules_.set().Find(rule_id);
  row.digest = 0;
  Publish(row, std::move(gone), v1::State::RETRACTED, rule != nullptr && rule->shadow);
}

void FeedbackTable::SetFindings(std::vector<v1::Feedback> findings, Instant clock) {
  clock_ = std::max(clock_, clock);
  findings_ = std::move(findings);
  findings_known_ = true;
  PublishFindings();
}

void FeedbackTable::PublishFindings() {
  std::set<std::string_view> wanted;
  findings_due_ = kNever;
  for (const v1::Feedback& finding : findings_) {
    wanted.insert(finding.id());
    v1::Feedback feedback = finding;
    SetTime(clock_, feedback.mutable_detected_at());
    feedback.set_rules_hash(HashText(rules_.set().hash));
    Row& row = rows_[finding.id()];
    PublishIfNew(row, std::move(feedback), !finding.has_resolved_at(), false);
    findings_due_ = std::min(findings_due_, row.step);
  }
  std::vector<std::string> lost;
  for (const auto& [id, row] : rows_) {
    if (IsFinding(id) && row.standing() && !wanted.contains(id)) lost.push_back(id);
  }
  std::sort(lost.begin(), lost.end());
  for (const std::string& id : lost) Retract(id, rows_[id]);
}

void FeedbackTable::Act(const v1::ContactEvent& event) {
  actions_.Take(event);
  const std::string& id = event.supervisor_acted().escalation_id();
  if (IsFinding(id)) {
    findings_due_ = Instant::min();
    return;
  }
  // Of one that is not there yet it is found when that is published.
  acted_.push_back(id);
}

std::vector<const v1::ContactEvent*> FeedbackTable::UnknownActions(Instant clock, Nanos waited) const {
  return actions_.Unknown(clock, waited, [this](const std::string& id) {
    const auto row = rows_.find(id);
    return row != rows_.end() && (row->second.revision > 0 || row->second.wanted || row->second.hidden);
  });
}

void FeedbackTable::Reconcile(Instant clock) {
  clock_ = clock;
  if (findings_known_ && findings_due_ <= clock_) PublishFindings();
  for (const std::string& id : std::exchange(acted_, {})) {
    const auto row = rows_.find(id);
    if (row == rows_.end() || !row->second.group) continue;
    row->second.acted = true;
    ReconcileGroup(*row->second.group, true);
  }
  if (!groups_.touched().empty()) {
    touched_ = groups_.touched();
    groups_.ClearTouched();
    for (const std::uint64_t group : touched_) ReconcileGroup(group, true);
  }
  while (!due_.empty() && due_.front().at <= clock_) {
    const Due due = due_.front();
    std::pop_heap(due_.begin(), due_.end(), std::greater<>());
    due_.pop_back();
    Row& row = RowOf(due.group);
    if (row.in_heap != due.at) continue;
    row.in_heap = kNever;
    ReconcileGroup(due.group, true);
  }
}

void FeedbackTable::ReconcileAll(Instant clock) {
  clock_ = clock;
  for (const std::uint64_t group : groups_.AllGroups()) ReconcileGroup(group, false);
  groups_.ClearTouched();
  // What an earlier run published of groups that nothing speaks for any more.
  std::vector<std::string> lost;
  for (const auto& [id, row] : rows_) {
    if (!row.wanted && row.standing() && !IsFinding(id)) lost.push_back(id);
  }
  std::sort(lost.begin(), lost.end());
  for (const std::string& id : lost) Retract(id, rows_[id]);
}

std::uint32_t FeedbackTable::AddLoop() {
  figures_.emplace_back();
  return static_cast<std::uint32_t>(figures_.size() - 1);
}

void FeedbackTable::Load(const v1::Feedback& feedback) {
  Row& row = rows_[feedback.id()];
  row.revision = feedback.revision();
  row.state = feedback.state();
  row.digest = DigestOf(feedback);
  row.facts = feedback.facts();
}

void FeedbackTable::Overtaken(const v1::Feedback& theirs, Instant clock) {
  if (IsFinding(theirs.id())) findings_due_ = Instant::min();
  Row& row = rows_[theirs.id()];
  row.revision = std::max(row.revision, theirs.revision());
  row.state = theirs.state();
  row.digest = 0;
  ReconcileAll(clock);
  Reconcile(clock);
}

}  // namespace loopbreaker
