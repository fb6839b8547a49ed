// Detect: one partition of `facts` and what is published of its customers.
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>

#include "absl/container/btree_map.h"
#include "engine/stream.h"
#include "service/config.h"
#include "service/customer_records.h"
#include "service/erasures.h"
#include "service/loop_rows.h"
#include "service/owned_stage.h"
#include "service/put_off.h"
#include "service/references.h"
#include "service/tally_rows.h"
#include "service/unknown_actions.h"
#include "service/wire.h"

namespace loopbreaker {

class DetectPartition final : public OwnedStage, private RevisionSink {
 public:
  struct Options {
    std::int32_t partition = 0;
    std::int32_t partitions = 12;  // of facts
    std::string writer;            // instance and incarnation
    std::string source_name;       // CloudEvents' `source`
    Encoding encoding = Encoding::kJson;
    // Told of each revision that it publishes, those of shadow rules aside; may be empty.
    std::function<void(const v1::Escalation& escalation)> counted = {};
  };
  // All outlive it but the rules.
  DetectPartition(Options options, std::shared_ptr<const RuleIndex> rules, const Directory& directory,
                  References& references, const Erasures& erasures, Outbox out);

  void OnInput(const InRecord& record) override;
  void OnCorrection(const FactKey& key, std::string_view customer, Instant time, bool deleted) override;
  void OnErasure(const std::string& customer) override;
  void CompleteTo(Instant complete) override;
  std::size_t EndPutOff() override;
  bool SendPutOff(std::size_t at_most) override;
  void SetSilent(const std::vector<std::string>& sources) override { stream_->SetSilent(sources); }
  Relinker* relinker() override { return &relinker_; }

 private:
  void OnClaim() override;
  void OnBegin(Instant complete) override;
  bool OnJudgeRest(std::size_t customers_max) override;
  void OnLoad(Topic topic, const InRecord& record) override;
  void OnOvertaken(Topic topic, const InRecord& record) override;

  void OnEscalation(const EscalationRevision& revision) override;
  void OnFeedback(const v1::Feedback& feedback, bool shadow) override;
  void OnLoop(CustomerIndex customer, LoopIndex loop) override;
  void OnAllLoops(CustomerIndex customer) override;
  void OnObserved(std::string_view customer, const Judge& judge, const ProcessGroups& groups,
                  std::uint32_t from) override;
  void OnCustomer(CustomerIndex customer, const Judge& judge) override;
  // Whether exactly this version of a fact is here.
  bool Holds(const FactKey& key) const;
  // Writes what of a customer was put off: her dossier and her loops.
  void SendPutOffOf(CustomerIndex customer, const Judge& judge);
  // Sends what feedback says of a loop, where that has changed.
  void SendObservedLoop(std::string_view customer, const Judge& judge, LoopIndex loop);
  // Sends a record of `observations` that is not there as it should be.
  void Observe(const std::string& key, const google::protobuf::Message& value);
  // Takes out those of a customer whose key is not among `wanted`, which is sorted.
  void Unobserve(std::string_view customer, const std::vector<std::string>& wanted);
  void RemoveShadow(std::string_view customer);
  void LoadObservation(const InRecord& record);
  void LoadEscalation(const InRecord& record);
  void LoadShadow(const InRecord& record);
  // `timed`: how long it took from its event is to be seen.
  void Write(Topic topic, std::string key, std::optional<std::string> value, const CloudEvent& event,
             bool timed = false);

  struct Correction {
    FactKey key;
    std::string customer;
    bool deleted = false;
    // Whether it takes the place of a version that is here.
    bool Beats(const FactStore::Held& held) const {
      return held.version.revision != key.revision ? held.version.revision < key.revision : deleted && !held.deleted;
    }
  };
  // Takes out of every topic what is erased of a customer of this partition.
  void Erase(const std::string& customer);
  // Claims the references of the facts that a customer has kept: those of erased ones were taken back.
  void KeepReferences(std::string_view customer);
  bool HasFacts(std::string_view customer) const;
  void EachFact(std::string_view customer, const std::function<void(const Fact&)>& visit) const;
  // Takes what nobody will ask for any more out of the topics, of some customers.
  void ForgetSome();
  // Takes a version of a fact that is erased or forgotten, and what it left elsewhere, out of the topics.
  void EraseFact(const Fact& fact);
  // Takes what belongs to no fact of the customer any more out of the tables of loops and observations.
  void ForgetCustomer(std::string_view customer);
  // Takes out, and out of the topic, what a correction beats.
  void Apply(const Correction& correction);
  // Those whose time the clock has come to.
  void ApplyCorrections(Instant clock);

  Options options_;
  std::shared_ptr<const RuleIndex> rules_;
  const Directory& directory_;
  const Erasures& erasures_;
  std::unique_ptr<Stream> stream_;
  Event event_;           // scratch
  std::string appended_;  // of the source's record whose fact is being judged; empty: none is
  PutOff put_off_;
  CustomerRecords records_;
  LoopRows loops_;
  TallyRows tally_;
  UnknownActions actions_;
  bool judging_rest_ = false;
  bool counting_ = false;  // the figures of days are to be sent when nobody is put off any more
  Relinker relinker_;
  absl::btree_map<std::string, std::uint64_t> observed_;  // keys of `observations` to digests
  std::set<std::string> shadow_;                          // ids of what shadow rules found and stands in `shadow`
  // Until their time; then, by the hash of the identity, for versions that come later.
  std::multimap<Instant, Correction> corrections_to_come_;
  std::multimap<std::uint64_t, Correction> corrections_;
  Instant complete_ = kEarliest;
  Instant old_came_ = kEarliest;  // when the last fact came that was older than the horizon then
  CustomerIndex forget_at_ = 0;   // who is looked at next for what can be forgotten
  std::set<std::string> erased_;  // customers whose erasure came before the partition was begun
};

}  // namespace loopbreaker
