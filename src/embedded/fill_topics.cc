#include "embedded/fill_topics.h"

#include <chrono>
#include <memory>
#include <set>
#include <system_error>
#include <thread>

#include "absl/strings/str_cat.h"
#include "embedded/node.h"
#include "embedded/topic_log.h"
#include "kafka/consumer.h"
#include "kafka/topic_filler.h"
#include "kafka/topics.h"
#include "loopbreaker/v1/internal.pb.h"
#include "service/wire.h"

namespace loopbreaker::embedded {
namespace {

constexpr std::chrono::milliseconds kAgain{100};

// What is in `facts` was judged by a service on Kafka, and must not be mixed with another's.
absl::Status CheckEmpty(const ServiceConfig& config, kafka::Consumer& reader) {
  const std::string facts = config.Topic(NameOf(Topic::kFacts));
  const auto until = std::chrono::steady_clock::now() + kafka::kBrokerPatience;
  for (std::int32_t p = 0; p < config.partitions; ++p) {
    auto bounds = reader.Bounds({facts, p});
    // Of a topic that was just made, not every broker knows yet who leads it.
    while (!bounds.ok() && std::chrono::steady_clock::now() < until) {
      std::this_thread::sleep_for(kAgain);
      bounds = reader.Bounds({facts, p});
    }
    if (!bounds.ok()) return bounds.status();
    if (bounds->second == bounds->first) continue;
    return absl::FailedPreconditionError(absl::StrCat(
        "expected the topic '", facts, "' to be empty, found records in partition ", p,
        ": fill the topics before a service runs on them; after a fill that was broken off, delete them and "
        "create them anew"));
  }
  return absl::OkStatus();
}

// Until when everything was known stays known, for each partition that a source has there: without that the clock would
// begin anew, and figures that rest on it be taken back and said again.
absl::Status FillProgress(const InRecord& record, const std::set<std::string>& sources, kafka::Consumer& reader,
                          const std::string& topic, kafka::TopicFiller& filler) {
  const std::string source(record.key.substr(0, record.key.rfind('/')));
  v1::Progress progress;
  if (!sources.contains(source) || !Parse(record, progress)) return absl::OkStatus();
  progress.clear_offset();
  const std::string value = progress.SerializeAsString();
  const absl::StatusOr<int> partitions = reader.PartitionsOf(source);
  if (!partitions.ok()) return partitions.status();
  for (int p = 0; p < *partitions; ++p) {
    const std::string key = absl::StrCat(source, "/", p);
    InRecord filled = record;
    filled.key = key;
    filled.value = value;
    if (const absl::Status written = filler.Write(topic, 0, filled); !written.ok()) return written;
  }
  return absl::OkStatus();
}

}  // namespace

absl::StatusOr<std::map<std::string, std::int64_t>> FillTopics(const ServiceConfig& config,
                                                               const std::filesystem::path& folder) {
  std::error_code error;
  if (!std::filesystem::exists(folder / "CURRENT", error)) {
    return absl::FailedPreconditionError(
        absl::StrCat("expected the log of a service without Kafka (the folder 'log' in its store.path), found none in ",
                     folder.string()));
  }
  const TopicLog::Specs specs = SpecsOf(config);
  const auto log = TopicLog::Open(folder, specs);
  if (!log.ok()) return log.status();
  const auto reader = kafka::Consumer::Reader(config, false);
  if (!reader.ok()) return reader.status();
  if (const absl::Status empty = CheckEmpty(config, **reader); !empty.ok()) return empty;
  const auto filler = kafka::TopicFiller::Make(config);
  if (!filler.ok()) return filler.status();

  std::set<std::string> sources = {config.Topic(NameOf(Topic::kActions))};
  for (const SourceConfig& source : config.sources) sources.insert(source.topic);
  const std::string facts = config.Topic(NameOf(Topic::kFacts));
  const std::string progress = config.Topic(NameOf(Topic::kProgress));
  std::map<std::string, std::int64_t> filled;
  const auto fill = [&](const std::string& topic, int partitions) {
    absl::Status written;
    const bool source = sources.contains(topic);
    for (std::int32_t p = 0; p < partitions; ++p) {
      (*log)->Read({topic, p}, source ? (*log)->Position({topic, p}) : 0, [&](const InRecord& record) {
        if (record.key.starts_with(kClaimKey)) return true;
        written = topic == progress ? FillProgress(record, sources, **reader, topic, **filler)
                                    : (*filler)->Write(topic, source ? -1 : p, record);
        if (written.ok()) ++filled[topic];
        return written.ok();
      });
    }
    return written.ok() ? (*log)->status() : written;
  };
  for (const auto& [topic, spec] : specs) {
    if (topic == facts) continue;
    if (const absl::Status done = fill(topic, spec.partitions); !done.ok()) return done;
  }
  if (const absl::Status done = (*filler)->Finish(); !done.ok()) return done;
  if (const absl::Status done = fill(facts, specs.at(facts).partitions); !done.ok()) return done;
  if (const absl::Status done = (*filler)->Finish(); !done.ok()) return done;
  if (filled.empty()) {
    return absl::FailedPreconditionError(absl::StrCat("expected a log with topics that begin with '", config.prefix,
                                                      "' (topics.prefix), found no record of such in ",
                                                      folder.string()));
  }
  return filled;
}

}  // namespace loopbreaker::embedded
