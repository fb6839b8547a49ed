// A stage that owns one partition of its input and what it writes about that: detect and learn.
//
// Whoever drives it gives it every record of its input and of its outputs in the order of their offsets, says when it
// holds the lease, and sends what it puts into the outbox in that order. docs/decisions/0002 has the schedules that
// each step closes. One thread.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "base/time.h"
#include "service/record.h"
#include "service/relinker.h"

namespace loopbreaker {

class OwnedStage {
 public:
  // A topic that it reads back. `shared`: all stages of this kind write to its one partition.
  struct Output {
    Topic topic;
    bool shared = false;
  };
  OwnedStage(std::int32_t partition, std::string writer, std::vector<Output> outputs, Outbox out);
  virtual ~OwnedStage() = default;
  OwnedStage(const OwnedStage&) = delete;
  OwnedStage& operator=(const OwnedStage&) = delete;

  // Writes a claim to each output. From here until Begin it only loads. Again after the partition was taken anew.
  void Claim();
  // Whether every output has been read up to the own claim.
  bool claimed() const { return claim_ != 0 && unclaimed_ == 0; }
  // From here on it judges, and publishes what differs: what comes, at once; of what was loaded the rest by JudgeRest.
  // REQUIRES: claimed(), and the input has been read to the high watermark seen after that.
  void Begin(Instant complete);
  bool running() const { return running_; }
  // Judges what was loaded of at most so many customers whom nothing has happened to since; whether there are more.
  bool JudgeRest(std::size_t customers_max);
  static constexpr std::size_t kEverybody = SIZE_MAX;
  // Whether everything that was loaded is judged.
  bool settled() const { return running_ && !rest_; }

  virtual void OnInput(const InRecord& record) = 0;
  // A record of an output, of the own partition or a shared one. What was read before may come again.
  void OnOutput(Topic topic, const InRecord& record);
  // A revision above 0 or a deletion of a fact, wherever that is now.
  virtual void OnCorrection(const FactKey& key, std::string_view customer, Instant time, bool deleted);
  // Something of the customer is erased.
  virtual void OnErasure(const std::string& customer);
  // Everything that happened until then has been read, the input of this partition included.
  virtual void CompleteTo(Instant complete) = 0;
  // What waits for company, so that one key is not written for every event, has waited long enough. About once a second
  // while it runs, not while it is catching up; other things that are not urgent are done here too, a piece at a time.
  // Answers how much that is, in calls of SendPutOff of one each.
  virtual std::size_t EndPutOff() { return 0; }
  // Sends at most so much of that; whether there is more.
  virtual bool SendPutOff(std::size_t /*at_most*/) { return false; }
  // From which sources nothing has come for longer than is usual, as of the next call of Begin or CompleteTo.
  virtual void SetSilent(const std::vector<std::string>& /*sources*/) {}
  // What moves facts of the partition; null: nothing does. To be used while the stage runs.
  virtual Relinker* relinker() { return nullptr; }

  const std::vector<Output>& outputs() const { return outputs_; }
  std::int32_t partition() const { return partition_; }
  std::uint64_t inputs_read() const { return inputs_read_; }
  std::uint64_t published() const { return published_; }

 protected:
  // The partition is taken again, or for the first time: what comes now is to be loaded.
  virtual void OnClaim() = 0;
  virtual void OnBegin(Instant complete) = 0;
  virtual bool OnJudgeRest(std::size_t /*customers_max*/) { return false; }
  // What was published before the claim.
  virtual void OnLoad(Topic topic, const InRecord& record) = 0;
  // A late write of somebody who had the partition before.
  virtual void OnOvertaken(Topic topic, const InRecord& record) = 0;

  void Send(OutRecord record);
  std::int32_t PartitionOfOutput(Topic topic) const;
  const std::string& writer() const { return writer_; }
  // The largest clock that what was published carries.
  Instant clock_loaded() const { return clock_loaded_; }
  void CountInput() { ++inputs_read_; }

 private:
  // Claims of several stages can stand in one partition.
  std::string ClaimKeyOf(const Output& output) const;
  std::string ClaimValue() const;

  std::int32_t partition_;
  std::string writer_;
  std::vector<Output> outputs_;
  Outbox out_;
  bool running_ = false;
  bool rest_ = false;        // may have to be judged
  std::uint64_t claim_ = 0;  // number of the own claim; 0: none yet
  int unclaimed_ = 0;
  std::map<Topic, std::int64_t> claimed_at_;  // offset of the own claim; -1: not seen
  Instant clock_loaded_ = Instant::min();
  std::uint64_t inputs_read_ = 0;
  std::uint64_t published_ = 0;
};

}  // namespace loopbreaker
