// The whole service on a log of this machine, a step at a time: what the workers of kafka/ do, in one thread and with
// every partition its own.
//
// Its topics are those that it would have in Kafka, partition by partition, so that they can be moved there as they
// are. Nobody else writes what it publishes, so it reads that back up to its own claim only. Reads no clock. One
// thread.
#pragma once

#include <functional>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "embedded/topic_log.h"
#include "kafka/service_metrics.h"
#include "kafka/shared.h"
#include "service/link_stage.h"
#include "service/owned_stage.h"
#include "service/progress.h"
#include "service/running_service.h"

namespace loopbreaker::embedded {

// What the log must be for this configuration: each source has one partition.
TopicLog::Specs SpecsOf(const ServiceConfig& config);

class Node {
 public:
  // All outlive it.
  Node(kafka::Shared& shared, TopicLog& log, kafka::ServiceMetrics& metrics, const Pseudonyms& pseudonyms,
       std::vector<LinkSource> sources, std::string writer);

  // Takes the partitions: from here on it links and judges. Once, when everything was read whole and the rules are
  // known.
  void Begin();
  // Reads a little of everything; whether there was anything.
  bool Step(Instant now);
  // About once a second, between steps: lets time go on, and does what is not urgent.
  void EverySecond(Instant now);
  // Takes what newer records have replaced, and what is kept no longer, out of the log. Now and then.
  void Compact();
  void ForgetOld(Instant now);

  // A record of `escalations`, `feedback`, `dossiers`, `alerts`, and the latest of `briefings`; no claims.
  using Published = std::function<void(Topic topic, const InRecord& record)>;
  // Gives some of those that were not given yet; whether there were any.
  bool ReadPublished(const Published& published);

  // What is to be read whole has been.
  bool loaded() const { return loaded_; }
  // Of the partitions of facts.
  OwnerCounts counts() const;
  // Whether process feedback is published.
  bool learns() const;

 private:
  struct Source {
    LinkSource link;
    std::int64_t next = 0;
    ReadProgress progress;
  };
  struct Owned {
    std::unique_ptr<OwnedStage> stage;
    std::shared_ptr<const RuleIndex> rules;
    TopicLog::Place input;
    std::int64_t next = 0;
    Instant newest = Instant::min();        // the time of the last input
    std::map<Topic, std::int64_t> outputs;  // next offset
    std::size_t corrections = 0;            // of Shared, that it knows
    std::size_t erasures = 0;
    std::uint64_t touched = 0;
    bool changing = false;  // it is loaded for other rules
  };
  struct Reader {
    Topic topic;
    std::int64_t next = 0;
  };

  TopicLog::Place PlaceOf(Topic topic, std::int32_t partition) const;
  TopicLog::Place PlaceOfOutput(std::int32_t number, const OwnedStage::Output& output) const;
  void Send(OutRecord record);
  bool ReadWhole();
  bool ReadSources();
  bool ReadInputs();
  bool ReadOutputs();
  // A new stage, which has read nothing, and claims the partition.
  void Take(std::int32_t number, Owned& owned);
  void ReadInput(Owned& owned, std::int64_t records_max);
  // Loads partitions for rules that have changed, one after the other, so that the rest goes on.
  void FollowRules();
  // Begins what was loaded.
  void BeginLoaded();
  // A little of it.
  bool JudgeRest();
  // Tells it what has come of everything that is read whole.
  void Tell(Owned& owned, Instant complete);
  // Lets its time go on.
  void Proceed(Owned& owned, Instant complete);
  void Move(Owned& owned);
  void SayProgress();
  void Count();

  kafka::Shared& shared_;
  TopicLog& log_;
  kafka::ServiceMetrics& metrics_;
  std::string writer_;
  Instant now_{};
  LinkStage link_;
  LinkCounts counted_;                     // what the metrics have
  std::map<std::string, Source> sources_;  // by topic
  std::map<TopicLog::Place, Reader> whole_;
  std::map<TopicLog::Place, Reader> published_;
  bool loaded_ = false;
  bool begun_ = false;
  // By the partition of facts; that of learn is kLearn.
  static constexpr std::int32_t kLearn = -1;
  std::map<std::int32_t, Owned> owned_;
};

}  // namespace loopbreaker::embedded
