#include "kafka/link_worker.h"

#include "absl/strings/str_cat.h"
#include "base/text.h"
#include "event/timestamp.h"
#include "kafka/stages.h"
#include "loopbreaker/v1/internal.pb.h"
#include "observe/log.h"
#include "reconcile/escalation.h"

namespace loopbreaker::kafka {
namespace {

using std::chrono::milliseconds;
using std::chrono::steady_clock;

constexpr int kRecordsBetweenChecks = 256;
constexpr milliseconds kEvery{1000};
constexpr milliseconds kFlushMax{2000};

}  // namespace

LinkWorker::LinkWorker(Shared& shared, Producer& producer, Watermarks& watermarks, ServiceMetrics& metrics,
                       const Pseudonyms& pseudonyms, const std::vector<LinkSource>& sources, int number)
    : shared_(shared),
      producer_(producer),
      watermarks_(watermarks),
      metrics_(metrics),
      parked_(shared.config().Topic(NameOf(Topic::kParked))),
      number_(number),
      stage_(LinkOptionsOf(shared), shared.directory(), pseudonyms, shared.references(), shared.touched(),
             shared.erasures(), [this](const OutRecord& record) { producer_.Send(record, batches_.current()); }) {
  for (const LinkSource& source : sources) sources_[source.topic] = source;
}

LinkWorker::~LinkWorker() { Stop(); }

absl::Status LinkWorker::Start() {
  std::vector<std::string> topics = {parked_};
  for (const auto& [topic, source] : sources_) topics.push_back(topic);
  absl::StatusOr<std::unique_ptr<Consumer>> consumer = Consumer::Join(
      shared_.config(), shared_.config().group + ".link", topics, *this, absl::StrCat("-link-", number_));
  if (!consumer.ok()) return consumer.status();
  consumer_ = *std::move(consumer);
  thread_ = std::thread([this] { Run(); });
  return absl::OkStatus();
}

void LinkWorker::Stop() {
  stopping_ = true;
  if (thread_.joinable()) thread_.join();
}

std::int64_t LinkWorker::OnAssigned(const TopicPartition& partition) {
  if (partition.first == parked_) return RD_KAFKA_OFFSET_BEGINNING;
  owned_[partition];
  return RD_KAFKA_OFFSET_STORED;
}

void LinkWorker::OnRevoked(const TopicPartition& partition) {
  if (partition.first == parked_) {
    stage_.DropParked(partition.second);
  } else {
    // The producer writes into it when the record is acknowledged.
    if (Source& source = owned_[partition]; source.published != nullptr) left_.push_back(std::move(source.published));
    owned_.erase(partition);
    metrics_.ClearLag("link", partition);
  }
}

void LinkWorker::OnRebalanced(bool /*lost*/) {
  LogInfo("link partitions", {{"worker", number_}, {"owned", owned_.size()}});
}

void LinkWorker::Take(ReadRecord& record) {
  record.ReadHeaders();
  const absl::ReaderMutexLock lock(&shared_.directory_mutex());
  if (record.topic() == parked_) {
    stage_.OnParked(record.record());
    return;
  }
  const TopicPartition partition{record.topic(), record.record().partition};
  const auto owned = owned_.find(partition);
  if (owned == owned_.end()) return;  // prefetched, and revoked meanwhile
  stage_.OnSource(sources_.at(partition.first), record.record());
  owned->second.progress.OnRecord(record.record().appended);
  owned->second.position = record.record().offset + 1;
  owned->second.at_end = false;
}

void LinkWorker::AskEnds() {
  std::erase_if(left_, [](const auto& delivery) { return delivery->done(); });
  std::vector<TopicPartition> ends;
  for (auto& [partition, source] : owned_) {
    if (source.published != nullptr && source.published->done()) {
      const std::int64_t ms = source.published->appended_ms;
      if (!source.published->failed && ms > 0)
        source.progress.OnPublished(FromSecondsNanos(ms / 1000, static_cast<std::int32_t>(ms % 1000 * 1'000'000)));
      source.published.reset();
    }
    if (source.published == nullptr && source.at_end) ends.push_back(partition);
  }
  ends_ = watermarks_.Ask(std::move(ends));
}

void LinkWorker::NoteProgress() {
  if (ends_ == nullptr || !ends_->HasBeenNotified()) return;
  const std::shared_ptr<const Watermarks::Answer> answer = std::exchange(ends_, nullptr);
  for (auto& [partition, source] : owned_) {
    if (source.published != nullptr) continue;
    // Where the end is not known it has not been reached.
    std::int64_t end = INT64_MAX;
    if (answer->ends.ok()) {
      if (const auto known = answer->ends->find(partition); known != answer->ends->end()) end = known->second;
    }
    source.read_until = source.progress.ReadUntil(source.position, end);
  }
  noted_at_ = CutBatch();
}

std::uint64_t LinkWorker::CutBatch() {
  std::map<TopicPartition, std::int64_t> offsets;
  for (const auto& [partition, source] : owned_) {
    if (source.position != 0) offsets[partition] = source.position;
  }
  return batches_.Cut(std::move(offsets));
}

void LinkWorker::PublishProgress() {
  for (auto& [partition, source] : owned_) {
    if (!source.read_until) continue;
    v1::Progress progress;
    SetTime(*source.read_until, progress.mutable_read_until());
    progress.set_offset(source.position);
    // After a restart nothing may have been read yet; what the predecessor saw holds on.
    const std::string key = absl::StrCat(partition.first, "/", partition.second);
    const Instant newest = source.progress.newest().value_or(shared_.completeness().NewestOf(key));
    if (newest != Instant::min()) SetTime(newest, progress.mutable_newest());
    source.read_until.reset();
    source.published = std::make_unique<Delivery>();
    producer_.Send({Topic::kProgress, 0, key, progress.SerializeAsString(), {}}, *source.published);
  }
}

void LinkWorker::Commit() {
  consumer_->Commit(batches_.Acknowledged());
  if (noted_at_ == 0 || batches_.acknowledged() < noted_at_) return;
  noted_at_ = 0;
  PublishProgress();
}

void LinkWorker::EverySecond() {
  const std::shared_ptr<const RuleIndex> rules = shared_.rules();
  stage_.SetLimits(rules->set().settings.max_clock_skew, rules->set().settings.park_for);
  {
    const absl::ReaderMutexLock lock(&shared_.directory_mutex());
    stage_.ReviewParked(shared_.completeness().complete());
  }
  CutBatch();
  if (noted_at_ == 0 && ends_ == nullptr) AskEnds();
  Count();
}

void LinkWorker::Count() {
  metrics_.AddLink(stage_.counts(), counted_);
  counted_ = stage_.counts();
  for (const auto& [partition, source] : owned_) {
    const std::optional<std::int64_t> end = consumer_->KnownEnd(partition);
    // Where nothing was read since the start nobody knows yet how much is left.
    if (!end || (source.position == 0 && *end != 0)) continue;
    const std::int64_t behind = std::max<std::int64_t>(*end - source.position, 0);
    metrics_.SetLag("link", partition, behind, source.progress.newest().value_or(Instant::min()));
  }
}

void LinkWorker::Run() {
  std::unique_ptr<ReadRecord> record;
  Consumer::End end;
  steady_clock::time_point due = steady_clock::now();
  int records = 0;
  while (!stopping_.load(std::memory_order_relaxed)) {
    switch (consumer_->Poll(milliseconds{50}, record, end)) {
      case Consumer::Polled::kRecord:
        Take(*record);
        if (++records < kRecordsBetweenChecks) continue;
        break;
      case Consumer::Polled::kEnd:
        if (const auto source = owned_.find(end.partition); source != owned_.end()) {
          source->second.at_end = true;
          source->second.position = std::max(source->second.position, end.offset);
        }
        break;
      case Consumer::Polled::kNothing:
        break;
    }
    records = 0;
    NoteProgress();
    Commit();
    if (steady_clock::now() < due) continue;
    due = steady_clock::now() + kEvery;
    EverySecond();
  }
  EverySecond();
  producer_.Flush(kFlushMax);
  if (const absl::Status status = consumer_->CommitNow(batches_.Acknowledged()); !status.ok())
    LogWarning("last commit", {{"error", Standard(status.message())}});
  consumer_->Close();
}

}  // namespace loopbreaker::kafka
