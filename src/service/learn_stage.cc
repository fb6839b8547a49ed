#include "service/learn_stage.h"

#include <algorithm>
#include <string_view>
#include <vector>

#include "absl/strings/str_cat.h"
#include "base/hash.h"
#include "event/timestamp.h"
#include "loopbreaker/v1/internal.pb.h"
#include "reconcile/escalation.h"

namespace loopbreaker {
namespace {

// At most a minute behind: what the page shows of the process is then what a replay gives.
constexpr Nanos kCountsWithin = minutes{1};

}  // namespace

LearnStage::LearnStage(Options options, std::shared_ptr<const RuleIndex> rules, Outbox out)
    : OwnedStage(0, options.writer, {{Topic::kFeedback}}, std::move(out)),
      options_(std::move(options)),
      rules_(std::move(rules)),
      feedback_(*rules_, kCountsWithin,
                [this](const v1::Feedback& feedback, bool shadow) { Publish(feedback, shadow); }) {}

void LearnStage::OnBegin(Instant complete) {
  clock_ = std::max({clock_, complete, clock_loaded()});
  feedback_.ReconcileAll(clock_);
}

void LearnStage::CompleteTo(Instant complete) {
  clock_ = std::max(clock_, complete);
  feedback_.Reconcile(clock_);
}

void LearnStage::OnInput(const InRecord& record) {
  if (record.key.starts_with(kClaimKey)) return;
  CountInput();
  // Keys of loops have two parts, those of observations four.
  const std::string key(record.key);
  if (std::count(key.begin(), key.end(), '|') == 1) {
    TakeLoop(key, record);
  } else {
    TakeObservation(key, record);
  }
  if (running()) feedback_.Reconcile(clock_);
}

std::uint32_t LearnStage::LoopOf(const std::string& loop_id) {
  if (loop_id.empty()) return kNone;
  const auto [it, fresh] = loops_.emplace(loop_id, 0);
  if (fresh) {
    it->second = feedback_.AddLoop();
    feedback_.figures(it->second).id = loop_id;
    groups_of_.emplace_back();
  }
  return it->second;
}

std::uint32_t LearnStage::CustomerOf(const std::string& customer) {
  return customers_.emplace(customer, static_cast<std::uint32_t>(customers_.size())).first->second;
}

void LearnStage::TakeLoop(const std::string& loop_id, const InRecord& record) {
  v1::ObservedLoop observed;
  if (!Parse(record, observed)) return;
  const std::uint32_t loop = LoopOf(loop_id);
  for (const std::uint64_t group : groups_of_[loop]) feedback_.groups().Change(group);
  LoopFigures& figures = feedback_.figures(loop);
  figures.cost_cents = observed.cost_cents();
  figures.customer_days = observed.customer_days();
  figures.parts.assign(observed.parts_missing().begin(), observed.parts_missing().end());
  figures.authorisations.assign(observed.authorisations_missing().begin(), observed.authorisations_missing().end());
}

void LearnStage::TakeObservation(const std::string& key, const InRecord& record) {
  if (const auto it = observed_.find(key); it != observed_.end()) {
    feedback_.groups().Remove(it->second.group, it->second.entry);
    observed_.erase(it);
  }
  v1::Observation observation;
  if (!Parse(record, observation)) return;
  const auto& rules = rules_->set().rules;
  const auto rule =
      std::find_if(rules.begin(), rules.end(), [&](const Rule& one) { return one.id == observation.rule_id(); });
  if (rule == rules.end()) return;  // of rules that are no longer
  const auto index = static_cast<std::uint32_t>(rule - rules.begin());
  std::vector<std::string_view> values(observation.values().begin(), observation.values().end());
  Observed observed;
  observed.group = Hash64(observation.rule_id());
  for (const std::string_view value : values) observed.group = Combine(observed.group, Hash64(value));
  feedback_.groups().Put(observed.group, index, values);
  observed.entry = {TimeOf(observation.time()), observation.value(), CustomerOf(observation.customer_id()),
                    next_slot_++, LoopOf(observation.loop_id())};
  feedback_.groups().Add(observed.group, observed.entry);
  if (observed.entry.loop != kNone) groups_of_[observed.entry.loop].insert(observed.group);
  clock_ = std::max(clock_, observed.entry.time);
  observed_.emplace(key, observed);
}

void LearnStage::OnLoad(Topic /*topic*/, const InRecord& record) {
  v1::Feedback feedback;
  if (Decode(record, feedback)) feedback_.Load(feedback);
}

void LearnStage::OnOvertaken(Topic /*topic*/, const InRecord& record) {
  v1::Feedback theirs;
  if (Decode(record, theirs)) feedback_.Overtaken(theirs, clock_);
}

void LearnStage::Publish(const v1::Feedback& feedback, bool shadow) {
  const std::string event_id = absl::StrCat(feedback.id(), "/", feedback.revision());
  OutRecord record{shadow ? Topic::kShadow : Topic::kFeedback, shadow ? -1 : 0, feedback.id(),
                   Encode(feedback, options_.encoding),
                   CloudEventHeaders({"loopbreaker.feedback", options_.source_name, event_id, feedback.id(), clock_},
                                     options_.encoding == Encoding::kProtobuf)};
  record.headers.emplace_back(kClockHeader, FormatTime(clock_));
  Send(std::move(record));
}

}  // namespace loopbreaker
