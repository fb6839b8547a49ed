// The part of the stream that publishes process feedback, and what an earlier run has published.
#include <algorithm>

#include "engine/stream.h"
#include "reconcile/escalation.h"

namespace loopbreaker {
namespace {

constexpr Nanos kFeedbackEvery = minutes{1};

}  // namespace

// At most one revision a minute for each group, unless it opens or ends.
void Stream::ReconcileGroup(std::uint64_t group, bool may_put_off) {
  ProcessVerdict verdict;
  const bool wanted = groups_.VerdictOf(group, clock_, verdict);
  const auto names = groups_.NamesOf(group);
  const Rule& rule = rules_.rule(groups_.RuleOf(group));
  const std::string id = FeedbackId(rule, names);
  PublishedFeedback& row = feedback_[id];
  row.wanted = wanted;
  const bool standing = row.state != v1::State::UNSPECIFIED && row.state != v1::State::RETRACTED;
  const bool was_open = standing && row.state != v1::State::RESOLVED;
  Instant due = groups_.NextChange(group, clock_);
  if (wanted) {
    const Instant free_at = row.published_at == Instant::min() ? clock_ : row.published_at + kFeedbackEvery;
    if (may_put_off && verdict.open == was_open && free_at > clock_) {
      due = std::min(due, free_at);
    } else {
      v1::Feedback feedback = BuildFeedback(verdict, names, rules_.set(), clock_, [this](std::uint32_t number) {
        return number < figures_.size() ? &figures_[number] : nullptr;
      });
      feedback.set_id(id);
      const std::uint64_t digest = DigestOf(feedback);
      if (!standing || row.digest != digest) {
        row.digest = digest;
        const v1::State::Value state = !verdict.open ? v1::State::RESOLVED
                                       : was_open    ? v1::State::UPDATED
                                                     : v1::State::OPENED;
        Publish(row, std::move(feedback), state, rule.shadow);
      }
    }
  } else if (standing) {
    Retract(id, row);
  }
  if (due != row.due && due != kNever) {
    group_due_.push_back({due, group});
    std::push_heap(group_due_.begin(), group_due_.end(), std::greater<>());
  }
  row.due = due;
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
  const std::vector<std::uint64_t> touched = groups_.touched();
  groups_.ClearTouched();
  for (const std::uint64_t group : touched) ReconcileGroup(group, true);
  while (!group_due_.empty() && group_due_.front().at <= clock_) {
    const std::uint64_t group = group_due_.front().group;
    std::pop_heap(group_due_.begin(), group_due_.end(), std::greater<>());
    group_due_.pop_back();
    ReconcileGroup(group, true);
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
