#include "service/learn_stage.h"

#include <algorithm>
#include <string_view>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "base/day.h"
#include "base/hash.h"
#include "event/timestamp.h"
#include "figures/findings.h"
#include "figures/kpi.h"
#include "loopbreaker/v1/internal.pb.h"
#include "reconcile/escalation.h"
#include "service/tally_record.h"

namespace loopbreaker {
namespace {

// At most a minute behind: what the page shows of the process is then what a replay gives.
constexpr Nanos kCountsWithin = minutes{1};
// What stands in `kpi` is not known: no digest, which are odd, and not 0, which is nothing.
constexpr std::uint64_t kOvertaken = 2;

}  // namespace

LearnStage::LearnStage(Options options, std::shared_ptr<const RuleIndex> rules, Outbox out)
    : OwnedStage(0, options.writer, {{Topic::kFeedback}, {Topic::kKpi}}, std::move(out)),
      options_(std::move(options)),
      rules_(std::move(rules)),
      feedback_(*rules_, kCountsWithin,
                [this](const v1::Feedback& feedback, bool shadow) { Publish(feedback, shadow); }),
      actions_(
          rules_->set().settings.park_for, [this](const FactKey& action) { return UnknownAction(action); },
          [this](OutRecord record) { Send(std::move(record)); }) {}

std::string LearnStage::UnknownAction(const FactKey& action) const {
  for (const v1::ContactEvent* unknown : feedback_.UnknownActions(clock_, Nanos{})) {
    if (unknown->source() == action.source && unknown->id() == action.id && unknown->revision() == action.revision)
      return unknown->SerializeAsString();
  }
  return {};
}

void LearnStage::OnBegin(Instant complete) {
  complete_ = complete;
  clock_ = std::max({clock_, complete, clock_loaded()});
  feedback_.ReconcileAll(clock_);
  actions_.Begin(clock_loaded());
  figures_changed_ = true;
  for (const auto& [key, digest] : kpi_) {
    if (const auto day = ParseKpiKey(key)) kpi_unsent_[key] = *day;
  }
}

void LearnStage::CompleteTo(Instant complete) {
  complete_ = complete;
  clock_ = std::max(clock_, complete);
  feedback_.Reconcile(clock_);
  actions_.TellUntil(clock_);
}

void LearnStage::OnInput(const InRecord& record) {
  if (record.key.starts_with(kClaimKey)) return;
  CountInput();
  if (TakeApart(record)) return;
  // Keys of loops have two parts, those of observations four.
  const std::string key(record.key);
  if (std::count(key.begin(), key.end(), '|') == 1) {
    TakeLoop(key, record);
  } else {
    TakeObservation(key, record);
  }
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
  // One that is taken out, or has nothing to say, costs nothing: whoever starts now knows no more of it.
  v1::ObservedLoop observed;
  if (record.value && !Parse(record, observed)) return;
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
  const std::uint32_t index = rules_->Find(observation.rule_id());
  if (index == kNone) return;  // of rules that are no longer
  // Of one with the same id that was another: its owner takes it out.
  const std::uint64_t counted_by = rules_->counted_by(index);
  if (counted_by == 0 || observation.counted_by() != counted_by) return;
  const auto& group_by = std::get<CountCondition>(rules_->rule(index).condition).group_by;
  if (static_cast<std::size_t>(observation.values_size()) != group_by.size()) return;  // broken
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

bool LearnStage::TakeApart(const InRecord& record) {
  if (record.key.starts_with(kActionPrefix)) {
    v1::ContactEvent event;
    if (!Parse(record, event)) return true;
    clock_ = std::max(clock_, TimeOf(event.event_time()));
    feedback_.Act(event);
    if (const auto key = ParseFactKey(record.key.substr(kActionPrefix.size())))
      actions_.Add(Topic::kObservations, record, *key, TimeOf(event.event_time()));
    return true;
  }
  if (!record.key.starts_with(kTallyPrefix)) return false;
  const auto row = ParseTallyRowKey(record.key);
  if (!row) return true;
  TallyParts parts;
  if (TallyPart part; record.value && ParseTallyValue(*record.value, part)) parts.emplace(row->key, std::move(part));
  const auto number = static_cast<std::uint32_t>(parts_.size());
  tally_.Put(parts_.try_emplace(std::string(record.key), number).first->second, parts);
  figures_changed_ = true;
  return true;
}

std::size_t LearnStage::EndPutOff() {
  // Not with every record: one that comes out of order makes its group be counted anew.
  feedback_.Reconcile(clock_);
  for (TallyKey& key : tally_.TakeTouched()) {
    if (key.kind == TallyKind::kCategory) kpi_unsent_.try_emplace(KpiKey(key), key);
  }
  for (const auto& [key, day] : std::exchange(kpi_unsent_, {})) SendKpi(day);
  // A week is over when everything that happened in it is known.
  if (complete_ < kEarliest) return 0;
  const RuleSettings& settings = rules_->set().settings;
  const std::int32_t monday = MondayOf(settings.history.calendar.LocalDay(complete_));
  if (!std::exchange(figures_changed_, false) && monday == looked_in_) return 0;
  looked_in_ = monday;
  feedback_.SetFindings(FindingsOf(tally_, settings, complete_), clock_);
  return 0;
}

void LearnStage::SendKpi(const TallyKey& day) {
  const std::string key = KpiKey(day);
  const TallyPart sum = tally_.At(day);
  OutRecord record{Topic::kKpi, 0, key, std::nullopt, {}};
  if (!sum.empty()) record.value = Encode(KpiOf(day, sum), options_.encoding);
  const std::uint64_t digest = sum.empty() ? 0 : Hash64(*record.value) | 1;
  std::uint64_t& published = kpi_[key];
  if (std::exchange(published, digest) == digest) return;
  record.headers = CloudEventHeaders(
      {"loopbreaker.kpi", options_.source_name, absl::StrCat(key, "/", HashText(digest)), key, clock_},
      options_.encoding == Encoding::kProtobuf);
  record.headers.emplace_back(kClockHeader, FormatTime(clock_));
  Send(std::move(record));
}

void LearnStage::OnLoad(Topic topic, const InRecord& record) {
  if (topic == Topic::kKpi) {
    kpi_[std::string(record.key)] = record.value ? Hash64(*record.value) | 1 : 0;
    return;
  }
  v1::Feedback feedback;
  if (Decode(record, feedback)) feedback_.Load(feedback);
}

void LearnStage::OnOvertaken(Topic topic, const InRecord& record) {
  if (topic == Topic::kKpi) {
    const std::string key(record.key);
    kpi_[key] = kOvertaken;
    if (const auto day = ParseKpiKey(key)) kpi_unsent_[key] = *day;
    return;
  }
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
