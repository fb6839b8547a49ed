// What detect writes of whole customers: the dossier of each, and the briefing of whoever begins a contact.
//
// A part of DetectPartition, which owns the stream and the partition. Dossiers are written when they differ from what
// was published, some time after the change (PutOff); briefings at once.
#pragma once

#include <cstdint>
#include <deque>
#include <functional>
#include <optional>
#include <queue>
#include <string>
#include <string_view>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "dossier/dossier.h"
#include "engine/stream.h"
#include "service/config.h"
#include "service/put_off.h"
#include "service/record.h"
#include "service/wire.h"

namespace loopbreaker {

class CustomerRecords {
 public:
  struct Options {
    std::string source_name;  // CloudEvents' `source`
    Encoding encoding = Encoding::kJson;
  };
  using Writer =
      std::function<void(Topic topic, std::string key, std::optional<std::string> value, const CloudEvent& event)>;
  // Nobody listens to a briefing any more when the contact began that much before the latest event.
  static constexpr Nanos kBriefingWithin = minutes{15};

  // All outlive it. `put_off` is told whose dossier is to be looked at again.
  CustomerRecords(Options options, const Directory& directory, Stream& stream, PutOff& put_off, Writer write);

  void StartLoading();
  // A record of `dossiers` from before the claim.
  void Load(const InRecord& record);
  // Before and after everything that was loaded is judged.
  void Begin(Instant complete);
  void EndBeginning();
  // From StartLoading to EndBeginning.

  // A fact, before the stream takes it; why it is its customer's.
  void OnFact(const Fact& fact, std::string_view linked_by);
  void OnRemoved(const FactKey& key);
  // After the stream took it.
  void SendBriefings();
  // Writes the dossier where it has changed.
  void Send(CustomerIndex customer, const Judge& judge);
  void CompleteTo(Instant complete);
  // Somebody else has written a dossier.
  void OnOvertaken(const InRecord& record);

 private:
  struct Row {
    std::uint64_t digest = kAbsent;  // of what is published
    Instant due = kNever;            // when time alone changes it next
    Instant in_heap = kNever;
  };
  static constexpr std::uint64_t kAbsent = 0;
  static constexpr std::uint64_t kOvertaken = 1;
  struct Due {
    Instant at;
    CustomerIndex customer;
    friend bool operator>(const Due& a, const Due& b) { return a.at > b.at; }
  };
  struct Caller {
    std::string customer;
    std::string contact_id;  // or the identity of the fact
    std::string queue;
    std::string reason;
    Instant started_at{};
  };

  Row& RowOf(CustomerIndex customer);
  DossierAt Compile(CustomerIndex customer, const Judge& judge) const;
  void SendTombstone(const std::string& customer);
  std::string_view ReasonOf(std::string_view source, std::string_view id) const;
  std::uint8_t NumberOfReason(std::string_view reason);

  Options options_;
  const Directory& directory_;
  Stream& stream_;
  PutOff& put_off_;
  Writer write_;
  bool beginning_ = false;
  Instant complete_ = Instant::min();
  absl::flat_hash_map<std::string, std::uint64_t> loaded_;  // digests of what was published, until Begin
  std::vector<Row> rows_;                                   // by CustomerIndex
  std::priority_queue<Due, std::vector<Due>, std::greater<>> due_;
  std::deque<Caller> callers_;  // of whom no briefing was sent yet
  // Why contacts are their customer's, by identity. There are few different reasons.
  absl::flat_hash_map<std::uint64_t, std::uint8_t> reasons_;
  std::vector<std::string> reason_texts_ = {""};
};

}  // namespace loopbreaker
