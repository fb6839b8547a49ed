// A member of the group GROUP.link: reads source partitions and the parked events, writes facts and progress.
#pragma once

#include <atomic>
#include <map>
#include <memory>
#include <set>
#include <string>
#include <thread>

#include "kafka/batches.h"
#include "kafka/consumer.h"
#include "kafka/producer.h"
#include "kafka/shared.h"
#include "kafka/watermarks.h"
#include "service/link_stage.h"
#include "service/progress.h"

namespace loopbreaker::kafka {

class LinkWorker final : private GroupListener {
 public:
  // All outlive it.
  LinkWorker(Shared& shared, Producer& producer, Watermarks& watermarks, ServiceMetrics& metrics,
             const Pseudonyms& pseudonyms, const std::vector<LinkSource>& sources, int number);
  ~LinkWorker() override;

  absl::Status Start();
  // Finishes what was read, commits, leaves the group. Any thread, once.
  void Stop();

 private:
  std::int64_t OnAssigned(const TopicPartition& partition) override;
  void OnRevoked(const TopicPartition& partition) override;
  void OnRebalanced(bool lost) override;
  void Run();
  void Take(ReadRecord& record);
  void EverySecond();
  void Commit();
  void Count();
  // Asks where the partitions end that seem to be read to their ends.
  void AskEnds();
  // With the answer: what can be said of each source partition now, to be published once the facts until now are
  // acknowledged.
  void NoteProgress();
  // Ends the batch. Answers its number.
  std::uint64_t CutBatch();
  void PublishProgress();

  struct Source {
    ReadProgress progress;
    std::unique_ptr<Delivery> published;  // of the progress record that is under way
    std::int64_t position = 0;            // the next offset; 0 until something was read
    bool at_end = false;
    std::optional<Instant> read_until;  // noted, not yet published
  };

  Shared& shared_;
  Producer& producer_;
  Watermarks& watermarks_;
  ServiceMetrics& metrics_;
  std::map<std::string, LinkSource> sources_;  // by topic
  std::string parked_;
  int number_;
  Batches batches_;
  LinkStage stage_;
  std::map<TopicPartition, Source> owned_;
  std::vector<std::unique_ptr<Delivery>> left_;     // of progress of partitions that are another's now, still under way
  std::shared_ptr<const Watermarks::Answer> ends_;  // asked for; null: they are not
  std::uint64_t noted_at_ = 0;  // the batch whose acknowledgement the noted progress waits for; 0: none
  std::unique_ptr<Consumer> consumer_;
  LinkCounts counted_;  // what the metrics have
  std::atomic<bool> stopping_{false};
  std::thread thread_;
};

}  // namespace loopbreaker::kafka
