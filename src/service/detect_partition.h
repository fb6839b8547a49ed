// Detect: one partition of `facts` and what is published of its customers.
//
// A state machine. Whoever drives it gives it every record of its facts and outputs in the order of their offsets, says
// when it holds the lease, and sends what it puts into the outbox in that order. docs/decisions/0002 has the schedules
// that each step closes. One thread.
#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>

#include "engine/stream.h"
#include "service/config.h"
#include "service/record.h"
#include "service/wire.h"

namespace loopbreaker {

class DetectPartition final : private RevisionSink {
 public:
  struct Options {
    std::int32_t partition = 0;
    std::string writer;       // instance and incarnation
    std::string source_name;  // CloudEvents' `source`
    Encoding encoding = Encoding::kJson;
  };
  // All outlive it but the rules.
  DetectPartition(Options options, std::shared_ptr<const RuleIndex> rules, const Directory& directory, Outbox out);

  // The topics of which it owns this partition, and reads it back.
  static constexpr Topic kOutputs[] = {Topic::kEscalations, Topic::kLoops};

  // Writes a claim to each output. From here until Begin it only loads. Again after the partition was taken anew.
  void Claim();
  // Whether every output has been read up to the own claim.
  bool claimed() const { return claims_left_ == 0; }
  // Judges everything that was loaded and publishes the difference. REQUIRES: claimed(), and the facts have been read
  // to the high watermark seen after that.
  void Begin(Instant complete);
  bool running() const { return running_; }

  void OnFact(const InRecord& record);
  void OnOutput(Topic topic, const InRecord& record);
  // A revision above 0 or a deletion of a fact, wherever it is now.
  void OnCorrection(const FactKey& key, std::string_view customer, Instant time, bool deleted);
  // Everything that happened until then has been read, the facts of this partition included.
  void CompleteTo(Instant complete);

  Instant clock() const { return stream_->clock(); }
  std::uint64_t facts() const { return facts_; }
  std::uint64_t published() const { return published_; }

 private:
  void OnEscalation(const EscalationRevision& revision) override;
  void OnFeedback(const v1::Feedback& feedback, bool shadow) override;
  void OnLoop(std::string_view customer, const Judge& judge, LoopIndex loop) override;
  void OnAllLoops(std::string_view customer, const Judge& judge) override;
  void LoadEscalation(const InRecord& record);
  void LoadLoop(const InRecord& record);
  void Overtaken(Topic topic, const InRecord& record);
  void Write(Topic topic, std::string key, std::optional<std::string> value, const CloudEvent& event);

  struct Correction {
    FactKey key;
    std::string customer;
    bool deleted = false;
    // Whether it takes the place of a version that is here.
    bool Beats(const FactStore::Held& held) const {
      return held.version.revision != key.revision ? held.version.revision < key.revision : deleted && !held.deleted;
    }
  };
  // Takes out, and out of the topic, what a correction beats.
  void Apply(const Correction& correction);
  // Those whose time the clock has come to.
  void ApplyCorrections(Instant clock);

  Options options_;
  std::shared_ptr<const RuleIndex> rules_;
  const Directory& directory_;
  Outbox out_;
  std::unique_ptr<Stream> stream_;
  bool running_ = false;
  int claims_ = 0;        // how often it was taken
  int claims_left_ = -1;  // outputs whose claim has not come back; -1: never claimed
  std::map<Topic, bool> claim_seen_;
  Instant clock_loaded_ = Instant::min();       // the largest lb_clock of what was published
  std::map<std::string, std::uint64_t> loops_;  // loop id to the digest of its row
  // Until their time; then, by the hash of the identity, for versions that come later.
  std::multimap<Instant, Correction> corrections_to_come_;
  std::multimap<std::uint64_t, Correction> corrections_;
  std::uint64_t facts_ = 0;
  std::uint64_t published_ = 0;
};

}  // namespace loopbreaker
