#include "kafka/published_reader.h"

#include <map>
#include <string>

namespace loopbreaker::kafka {
namespace {

// Of each partition, when an instance starts: those who are on the line now.
constexpr std::int64_t kBriefingsMax = 1000;

}  // namespace

absl::Status PublishedReader::Start() {
  absl::StatusOr<std::unique_ptr<Consumer>> reader = Consumer::Reader(config_, true);
  if (!reader.ok()) return reader.status();
  reader_ = *std::move(reader);
  std::map<TopicPartition, std::int64_t> offsets;
  for (int p = 0; p < config_.partitions; ++p) {
    offsets[{config_.Topic(NameOf(Topic::kEscalations)), p}] = RD_KAFKA_OFFSET_BEGINNING;
    offsets[{config_.Topic(NameOf(Topic::kDossiers)), p}] = RD_KAFKA_OFFSET_BEGINNING;
    offsets[{config_.Topic(NameOf(Topic::kBriefings)), p}] = RD_KAFKA_OFFSET_TAIL(kBriefingsMax);
  }
  offsets[{config_.Topic(NameOf(Topic::kFeedback)), 0}] = RD_KAFKA_OFFSET_BEGINNING;
  if (const absl::Status status = reader_->Assign(offsets); !status.ok()) return status;
  thread_ = std::thread([this] { Run(); });
  return absl::OkStatus();
}

void PublishedReader::Stop() {
  stopping_ = true;
  if (thread_.joinable()) thread_.join();
}

void PublishedReader::Run() {
  std::map<std::string, Topic> topics;
  for (const Topic topic : {Topic::kEscalations, Topic::kFeedback, Topic::kDossiers, Topic::kBriefings})
    topics[config_.Topic(NameOf(topic))] = topic;
  std::unique_ptr<ReadRecord> record;
  Consumer::End end;
  while (!stopping_.load(std::memory_order_relaxed)) {
    if (reader_->Poll(std::chrono::milliseconds{50}, record, end) != Consumer::Polled::kRecord) continue;
    if (record->record().key.starts_with(kClaimKey)) continue;
    record->ReadHeaders();
    handler_(topics.at(record->topic()), record->record());
  }
}

}  // namespace loopbreaker::kafka
