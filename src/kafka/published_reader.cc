#include "kafka/published_reader.h"

#include <map>
#include <set>
#include <string>

namespace loopbreaker::kafka {
namespace {

// Of each partition, when an instance starts: those who are on the line now.
constexpr std::int64_t kBriefingsMax = 1000;
constexpr std::chrono::milliseconds kGather{10};  // somebody may ask at once for a briefing

}  // namespace

absl::Status PublishedReader::Start() {
  absl::StatusOr<std::unique_ptr<Consumer>> reader = Consumer::Reader(config_, true, kGather);
  if (!reader.ok()) return reader.status();
  reader_ = *std::move(reader);
  for (int p = 0; p < config_.partitions; ++p) {
    offsets_[{config_.Topic(NameOf(Topic::kEscalations)), p}] = RD_KAFKA_OFFSET_BEGINNING;
    offsets_[{config_.Topic(NameOf(Topic::kDossiers)), p}] = RD_KAFKA_OFFSET_BEGINNING;
    offsets_[{config_.Topic(NameOf(Topic::kBriefings)), p}] = RD_KAFKA_OFFSET_TAIL(kBriefingsMax);
  }
  for (const Topic topic : {Topic::kFeedback, Topic::kAlerts})
    offsets_[{config_.Topic(NameOf(topic)), 0}] = RD_KAFKA_OFFSET_BEGINNING;
  if (const absl::Status status = reader_->Assign(offsets_); !status.ok()) return status;
  thread_ = std::thread([this] { Run(); });
  return absl::OkStatus();
}

void PublishedReader::Stop() {
  stopping_ = true;
  if (thread_.joinable()) thread_.join();
}

void PublishedReader::Run() {
  std::map<std::string, Topic, std::less<>> topics;
  for (const Topic topic : {Topic::kEscalations, Topic::kFeedback, Topic::kDossiers, Topic::kBriefings, Topic::kAlerts})
    topics[config_.Topic(NameOf(topic))] = topic;
  std::set<TopicPartition> ended;
  std::unique_ptr<ReadRecord> record;
  Consumer::End end;
  while (!stopping_.load(std::memory_order_relaxed)) {
    const Consumer::Polled polled = reader_->Poll(std::chrono::milliseconds{50}, record, end);
    if (polled == Consumer::Polled::kEnd && !loaded()) {
      ended.insert(end.partition);
      if (ended.size() == offsets_.size()) loaded_.store(true, std::memory_order_release);
    }
    if (polled != Consumer::Polled::kRecord) continue;
    if (record->record().key.starts_with(kClaimKey)) continue;
    record->ReadOutputHeaders();
    handler_(topics.at(record->topic()), record->record());
  }
}

}  // namespace loopbreaker::kafka
