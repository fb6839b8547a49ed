// A member of a group of owners: GROUP.detect owns partitions of `facts`, GROUP.learn that of `observations`. Gives
// each stage its records, its lease and its time.
//
// Publishes only while the group's coordinator lately accepted a commit of this member (docs/decisions/0002, "Lease").
#pragma once

#include <atomic>
#include <deque>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <thread>

#include "kafka/batches.h"
#include "kafka/consumer.h"
#include "kafka/producer.h"
#include "kafka/shared.h"
#include "kafka/watermarks.h"
#include "service/owned_stage.h"

namespace loopbreaker::kafka {

struct OwnerCounts {
  std::uint64_t inputs = 0;
  std::uint64_t published = 0;
  int owned = 0;
  int running = 0;  // of those
  int behind = 0;   // judged by earlier rules, or being loaded for the newest
};

class OwnerWorker final : private GroupListener {
 public:
  // Makes the stage of a partition, which sends by the outbox.
  using Factory = std::function<std::unique_ptr<OwnedStage>(std::int32_t partition,
                                                            std::shared_ptr<const RuleIndex> rules, Outbox out)>;
  // `name`: "detect"; also of its group.
  OwnerWorker(Shared& shared, Producer& producer, Watermarks& watermarks, std::string name, Topic input,
              Factory factory, int number);
  ~OwnerWorker() override;

  absl::Status Start();
  // Sends what was judged, commits, leaves the group. Any thread, once.
  void Stop();
  OwnerCounts counts() const;

 private:
  // A partition, as long as it is owned and for a while after that.
  struct Partition {
    std::unique_ptr<OwnedStage> stage;
    std::shared_ptr<const RuleIndex> rules;       // of the stage
    std::int64_t next = 0;                        // offset of the next input
    std::optional<std::int64_t> target;           // to be read before something is begun
    std::optional<Instant> complete;              // what that is: a new completeness, or beginning itself
    std::map<std::string, std::int64_t> outputs;  // next offset of each output topic
    std::size_t corrections = 0;                  // of Shared, that it knows
    std::size_t erasures = 0;                     // the same
    std::uint64_t touched = 0;                    // of Shared's touch log, that it knows
    std::uint64_t sent_by = 0;                    // the batch whose acknowledgement its relinker waits for; 0: none
    int taken = 0;                                // how often
    bool owned = true;
    bool rewind = false;    // its input is to be read from the beginning
    bool changing = false;  // it is loaded for other rules
    std::chrono::steady_clock::time_point revoked{};
  };

  std::int64_t OnAssigned(const TopicPartition& partition) override;
  void OnRevoked(const TopicPartition& partition) override;
  void OnRebalanced(bool lost) override;
  void Run();
  bool Leased() const;
  // Whether a partition has begun, so that something may be published.
  bool RunsAny() const;
  void ReadOutputs();
  void TakeInput(ReadRecord& record);
  void AssignOutputs();
  // A new stage, which has read nothing.
  void MakeStage(std::int32_t number, Partition& partition);
  // Loads partitions for rules that have changed, one after the other, so that the rest goes on.
  void FollowRules();
  // Asks for the ends of the inputs that must be read before a partition begins, or before its time goes on.
  void AskTargets();
  void Proceed(std::int32_t number, Partition& partition);
  // Tells the relinkers what has changed, and begins a pass where one is wanted.
  void Move();
  void ReadPass();
  void Commit();
  void EverySecond();

  Shared& shared_;
  Producer& producer_;
  Watermarks& watermarks_;
  std::string name_;
  std::string input_;
  Factory factory_;
  int number_;
  std::map<std::string, Topic> output_topics_;
  std::map<std::string, std::int64_t> shared_outputs_;  // next offset of those that have one partition for all
  Batches batches_;
  std::map<std::int32_t, Partition> partitions_;
  std::deque<std::unique_ptr<ReadRecord>> waiting_;  // read while the lease had lapsed
  Instant complete_ = Instant::min();                // asked for
  std::unique_ptr<Consumer> consumer_;
  std::unique_ptr<Consumer> outputs_;
  // The partition that is read once more, for its relinker, as far as `end`.
  struct Pass {
    std::int32_t partition = 0;
    std::int64_t end = 0;
    int taken = 0;
  };
  std::optional<Pass> passing_;
  std::unique_ptr<Consumer> pass_;
  mutable absl::Mutex counts_mutex_;
  OwnerCounts counts_ ABSL_GUARDED_BY(counts_mutex_);
  std::atomic<bool> stopping_{false};
  std::thread thread_;
};

}  // namespace loopbreaker::kafka
