#include "kafka/owner_worker.h"

#include <algorithm>
#include <utility>

#include "absl/strings/str_cat.h"
#include "base/text.h"
#include "observe/log.h"

namespace loopbreaker::kafka {
namespace {

using std::chrono::milliseconds;
using std::chrono::steady_clock;

constexpr milliseconds kEvery{1000};
constexpr milliseconds kOften{50};
constexpr milliseconds kIdle{5};
constexpr milliseconds kGather{50};  // of what it wrote itself, mostly
// What was put off goes out evenly over most of a second, a little at a time, so that nobody waits behind it.
constexpr milliseconds kPutOffEvery{50};
constexpr std::size_t kPutOffTimes = 16;
constexpr std::size_t kPutOffAtOnce = 320;
constexpr std::size_t kPutOffBetweenEvents = 8;
constexpr int kRestBetweenEvents = 16;
constexpr milliseconds kFlushMax{2000};
constexpr int kRecordsBetweenChecks = 256;
constexpr int kStepsBetweenChecks = 2 * kRecordsBetweenChecks;  // a record is read in one, and taken in the next
// Records that a partition is behind from which on it writes nothing that waits for company.
constexpr std::int64_t kCatchingUp = 4096;
constexpr std::size_t kWaitingMax = 200'000;
// A revoked partition comes back soon in most rebalances.
constexpr std::chrono::minutes kKept{1};

}  // namespace

OwnerWorker::OwnerWorker(Shared& shared, Producer& producer, Watermarks& watermarks, ServiceMetrics& metrics,
                         std::string name, Topic input, Factory factory, Stores* stores, int number)
    : shared_(shared),
      producer_(producer),
      watermarks_(watermarks),
      metrics_(metrics),
      name_(std::move(name)),
      input_(shared.config().Topic(NameOf(input))),
      input_is_facts_(input == Topic::kFacts),
      factory_(std::move(factory)),
      stores_(stores),
      number_(number) {}

OwnerWorker::~OwnerWorker() { Stop(); }

absl::Status OwnerWorker::Start() {
  absl::StatusOr<std::unique_ptr<Consumer>> outputs = Consumer::Reader(shared_.config(), true, kGather);
  if (!outputs.ok()) return outputs.status();
  outputs_ = *std::move(outputs);
  absl::StatusOr<std::unique_ptr<Consumer>> pass = Consumer::Reader(shared_.config(), true);
  if (!pass.ok()) return pass.status();
  pass_ = *std::move(pass);
  absl::StatusOr<std::unique_ptr<Consumer>> consumer =
      Consumer::Join(shared_.config(), absl::StrCat(shared_.config().group, ".", name_), {input_}, *this,
                     absl::StrCat("-", name_, "-", number_));
  if (!consumer.ok()) return consumer.status();
  consumer_ = *std::move(consumer);
  thread_ = std::thread([this] { Run(); });
  return absl::OkStatus();
}

void OwnerWorker::Stop() {
  stopping_ = true;
  if (thread_.joinable()) thread_.join();
}

OwnerCounts OwnerWorker::counts() const {
  const absl::MutexLock lock(&counts_mutex_);
  return counts_;
}

std::int64_t OwnerWorker::OnAssigned(const TopicPartition& name) {
  Partition& partition = partitions_[name.second];
  partition.owned = true;
  partition.target.reset();
  partition.complete.reset();
  AskAgain();
  if (partition.stage == nullptr || partition.rules != shared_.rules()) MakeStage(name.second, partition);
  // What another owner wrote meanwhile was read by others of this worker only.
  for (const auto& [topic, next] : std::exchange(partition.shared_outputs, {}))
    shared_outputs_[topic] = std::min(shared_outputs_[topic], next);
  partition.rewind = false;
  partition.stage->Claim();
  ++partition.taken;
  partition.sent_by = 0;
  return StartOf(partition);
}

std::int64_t OwnerWorker::StartOf(const Partition& partition) {
  if (partition.next == 0) return RD_KAFKA_OFFSET_BEGINNING;
  return partition.verify ? partition.next - 1 : partition.next;
}

void OwnerWorker::MakeStage(std::int32_t number, Partition& partition) {
  partition.rules = shared_.rules();
  partition.stage = factory_(number, partition.rules, [this](const OutRecord& record) {
    metrics_.CountDead(record);
    producer_.Send(record, batches_.current());
  });
  partition.next = 0;
  partition.load = partition.verify = false;
  partition.corrections = 0;
  partition.erasures = 0;
  partition.touched = shared_.touched().end();  // what it reads is linked by what is known now, or later
  for (const OwnedStage::Output& output : partition.stage->outputs()) {
    const std::string topic = shared_.config().Topic(NameOf(output.topic));
    output_topics_[topic] = output.topic;
    // Of a shared one everything is read again: the new stage has seen nothing of it.
    (output.shared ? shared_outputs_ : partition.outputs)[topic] = RD_KAFKA_OFFSET_BEGINNING;
  }
  if (stores_ != nullptr) FindStore(number, partition);
}

void OwnerWorker::MakeStageAnew(std::int32_t number, Partition& partition) {
  partition.target.reset();
  partition.complete.reset();
  AskAgain();
  std::erase_if(waiting_, [number](const auto& record) { return record->record().partition == number; });
  MakeStage(number, partition);
  ++partition.taken;  // a pass that is under way is not the new stage's
  partition.sent_by = 0;
  partition.rewind = true;
  AssignOutputs();
  partition.stage->Claim();
}

void OwnerWorker::FollowRules() {
  for (auto& [number, partition] : partitions_) {
    if (!partition.owned) continue;
    if (partition.rewind) {
      const absl::Status status = consumer_->Seek({input_, number}, StartOf(partition));
      if (!status.ok()) return LogWarning("rewind", {{"error", Standard(status.message())}});
      partition.rewind = false;
    }
    if (partition.stage->settled()) partition.changing = false;
  }
  for (auto& [number, partition] : partitions_) {
    if (partition.owned && !partition.stage->settled()) return;
  }
  for (auto& [number, partition] : partitions_) {
    if (!partition.owned || partition.rules == shared_.rules()) continue;
    LogInfo("partition changes its rules", {{"of", name_}, {"partition", number}});
    MakeStageAnew(number, partition);
    partition.changing = true;
    return FollowRules();
  }
}

void OwnerWorker::OnRevoked(const TopicPartition& name) {
  Partition& partition = partitions_.at(name.second);
  partition.owned = false;
  partition.shared_outputs = shared_outputs_;
  partition.revoked = steady_clock::now();
  metrics_.ClearLag(name_, name);
}

void OwnerWorker::OnRebalanced(bool lost) {
  joined_ = true;
  waiting_.clear();  // comes again from where each partition has come
  AssignOutputs();
  int owned = 0;
  for (const auto& [number, partition] : partitions_) owned += partition.owned ? 1 : 0;
  LogInfo("partitions", {{"of", name_}, {"worker", number_}, {"owned", owned}, {"lost", lost}});
}

void OwnerWorker::AssignOutputs() {
  std::map<TopicPartition, std::int64_t> offsets;
  for (const auto& [number, partition] : partitions_) {
    if (!partition.owned) continue;
    for (const auto& [topic, next] : partition.outputs) offsets[{topic, number}] = next;
    for (const auto& [topic, next] : shared_outputs_) offsets[{topic, 0}] = next;
  }
  if (const absl::Status status = outputs_->Assign(offsets); !status.ok())
    LogError("outputs", {{"error", Standard(status.message())}});
}

bool OwnerWorker::Leased() const { return steady_clock::now() - consumer_->accepted_since() < kSession / 2; }

bool OwnerWorker::RunsAny() const {
  return std::any_of(partitions_.begin(), partitions_.end(),
                     [](const auto& entry) { return entry.second.owned && entry.second.stage->running(); });
}

void OwnerWorker::TakeInput(ReadRecord& record) {
  const auto it = partitions_.find(record.record().partition);
  if (it == partitions_.end() || !it->second.owned || it->second.rewind) return;
  Partition& partition = it->second;
  if (partition.verify && record.record().offset + 1 == partition.next &&
      !partition.store->EndsWith(record.record().key)) {
    return BeginStoreAnew(it->first, partition, "the log has another record at its end");
  }
  partition.verify = false;
  if (record.record().offset < partition.next) return;
  record.ReadLinkHeaders();
  if (partition.store != nullptr) Keep(record.record(), *partition.store);
  {
    const absl::ReaderMutexLock lock(&shared_.directory_mutex());
    partition.stage->OnInput(record.record());
  }
  partition.next = record.record().offset + 1;
  partition.newest = record.record().appended;
  if (input_is_facts_) metrics_.facts_judged().Add();
  if (partition.target && partition.next >= *partition.target) Proceed(it->first, partition);
}

bool OwnerWorker::ReadOutputs() {
  std::unique_ptr<ReadRecord> record;
  Consumer::End end;
  for (int i = 0; i < kRecordsBetweenChecks; ++i) {
    if (outputs_->Poll(milliseconds{0}, record, end) != Consumer::Polled::kRecord) return false;
    record->ReadOutputHeaders();
    const Topic topic = output_topics_.at(record->topic());
    const std::int64_t next = record->record().offset + 1;
    const absl::ReaderMutexLock lock(&shared_.directory_mutex());
    if (const auto shared = shared_outputs_.find(record->topic()); shared != shared_outputs_.end()) {
      for (auto& [number, partition] : partitions_) {
        if (partition.owned) partition.stage->OnOutput(topic, record->record());
      }
      shared->second = next;
      continue;
    }
    const auto it = partitions_.find(record->record().partition);
    if (it == partitions_.end() || !it->second.owned) continue;
    it->second.stage->OnOutput(topic, record->record());
    it->second.outputs[record->topic()] = next;
  }
  return true;
}

void OwnerWorker::Move() {
  for (auto& [number, partition] : partitions_) {
    Relinker* const relinker = partition.owned && partition.stage->running() ? partition.stage->relinker() : nullptr;
    if (relinker == nullptr) continue;
    const TouchLog::News news = shared_.touched().From(partition.touched);
    partition.touched = news.end;
    relinker->OnTouched(news.keys, news.anything);
    if (relinker->waits() && partition.sent_by != 0 && batches_.acknowledged() >= partition.sent_by) {
      partition.sent_by = 0;
      relinker->OnAcknowledged();
    }
    if (passing_ || !relinker->wants_pass()) continue;
    if (const absl::Status status = pass_->Assign({{{input_, number}, RD_KAFKA_OFFSET_BEGINNING}}); !status.ok()) {
      LogError("pass", {{"error", Standard(status.message())}});
      continue;
    }
    relinker->BeginPass();
    passing_ = Pass{number, partition.next, partition.taken};
  }
}

void OwnerWorker::ReadPass() {
  if (!passing_) return;
  const auto it = partitions_.find(passing_->partition);
  // Taken away meanwhile, or taken anew: what was begun is begun again.
  if (it == partitions_.end() || !it->second.owned || it->second.taken != passing_->taken) {
    passing_.reset();
    return;
  }
  Relinker& relinker = *it->second.stage->relinker();
  std::unique_ptr<ReadRecord> record;
  Consumer::End end;
  bool over = passing_->end == 0;
  const absl::ReaderMutexLock lock(&shared_.directory_mutex());
  for (int i = 0; i < kRecordsBetweenChecks && !over; ++i) {
    const Consumer::Polled polled = pass_->Poll(milliseconds{0}, record, end);
    if (polled == Consumer::Polled::kNothing) return;
    if (polled == Consumer::Polled::kRecord) {
      record->ReadLinkHeaders();
      if (record->record().offset < passing_->end) relinker.OnPass(record->record());
      over = record->record().offset + 1 >= passing_->end;
    } else {
      over = true;
    }
  }
  if (!over) return;
  relinker.EndPass();
  if (relinker.waits()) it->second.sent_by = batches_.open();
  LogInfo("pass", {{"partition", passing_->partition}, {"moved", relinker.moved()}});
  passing_.reset();
}

void OwnerWorker::JudgeRest() {
  judging_rest_ = false;
  for (auto& [number, partition] : partitions_) {
    if (!partition.owned || !partition.stage->running() || partition.stage->settled()) continue;
    const absl::ReaderMutexLock lock(&shared_.directory_mutex());
    bool more = true;
    // One by one, since whoever falls asleep in between may wake up without the lease.
    for (int n = 0; more && n < kRestBetweenEvents && Leased(); ++n) more = partition.stage->JudgeRest(1);
    judging_rest_ = judging_rest_ || more;
    if (more) continue;
    LogInfo("partition judged", {{"of", name_}, {"partition", number}, {"published", partition.stage->published()}});
  }
}

void OwnerWorker::Commit() {
  std::map<TopicPartition, std::int64_t> offsets = batches_.Acknowledged();
  std::erase_if(offsets, [this](const auto& entry) {
    const auto partition = partitions_.find(entry.first.second);
    return partition == partitions_.end() || !partition->second.owned;  // given away since
  });
  consumer_->Commit(offsets);
}

void OwnerWorker::EverySecond() {
  std::map<TopicPartition, std::int64_t> offsets;
  OwnerCounts counts;
  counts.joining = joined_ ? 0 : 1;
  for (auto it = partitions_.begin(); it != partitions_.end();) {
    Partition& partition = it->second;
    if (!partition.owned && steady_clock::now() - partition.revoked > kKept) {
      it = partitions_.erase(it);
      continue;
    }
    DropFailedStore(it->first, partition);
    std::int64_t behind = 0;
    if (partition.owned) {
      const TopicPartition name{input_, it->first};
      if (const std::optional<std::int64_t> end = consumer_->KnownEnd(name)) {
        behind = std::max<std::int64_t>(*end - partition.next, 0);
        metrics_.SetLag(name_, name, behind, partition.newest);
        if (!partition.stage->running()) counts.to_load += behind;
      }
    }
    if (partition.owned && partition.stage->running() && !partition.target && Leased() && behind < kCatchingUp) {
      const absl::ReaderMutexLock lock(&shared_.directory_mutex());
      partition.at_once = std::clamp<std::size_t>(partition.stage->EndPutOff() / kPutOffTimes + 1, 1, kPutOffAtOnce);
      put_off_ = true;
    }
    counts.owned += partition.owned ? 1 : 0;
    counts.judged += partition.owned && partition.stage->settled() && !partition.changing ? 1 : 0;
    counts.behind += partition.owned && (partition.changing || partition.rules != shared_.rules()) ? 1 : 0;
    if (partition.owned) offsets[{input_, it->first}] = partition.next;
    ++it;
  }
  batches_.Cut(std::move(offsets));
  const absl::MutexLock lock(&counts_mutex_);
  counts_ = counts;
}

void OwnerWorker::SendPutOff() {
  if (!put_off_) return;
  if (!sending_put_off_) {
    const steady_clock::time_point now = steady_clock::now();
    if (now - put_off_sent_ < kPutOffEvery) return;
    put_off_sent_ = now;
    for (auto& [number, partition] : partitions_) partition.left_at_once = partition.at_once;
  }
  put_off_ = sending_put_off_ = false;
  const absl::ReaderMutexLock lock(&shared_.directory_mutex());
  for (auto& [number, partition] : partitions_) {
    if (!partition.owned || !partition.stage->running()) continue;
    const std::size_t some = std::min(partition.left_at_once, kPutOffBetweenEvents);
    partition.left_at_once -= some;
    if (!partition.stage->SendPutOff(some)) continue;
    put_off_ = true;
    sending_put_off_ = sending_put_off_ || partition.left_at_once != 0;
  }
}

void OwnerWorker::Run() {
  std::unique_ptr<ReadRecord> record;
  Consumer::End end;
  steady_clock::time_point due = steady_clock::now();
  steady_clock::time_point often = due;
  int steps = 0;
  bool more_outputs = false;
  while (!stopping_.load(std::memory_order_relaxed)) {
    // What comes meanwhile is newer than what is in the store, and waits.
    const bool loading = LoadStore();
    if (!loading && !waiting_.empty() && Leased()) {
      record = std::move(waiting_.front());
      waiting_.pop_front();
      TakeInput(*record);
      if (++steps < kStepsBetweenChecks) continue;
    } else {
      const bool busy = loading || more_outputs || waiting_.size() >= kWaitingMax ||
                        ((judging_rest_ || sending_put_off_) && Leased());
      switch (consumer_->Poll(busy ? milliseconds{0} : kIdle, record, end)) {
        case Consumer::Polled::kRecord:
          // The lease is asked for after the record has come: who slept in between must not judge it. And it may have
          // come with the record, which must not overtake those that wait.
          waiting_.push_back(std::move(record));
          if (++steps < kStepsBetweenChecks) continue;
          break;
        case Consumer::Polled::kEnd: {
          const auto it = partitions_.find(end.partition.second);
          if (it == partitions_.end() || !it->second.owned || it->second.rewind || !waiting_.empty()) break;
          Partition& partition = it->second;
          partition.next = std::max(partition.next, end.offset);
          partition.verify = false;  // the record before it is in the log no more
          if (Leased() && partition.target && partition.next >= *partition.target) Proceed(it->first, partition);
          break;
        }
        case Consumer::Polled::kNothing:
          break;
      }
    }
    steps = 0;
    // What another has written behind the own claim is answered with the own state: with a lease only. Whoever has
    // slept is overtaken himself.
    more_outputs = (Leased() || !RunsAny()) && ReadOutputs();
    if (Leased()) {
      TakeTargets();
      JudgeRest();
      SendPutOff();
      ReadPass();
    }
    const steady_clock::time_point now = steady_clock::now();
    if (now >= due) {
      due = now + kEvery;
      EverySecond();
    }
    if (now >= often) {
      often = now + kOften;
      Commit();
      FollowRules();
      if (Leased()) {
        AskTargets();
        Move();
      }
    }
  }
  EverySecond();
  producer_.Flush(kFlushMax);
  std::map<TopicPartition, std::int64_t> offsets = batches_.Acknowledged();
  if (const absl::Status status = consumer_->CommitNow(offsets); !status.ok())
    LogWarning("last commit", {{"error", Standard(status.message())}});
  consumer_->Close();
}

}  // namespace loopbreaker::kafka
