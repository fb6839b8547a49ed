// The part of OwnerWorker that says how far a partition's input must be read before it begins, or its time goes on.
#include <utility>

#include "kafka/owner_worker.h"
#include "observe/log.h"

namespace loopbreaker::kafka {

void OwnerWorker::AskTargets() {
  if (asked_ != nullptr) return;
  const Instant complete = shared_.completeness().complete();
  std::vector<TopicPartition> names;
  for (auto& [number, partition] : partitions_) {
    if (!partition.owned || partition.target) continue;
    const bool begins =
        !partition.stage->running() && partition.stage->claimed() && !partition.load && !partition.verify;
    const bool goes_on = partition.stage->running() && complete > complete_;
    if (begins || goes_on) names.emplace_back(input_, number);
  }
  complete_ = complete;
  if (!names.empty()) asked_ = watermarks_.Ask(std::move(names));
}

void OwnerWorker::AskAgain() {
  asked_.reset();
  complete_ = Instant::min();
}

void OwnerWorker::TakeTargets() {
  if (asked_ == nullptr || !asked_->HasBeenNotified()) return;
  const std::shared_ptr<const Watermarks::Answer> answer = std::exchange(asked_, nullptr);
  if (!answer->ends.ok()) return AskAgain();
  for (const auto& [name, end] : *answer->ends) {
    const auto it = partitions_.find(name.second);
    if (it == partitions_.end() || !it->second.owned) continue;  // given away since
    Partition& partition = it->second;
    partition.target = end;
    partition.complete = complete_;
    if (partition.next >= end) Proceed(name.second, partition);
  }
}

// The input has been read to where the partition waited for.
void OwnerWorker::Proceed(std::int32_t number, Partition& partition) {
  const Instant complete = *partition.complete;
  if (partition.store != nullptr) partition.store->SetComplete(WallNow());
  partition.target.reset();
  partition.complete.reset();
  const std::vector<std::string> silent = shared_.SilentAt(complete);
  const absl::ReaderMutexLock lock(&shared_.directory_mutex());
  for (const CorrectionRow& row : shared_.CorrectionsFrom(partition.corrections)) {
    partition.stage->OnCorrection(row.key, row.customer, row.time, row.deleted);
    ++partition.corrections;
  }
  for (const std::string& customer : shared_.erasures().From(partition.erasures)) {
    partition.stage->OnErasure(customer);
    ++partition.erasures;
  }
  partition.stage->SetSilent(silent);
  if (partition.stage->running()) {
    partition.stage->CompleteTo(complete);
    return;
  }
  partition.stage->Begin(complete);
  LogInfo("partition taken",
          {{"of", name_}, {"partition", number}, {"inputs", partition.stage->inputs_read()}, {"next", partition.next}});
}

}  // namespace loopbreaker::kafka
