// One instance of the service on a simulated log, a step at a time: what the workers of src/kafka do, without threads.
//
// What it sends is under way until Deliver appends it to the log: an instance that dies takes that along, and one that
// was only asleep writes it late.
#pragma once

#include <deque>
#include <functional>
#include <map>
#include <memory>
#include <set>
#include <string>

#include "service/detect_partition.h"
#include "service/learn_stage.h"
#include "service/link_stage.h"
#include "service/progress.h"
#include "support/simulated_log.h"

namespace loopbreaker {

struct SimulatedTopics {
  static constexpr std::int32_t kSourcePartitions = 2;
  static constexpr std::int32_t kPartitions = 2;  // of facts and outputs
  static constexpr const char* kSource = "source";
};

class SimulatedInstance {
 public:
  // `rules`: those that records of the topic `rules` name, by their place; the first until there is one. The directory
  // is what the log has of `customers`.
  SimulatedInstance(std::string writer, SimulatedLog& log, std::vector<std::shared_ptr<const RuleIndex>> rules,
                    const Pseudonyms& pseudonyms);

  // What a local store has when a partition is taken: the table of the first records of `facts`, so many of `end`.
  using Store = std::function<std::int64_t(std::int64_t end)>;
  void SetStore(Store store) { store_ = std::move(store); }

  // What the groups say that it owns from now on; `committed` is where the group has come.
  void Assign(const std::set<std::int32_t>& sources, const std::map<std::int32_t, std::int64_t>& committed,
              const std::set<std::int32_t>& facts);

  // Each does one small thing, and answers whether there was anything to do.
  bool Deliver();      // appends the oldest record that is under way
  bool ReadSource();   // links one record
  bool ReadShared();   // one record of what every instance reads whole
  bool ReadFact();     // judges one fact
  bool JudgeRest();    // of what was loaded, a customer of each partition
  bool ReadOutput();   // one record of the outputs
  bool AskForEnds();   // begins what was loaded, or lets time go on
  bool SayProgress();  // how far the sources have been read
  bool Move();         // a step of whoever moves facts

  // Source offsets whose facts are in the log.
  std::map<std::int32_t, std::int64_t> Committable() const;
  bool idle() const { return under_way_.empty(); }
  Instant complete() const { return completeness_.complete(); }

 private:
  struct Partition {
    std::unique_ptr<OwnedStage> stage;
    std::shared_ptr<const RuleIndex> rules;
    Topic input = Topic::kFacts;
    std::int64_t next = 0;
    std::map<Topic, std::int64_t> outputs;
    std::size_t corrections = 0;
    std::size_t erasures = 0;
    std::uint64_t touched = 0;
    bool owned = true;
  };
  struct Correction {
    FactKey key;
    std::string customer;
    Instant time{};
    bool deleted = false;
  };
  void Send(OutRecord record);
  // A new stage, which has read nothing, and claims the partition.
  void Take(std::int32_t number, Partition& partition);
  void LoadStore(std::int32_t number, Partition& partition);
  static SimulatedLog::Place InputOf(std::int32_t number, const Partition& partition);
  static std::string TopicName(Topic topic) { return std::string(NameOf(topic)); }

  std::string writer_;
  Store store_;
  SimulatedLog& log_;
  std::vector<std::shared_ptr<const RuleIndex>> all_rules_;
  std::shared_ptr<const RuleIndex> rules_;
  Directory directory_;
  TouchLog touched_;
  References references_{&touched_};
  Erasures erasures_;
  Completeness completeness_;
  LinkStage link_;
  std::deque<std::pair<SimulatedLog::Place, SimulatedLog::Record>> under_way_;
  std::map<std::int32_t, std::int64_t> source_next_;
  std::map<std::int32_t, ReadProgress> progress_;
  // By the partition of facts; that of learn is kLearn.
  static constexpr std::int32_t kLearn = 1000;
  std::map<std::int32_t, Partition> partitions_;
  std::map<SimulatedLog::Place, std::int64_t> shared_next_;
  std::vector<Correction> corrections_;
};

}  // namespace loopbreaker
