// What each topic must be, and why: contract, "Topics".
#include <utility>

#include "absl/strings/str_cat.h"
#include "kafka/topics.h"

namespace loopbreaker::kafka {
namespace {

constexpr std::int64_t kDayMs = 86'400'000;
// Above an event (1 MiB) and what linking adds; the broker's default is a little less.
constexpr std::int64_t kEventRecordBytesMax = 2 << 20;

// A value that is overwritten or erased is gone a day later, however quiet the partition: the promise of erasure. A
// tombstone stays for a day; a local store older than half of that is rebuilt.
Settings Compacted() {
  return {{"cleanup.policy", "compact"},
          {"max.compaction.lag.ms", absl::StrCat(kDayMs)},
          {"delete.retention.ms", absl::StrCat(kDayMs)}};
}

Settings CompactedUpTo(std::int64_t bytes_max) {
  Settings settings = Compacted();
  settings["max.message.bytes"] = absl::StrCat(bytes_max);
  return settings;
}

Settings KeptForDays(int days) { return {{"cleanup.policy", "delete"}, {"retention.ms", absl::StrCat(days * kDayMs)}}; }

class Specs {
 public:
  explicit Specs(const ServiceConfig& config) : config_(config) {}

  void Source(const std::string& topic) { specs_.push_back({.name = topic, .is_source = true}); }
  // By customer, or otherwise shared out among the workers: topics.partitions.
  void Shared(std::string_view name, Settings settings) {
    specs_.push_back({.name = config_.Topic(name),
                      .partitions = config_.partitions,
                      .settings = std::move(settings),
                      .partitions_key = "topics.partitions"});
  }
  // Read whole by every instance, or by its one owner: there is nothing to share out, and one partition is one order.
  void Single(std::string_view name, Settings settings) {
    specs_.push_back({.name = config_.Topic(name), .partitions = 1, .settings = std::move(settings)});
  }
  std::vector<TopicSpec> Take() { return std::move(specs_); }

 private:
  const ServiceConfig& config_;
  std::vector<TopicSpec> specs_;
};

}  // namespace

std::vector<TopicSpec> TopicsOf(const ServiceConfig& config) {
  Specs specs(config);
  for (const SourceConfig& source : config.sources) {
    if (source.topic != config.Topic("actions")) specs.Source(source.topic);
  }

  specs.Single("customers", Compacted());
  specs.Single("units", Compacted());

  // Partitioned alike by customer: who owns a partition of one owns it of all.
  specs.Shared("facts", CompactedUpTo(kEventRecordBytesMax));
  specs.Shared("escalations", Compacted());
  specs.Shared("loops", Compacted());
  specs.Shared("dossiers", Compacted());
  specs.Shared("shadow", Compacted());
  specs.Shared("briefings", KeptForDays(30));

  specs.Single("corrections", CompactedUpTo(kEventRecordBytesMax));
  specs.Single("references", Compacted());
  // Looked at again by link, whose workers share them.
  specs.Shared("parked", CompactedUpTo(kEventRecordBytesMax));
  // Times that the broker gives: no instance's clock is in them.
  Settings progress = Compacted();
  progress["message.timestamp.type"] = "LogAppendTime";
  specs.Single("progress", std::move(progress));
  specs.Single("rules", CompactedUpTo(kRecordBytesMax));
  specs.Single("erasures", Compacted());

  // One owner each, as a group of process feedback has customers of every partition.
  specs.Single("observations", Compacted());
  specs.Single("feedback", Compacted());
  specs.Single("kpi", Compacted());
  // What has been sent to whom, by the owner of feedback.
  specs.Single("alerts", Compacted());

  // As many as there may be of what comes in, and as large.
  Settings dead_letters = KeptForDays(30);
  dead_letters["max.message.bytes"] = absl::StrCat(kRecordBytesMax);
  specs.Shared("dead-letters", std::move(dead_letters));
  // A person clicks; the facts that this becomes are what is kept.
  specs.Single("actions", KeptForDays(30));
  return specs.Take();
}

}  // namespace loopbreaker::kafka
