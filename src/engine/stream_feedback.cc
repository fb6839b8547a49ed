// The part of the stream that publishes process feedback, and what an earlier run has published.
#include <algorithm>

#include "engine/stream.h"
#include "reconcile/escalation.h"

namespace loopbreaker {
namespace {

// What opens, ends or is taken back is published at once. Counts that change follow at most once a minute, and then
// only when 1/kShare of the facts in the window is not what it was, or when an hour has passed: each revision is worked
// out from the whole window, and nobody acts on one fact more in a thousand.
constexpr Nanos kFeedbackEvery = minutes{1};
constexpr Nanos kFeedbackWithin = hours{1};
constexpr std::int64_t kShare = 8;

}  // namespace

Stream::PublishedFeedback& Stream::RowOf(std::uint64_t group) {
  PublishedFeedback*& row = feedback_of_[group];
  if (row == nullptr) row = &feedback_[FeedbackId(rules_.rule(groups_.RuleOf(group)), groups_.NamesOf(group))];
  return *row;
}

void Stream::ReconcileGroup(std::uint64_t group, bool may_put_off) {
  PublishedFeedback& row = RowOf(group);
  const ProcessState now = groups_.StateAt(group, clock_);
  row.wanted = now.ever;
  const bool standing = row.state != v1::State::UNSPECIFIED && row.state != v1::State::RETRACTED;
  const bool was_open = standing && row.state != v1::State::RESOLVED;
  Instant due = now.until;
  if (now.ever) {
    const std::int64_t changes = now.changes - row.changes;
    Instant free_at = clock_;
    if (row.published_at != Instant::min()) {
      free_at = row.published_at + (standing && changes * kShare < row.facts ? kFeedbackWithin : kFeedbackEvery);
    }
    if (may_put_off && now.open == was_open && free_at > clock_) {
      if (changes != 0 || !standing) due = std::min(due, free_at);
    } else {
      PublishGroup(group, row);
      row.changes = now.changes;
    }
  } else if (standing) {
    Retract(FeedbackId(rules_.rule(groups_.RuleOf(group)), groups_.NamesOf(group)), row);
  }
  if (due >= row.in_heap) return;  // what comes too soon finds nothing, and looks again
  row.in_heap = due;
  group_due_.push_back({due, group});
  std::push_heap(group_due_.begin(), group_due_.end(), std::greater<>());
}

void Stream::PublishGroup(std::uint64_t group, PublishedFeedback& row) {
  ProcessVerdict verdict;
  groups_.VerdictOf(group, clock_, verdict);
  const auto names = groups_.NamesOf(group);
  const Rule& rule = *verdict.rule;
  v1::Feedback feedback = BuildFeedback(verdict, names, rules_.set(), clock_, [this](std::uint32_t number) {
    return number < figures_.size() ? &figures_[number] : nullptr;
  });
  feedback.set_id(FeedbackId(rule, names));
  const std::uint64_t digest = DigestOf(feedback);
  const bool standing = row.state != v1::State::UNSPECIFIED && row.state != v1::State::RETRACTED;
  const bool was_open = standing && row.state != v1::State::RESOLVED;
  row.facts = feedback.facts();
  row.published_at = clock_;  // or would have been, were it not the same
  if (standing && row.digest == digest) return;
  row.digest = digest;
  Publish(row, std::move(feedback),
          !verdict.open ? v1::State::RESOLVED
          : was_open    ? v1::State::UPDATED
                        : v1::State::OPENED,
          rule.shadow);
}

void Stream::Publish(PublishedFeedback& row, v1::Feedback feedback, v1::State::Value state, bool shadow) {
  feedback.set_revision(++row.revision);
  feedback.set_previous_state(row.state);
  feedback.set_state(state);
  row.state = state;
  row.published_at = clock_;
  sink_.OnFeedback(feedback, shadow);
}

void Stream::Retract(const std::string& id, PublishedFeedback& row) {
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

void Stream::ReconcileGroups() {
  if (!groups_.touched().empty()) {
    touched_groups_ = groups_.touched();
    groups_.ClearTouched();
    for (const std::uint64_t group : touched_groups_) ReconcileGroup(group, true);
  }
  while (!group_due_.empty() && group_due_.front().at <= clock_) {
    const GroupDue due = group_due_.front();
    std::pop_heap(group_due_.begin(), group_due_.end(), std::greater<>());
    group_due_.pop_back();
    PublishedFeedback& row = RowOf(due.group);
    if (row.in_heap != due.at) continue;
    row.in_heap = kNever;
    ReconcileGroup(due.group, true);
  }
}

// What an earlier run published of groups that nothing speaks for any more.
void Stream::RetractLostFeedback() {
  std::vector<std::string> lost;
  for (const auto& [id, row] : feedback_) {
    if (!row.wanted && row.state != v1::State::UNSPECIFIED && row.state != v1::State::RETRACTED) lost.push_back(id);
  }
  std::sort(lost.begin(), lost.end());
  for (const std::string& id : lost) Retract(id, feedback_[id]);
}

void Stream::LoadPublished(const v1::Escalation& escalation, bool removed) {
  const auto id = ParseEscalationId(escalation.id());
  if (!id) return;
  const CustomerIndex customer = store_.AddCustomer(id->customer);
  Reconciler::Load(StateOf(customer).published, escalation, removed);
  StartFrom(escalation.detected_at());
}

void Stream::LoadPublished(const v1::Feedback& feedback) {
  PublishedFeedback& row = feedback_[feedback.id()];
  row.revision = feedback.revision();
  row.state = feedback.state();
  row.digest = DigestOf(feedback);
  row.facts = feedback.facts();
  StartFrom(feedback.detected_at());
}

void Stream::StartFrom(const google::protobuf::Timestamp& published_at) {
  loading_ = true;
  clock_ = std::max(clock_, FromSecondsNanos(published_at.seconds(), published_at.nanos()));
}

std::vector<std::string> Stream::UnknownActions() {
  std::vector<std::string> actions;
  std::vector<Slot> slots;
  for (CustomerIndex customer = 0; customer < store_.customers().size(); ++customer) {
    const Customer& state = StateOf(customer);
    if (!state.unknown_actions && !state.dirty && !state.fold_anew) continue;
    Live& live = LiveOf(customer);
    live.judge.TakeUntil(clock_);
    slots.clear();
    live.judge.UnknownActions(slots);
    for (const Slot slot : slots) {
      if (clock_ - live.history.TimeOf(slot) < rules_.set().settings.park_for) continue;
      Fact fact;
      live.history.View(slot, fact);
      actions.push_back(ToEvent(fact).SerializeAsString());
    }
  }
  return actions;
}

}  // namespace loopbreaker
