#include "kafka/service_metrics.h"

#include <algorithm>
#include <charconv>
#include <chrono>

namespace loopbreaker::kafka {
namespace {

MetricLabels LabelsOf(std::string_view stage, const TopicPartition& partition) {
  return {{"stage", std::string(stage)}, {"topic", partition.first}, {"partition", std::to_string(partition.second)}};
}

}  // namespace

Instant WallNow() { return std::chrono::time_point_cast<Nanos>(std::chrono::system_clock::now()); }

ServiceMetrics::ServiceMetrics(Metrics& registry)
    : registry_(registry),
      facts_judged_(
          registry.GetCounter("loopbreaker_facts_judged_total", "Facts read by detect, those loaded included")),
      facts_from_store_(registry.GetCounter("loopbreaker_facts_from_store_total",
                                            "Facts taken from the local store instead of the log")),
      stores_lost_(registry.GetCounter("loopbreaker_stores_lost_total",
                                       "Local stores of a partition that were begun anew or given up")),
      restarts_(registry.GetCounter("loopbreaker_restarts_total",
                                    "Restarts within the process because a record could not be written")),
      event_to_escalation_(registry.GetHistogram("loopbreaker_event_to_escalation_seconds",
                                                 "From the time of the source's record to the written escalation",
                                                 DurationBounds())) {}

void ServiceMetrics::AddLink(const LinkCounts& now, const LinkCounts& before) {
  const auto add = [&](std::string_view name, std::string_view help, std::uint64_t n, const MetricLabels& labels = {}) {
    registry_.GetCounter(name, help, labels).Add(n);
  };
  add("loopbreaker_events_total", "Events read from sources", now.events - before.events);
  add("loopbreaker_facts_linked_total", "Facts sent by link", now.facts - before.facts);
  add("loopbreaker_events_parked_total", "Events whose customer was not known yet", now.parked - before.parked);
  add("loopbreaker_events_erased_total", "Events of erased customers that were dropped", now.erased - before.erased);
  add("loopbreaker_rows_ignored_total", "Rows that a mapping leaves out", now.ignored - before.ignored);
  for (int reason = 0; reason < kDeadReasons; ++reason)
    CountDead(NameOf(static_cast<DeadReason>(reason)), now.dead[reason] - before.dead[reason]);
}

void ServiceMetrics::CountDead(const OutRecord& record) {
  if (record.topic == Topic::kDeadLetters) CountDead(FindHeader(record.headers, "lb_reason"), 1);
}

void ServiceMetrics::CountDead(std::string_view reason, std::uint64_t n) {
  registry_.GetCounter("loopbreaker_dead_letters_total", "Dead letters", {{"reason", std::string(reason)}}).Add(n);
}

void ServiceMetrics::CountEscalation(std::string_view rule, std::string_view state) {
  registry_
      .GetCounter("loopbreaker_escalations_total", "Revisions of escalations",
                  {{"rule", std::string(rule)}, {"state", std::string(state)}})
      .Add();
}

Counter& ServiceMetrics::Written(std::string_view topic) {
  return registry_.GetCounter("loopbreaker_records_written_total", "Records that the broker has acknowledged",
                              {{"topic", std::string(topic)}});
}

Counter& ServiceMetrics::NotWritten(std::string_view topic) {
  return registry_.GetCounter("loopbreaker_records_refused_total", "Records that the broker did not take",
                              {{"topic", std::string(topic)}});
}

void ServiceMetrics::CountAge(std::string_view appended_ms) {
  std::int64_t ms = 0;
  if (std::from_chars(appended_ms.data(), appended_ms.data() + appended_ms.size(), ms).ec != std::errc()) return;
  const auto now = std::chrono::duration<double>(WallNow().time_since_epoch()).count();
  event_to_escalation_.Observe(std::max(0.0, now - static_cast<double>(ms) / 1000));
}

Gauge& ServiceMetrics::LagRecords(std::string_view stage, const TopicPartition& partition) {
  return registry_.GetGauge("loopbreaker_lag_records", "Records of the partition that are not read yet",
                            LabelsOf(stage, partition));
}

Gauge& ServiceMetrics::LagSeconds(std::string_view stage, const TopicPartition& partition) {
  return registry_.GetGauge("loopbreaker_lag_seconds", "Age of the last record read where there are more, else 0",
                            LabelsOf(stage, partition));
}

void ServiceMetrics::SetLag(std::string_view stage, const TopicPartition& partition, std::int64_t records,
                            Instant newest) {
  LagRecords(stage, partition).Set(static_cast<double>(records));
  const bool known = records != 0 && newest != Instant::min();
  LagSeconds(stage, partition)
      .Set(known ? std::max(0.0, std::chrono::duration<double>(WallNow() - newest).count()) : 0.0);
}

void ServiceMetrics::ClearLag(std::string_view stage, const TopicPartition& partition) {
  LagRecords(stage, partition).Clear();
  LagSeconds(stage, partition).Clear();
}

}  // namespace loopbreaker::kafka
