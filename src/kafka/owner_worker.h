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
#include "kafka/stores.h"
#include "kafka/watermarks.h"
#include "service/owned_stage.h"
#include "service/running_service.h"

namespace loopbreaker::kafka {

class OwnerWorker final : private GroupListener {
 public:
  // Makes the stage of a partition, which sends by the outbox.
  using Factory = std::function<std::unique_ptr<OwnedStage>(std::int32_t partition,
                                                            std::shared_ptr<const RuleIndex> rules, Outbox out)>;
  // `name`: "detect"; also of its group. `stores`: of its input; null: none.
  OwnerWorker(Shared& shared, Producer& producer, Watermarks& watermarks, ServiceMetrics& metrics, std::string name,
              Topic input, Factory factory, Stores* stores, int number);
  ~OwnerWorker() override;

  absl::Status Start();
  // Sends what was judged, commits, leaves the group. Any thread, once.
  void Stop();
  OwnerCounts counts() const;

 private:
  // A partition, as long as it is owned and for a while after that.
  struct Partition {
    std::unique_ptr<OwnedStage> stage;
    std::shared_ptr<const RuleIndex> rules;              // of the stage
    std::int64_t next = 0;                               // offset of the next input
    Instant newest = Instant::min();                     // the time of the last input
    std::optional<std::int64_t> target;                  // to be read before something is begun
    std::optional<Instant> complete;                     // what that is: a new completeness, or beginning itself
    std::map<std::string, std::int64_t> outputs;         // next offset of each output topic
    std::map<std::string, std::int64_t> shared_outputs;  // while it is not owned: as far as it has read the shared ones
    std::size_t corrections = 0;                         // of Shared, that it knows
    std::size_t erasures = 0;                            // the same
    std::uint64_t touched = 0;                           // of Shared's touch log, that it knows
    std::uint64_t sent_by = 0;  // the batch whose acknowledgement its relinker waits for; 0: none
    int taken = 0;              // how often
    bool owned = true;
    bool rewind = false;                    // its input is to be read again, from `next` on
    bool changing = false;                  // it is loaded for other rules
    std::size_t at_once = 0;                // of what was put off
    std::size_t left_at_once = 0;           // of these
    std::shared_ptr<PartitionStore> store;  // null: there is none
    bool load = false;                      // what is before `next` is to be taken from the store
    bool verify = false;                    // the log is to be asked whether it is still the one that the store is of
    std::chrono::steady_clock::time_point revoked{};
  };

  std::int64_t OnAssigned(const TopicPartition& partition) override;
  void OnRevoked(const TopicPartition& partition) override;
  void OnRebalanced(bool lost) override;
  void Run();
  bool Leased() const;
  // Whether a partition has begun, so that something may be published.
  bool RunsAny() const;
  // Some of them; whether there may be more.
  bool ReadOutputs();
  void TakeInput(ReadRecord& record);
  void AssignOutputs();
  // A new stage, which has read nothing.
  void MakeStage(std::int32_t number, Partition& partition);
  // The same of a partition that is owned and read already.
  void MakeStageAnew(std::int32_t number, Partition& partition);
  // From where its input is to be read.
  static std::int64_t StartOf(const Partition& partition);
  // Looks whether the beginning of its input can be taken from a store.
  void FindStore(std::int32_t number, Partition& partition);
  // Takes it from there, of one partition: in between the group may say that others are another's. Whether there are
  // more.
  bool LoadStore();
  // One that can no longer be written.
  void DropFailedStore(std::int32_t number, Partition& partition);
  void BeginStoreAnew(std::int32_t number, Partition& partition, const std::string& why);
  // Loads partitions for rules that have changed, one after the other, so that the rest goes on.
  void FollowRules();
  // Asks for the ends of the inputs that must be read before a partition begins, or before its time goes on.
  void AskTargets();
  // Forgets what is asked, as the answer would be to another question, and what has been asked.
  void AskAgain();
  void TakeTargets();
  void Proceed(std::int32_t number, Partition& partition);
  // Tells the relinkers what has changed, and begins a pass where one is wanted.
  void Move();
  void ReadPass();
  // A little of what is not urgent, so that no event waits for it.
  void SendPutOff();
  // A little of what was loaded, and nothing has happened to since.
  void JudgeRest();
  void Commit();
  void EverySecond();

  Shared& shared_;
  Producer& producer_;
  Watermarks& watermarks_;
  ServiceMetrics& metrics_;
  std::string name_;
  std::string input_;
  bool input_is_facts_;
  Factory factory_;
  Stores* stores_;
  int number_;
  std::map<std::string, Topic> output_topics_;
  std::map<std::string, std::int64_t> shared_outputs_;  // next offset of those that have one partition for all
  Batches batches_;
  std::map<std::int32_t, Partition> partitions_;
  std::deque<std::unique_ptr<ReadRecord>> waiting_;  // read, in order: taken one by one, with the lease only
  Instant complete_ = Instant::min();                // asked for
  std::shared_ptr<const Watermarks::Answer> asked_;  // null: none is
  std::unique_ptr<Consumer> consumer_;
  std::unique_ptr<Consumer> outputs_;
  // The partition that is read once more, for its relinker, as far as `end`.
  struct Pass {
    std::int32_t partition = 0;
    std::int64_t end = 0;
    int taken = 0;
  };
  std::optional<Pass> passing_;
  bool joined_ = false;  // the group has said which partitions are its own
  bool judging_rest_ = false;
  bool put_off_ = false;          // there may be something to send that is not urgent
  bool sending_put_off_ = false;  // and some of it goes between the events that come now
  std::chrono::steady_clock::time_point put_off_sent_{};
  std::unique_ptr<Consumer> pass_;
  mutable absl::Mutex counts_mutex_;
  OwnerCounts counts_ ABSL_GUARDED_BY(counts_mutex_) = {.joining = 1};
  std::atomic<bool> stopping_{false};
  std::thread thread_;
};

}  // namespace loopbreaker::kafka
