// The numbers of the service, by the names that docs/service.md lists. Safe in any thread.
#pragma once

#include <string_view>

#include "kafka/consumer.h"
#include "observe/metrics.h"
#include "service/link_stage.h"
#include "service/record.h"

namespace loopbreaker::kafka {

// By the clock of this machine: for people, and for how old a local store is. No verdict rests on it.
Instant WallNow();

class ServiceMetrics {
 public:
  // `registry` outlives it.
  explicit ServiceMetrics(Metrics& registry);

  // What a link stage has done between two of its counts.
  void AddLink(const LinkCounts& now, const LinkCounts& before);
  // A record that a stage other than link sends, if it is a dead letter.
  void CountDead(const OutRecord& record);
  Counter& facts_judged() { return facts_judged_; }
  // A revision that this instance publishes; shadow rules aside.
  void CountEscalation(std::string_view rule, std::string_view state);

  // Of records of a topic that the broker has, and of those that it did not take.
  Counter& Written(std::string_view topic);
  Counter& NotWritten(std::string_view topic);
  // An escalation is written that was opened by a record of a source of that time, in milliseconds as text
  // (kAppendedHeader); anything else is not counted.
  void CountAge(std::string_view appended_ms);

  // Of a partition that a stage reads: how many records it is behind, and how old the one is that it has read last.
  // `newest`: Instant::min() if there was none.
  void SetLag(std::string_view stage, const TopicPartition& partition, std::int64_t records, Instant newest);
  // It is another's now.
  void ClearLag(std::string_view stage, const TopicPartition& partition);

  // Facts that were taken from a local store instead of the log, and stores that were begun anew or given up.
  Counter& facts_from_store() { return facts_from_store_; }
  Counter& stores_lost() { return stores_lost_; }
  // How often everything under way was dropped and begun again, because something was not written.
  Counter& restarts() { return restarts_; }

 private:
  void CountDead(std::string_view reason, std::uint64_t n);
  Gauge& LagRecords(std::string_view stage, const TopicPartition& partition);
  Gauge& LagSeconds(std::string_view stage, const TopicPartition& partition);

  Metrics& registry_;
  Counter& facts_judged_;
  Counter& facts_from_store_;
  Counter& stores_lost_;
  Counter& restarts_;
  Histogram& event_to_escalation_;
};

}  // namespace loopbreaker::kafka
