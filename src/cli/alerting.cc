#include "cli/alerting.h"

#include <algorithm>
#include <utility>
#include <variant>

#include "absl/strings/str_cat.h"
#include "event/timestamp.h"
#include "observe/json_quote.h"
#include "observe/log.h"

namespace loopbreaker {
namespace {

std::set<std::string> RulesOnSilence(const RuleSet& rules) {
  std::set<std::string> ids;
  for (const Rule& rule : rules.rules) {
    if (std::holds_alternative<AbsenceCondition>(rule.condition)) ids.insert(rule.id);
  }
  return ids;
}

}  // namespace

Alerting::Alerting(const AlertSettings& settings, std::shared_ptr<const Veil> veil, const RuleSet& rules,
                   std::shared_ptr<Carrier> carrier, std::function<Instant()> clock, Remember remember)
    : clock_(std::move(clock)),
      remember_(std::move(remember)),
      planner_(settings, std::move(veil), RulesOnSilence(rules)),
      dispatcher_(settings.receivers, std::move(carrier), {.give_up_after = settings.page_within}, clock_,
                  [this](const Dispatcher::Outcome& outcome) { OnEnd(outcome); }) {}

void Alerting::Take(const v1::Escalation& escalation, bool removed) {
  const std::scoped_lock lock(mutex_);
  planner_.Take(escalation, removed);
}

void Alerting::LoadSent(const std::string& key, const v1::SentAlert* sent) {
  const std::scoped_lock lock(mutex_);
  planner_.LoadSent(key, sent);
}

void Alerting::EndLoading() {
  const std::scoped_lock lock(mutex_);
  planner_.EndLoading();
}

void Alerting::Proceed(const std::vector<SilentFeed>& silent) {
  AlertPlan plan;
  {
    const std::scoped_lock lock(mutex_);
    plan = planner_.Plan(clock_(), silent);
  }
  for (const std::string& key : plan.over) remember_(key, nullptr);
  for (Alert& alert : plan.alerts) {
    const bool end = alert.kind == Alert::Kind::kEnd;
    LogInfo(end ? "end of an alert leaves" : "alert leaves", {{"receiver", alert.receiver},
                                                              {"alert", alert.id},
                                                              {"rule", alert.rule_id},
                                                              {"desk", alert.desk},
                                                              {"loops", alert.items.size()}});
    dispatcher_.Send(std::move(alert));
  }
}

void Alerting::OnEnd(const Dispatcher::Outcome& outcome) {
  if (outcome.alert.kind == Alert::Kind::kEnd) {
    const std::string& key = outcome.alert.items.front().key;
    // Meanwhile it may have begun anew, or have become graver.
    bool stands = false;
    {
      const std::scoped_lock lock(mutex_);
      stands = planner_.HasSent(key);
    }
    if (!stands) remember_(key, nullptr);
    return;
  }
  for (const AlertItem& item : outcome.alert.items) {
    v1::SentAlert sent;
    sent.set_severity(item.severity);
    SetTime(clock_(), sent.mutable_at());
    sent.set_dead(!outcome.delivered);
    sent.set_error(outcome.error);
    sent.set_rule_id(outcome.alert.rule_id);
    sent.set_desk(outcome.alert.desk);
    SetTime(item.since, sent.mutable_since());
    sent.set_reference(item.reference);
    LoadSent(item.key, &sent);
    remember_(item.key, &sent);
  }
}

BoardAlerts Alerting::OnBoard() const {
  const std::scoped_lock lock(mutex_);
  const AlertCounts counts = planner_.counts();
  return {.held = counts.held, .dead = counts.dead};
}

void Alerting::CountInto(Metrics& metrics) const {
  const auto set = [&](std::string_view name, std::string_view help, double value, const MetricLabels& labels = {}) {
    metrics.GetGauge(name, help, labels).Set(value);
  };
  const auto total = [&](std::string_view name, std::string_view help, std::uint64_t value,
                         const MetricLabels& labels = {}) { metrics.GetCounter(name, help, labels).RaiseTo(value); };
  AlertCounts counts;
  {
    const std::scoped_lock lock(mutex_);
    counts = planner_.counts();
  }
  total("loopbreaker_alerts_planned_total", "Alerts that left", counts.planned);
  total("loopbreaker_alerts_listed_total", "Loops that came too late to be sent: they are on the page", counts.listed);
  set("loopbreaker_alerts_held", "Loops whose alert is held while a source is silent",
      static_cast<double>(counts.held));
  set("loopbreaker_alerts_grouped", "Loops that wait to become one alert", static_cast<double>(counts.grouped));
  set("loopbreaker_alerts_dead", "Alerts of what stands that could not be delivered", static_cast<double>(counts.dead));
  for (const Dispatcher::State& state : dispatcher_.states()) {
    const MetricLabels of = {{"receiver", state.receiver}};
    set("loopbreaker_alerts_waiting", "Alerts on their way to a receiver", static_cast<double>(state.waiting), of);
    total("loopbreaker_alerts_delivered_total", "Alerts that a receiver took", state.delivered, of);
    total("loopbreaker_alert_failures_total", "Attempts that failed", state.failures, of);
    total("loopbreaker_alerts_given_up_total", "Alerts that a receiver never took", state.dead, of);
  }
}

std::string Alerting::Json() const {
  AlertCounts counts;
  {
    const std::scoped_lock lock(mutex_);
    counts = planner_.counts();
  }
  std::string json = absl::StrCat("{\"held\":", counts.held, ",\"grouped\":", counts.grouped,
                                  ",\"listed\":", counts.listed, ",\"dead\":", counts.dead, ",\"receivers\":[");
  for (const Dispatcher::State& state : dispatcher_.states()) {
    absl::StrAppend(&json, json.back() == '[' ? "" : ",", "{\"name\":");
    AppendJsonQuoted(json, state.receiver);
    absl::StrAppend(&json, ",\"waiting\":", state.waiting, ",\"delivered\":", state.delivered,
                    ",\"failures\":", state.failures, ",\"dead\":", state.dead, ",\"lastError\":");
    AppendJsonQuoted(json, state.last_error);
    json += "}";
  }
  return json + "]}\n";
}

}  // namespace loopbreaker
