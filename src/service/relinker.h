// Moves facts to whom they belong by the directory and the references of now: two customers turn out to be one, a
// number gets known, an entry comes late or is taken back (architecture, "Moves").
//
// One for each partition of `facts`, driven by its owner. A change that concerns something on which a fact of the
// partition rests, or a fact that came linked otherwise than this instance would, makes a pass over the partition
// needed: whoever drives it gives every record again. In a pass each fact that belongs elsewhere is copied there, and
// one that is nobody's any more is parked; when that is acknowledged, claims of references that nothing supports any
// more are withdrawn, by a second pass where there may be any; and only when that is acknowledged the old facts are
// taken out. After a crash at any moment the old facts are still there, and the move is repeated: what it writes is the
// same.
//
// A claim that loses its fact by a correction, or that comes late from somebody who was asleep, is a suspect: it is
// withdrawn when no fact of the customer supports it after everything was read once more.
//
// An instance with an older directory than that which decided about a fact leaves it alone. One thread.
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "absl/container/flat_hash_set.h"
#include "event/event.h"
#include "link/directory.h"
#include "service/fact_record.h"
#include "service/record.h"
#include "service/references.h"

namespace loopbreaker {

class Relinker {
 public:
  struct Options {
    std::int32_t partition = 0;
    FactWriter facts;
    Nanos park_for = Days{7};
  };
  // Whether the partition has a version of a fact now.
  using Holds = std::function<bool(const FactKey& key)>;
  // Tells of every fact that the partition has of a customer.
  using EachFact = std::function<void(std::string_view customer, const std::function<void(const Fact& fact)>& visit)>;
  // All outlive it.
  Relinker(Options options, const Directory& directory, References& references, Holds holds, EachFact each_fact,
           Outbox out);

  // The partition is taken: what was under way is begun anew.
  void Start();
  // A fact of the partition, or that one was taken out, as read.
  void OnFact(const InRecord& record, const Event& event);
  // Answers to whom it was moved from here; empty: it was not, or not by this instance, or it is nobody's.
  std::string OnTombstone(std::string_view key);
  // A version of a fact is about to be taken out, since a better one is known.
  void OnBeaten(const FactKey& key, std::string_view customer);
  // What was in the partition when this was called last has been read since.
  void OnComplete();
  // What the directory or the references say of these is another than before. `anything`: of all.
  void OnTouched(const std::vector<std::uint64_t>& keys, bool anything);

  // Whether every record of the partition, up to what was given to OnFact, is to be given again: between BeginPass and
  // EndPass, in order. REQUIRES: the partition is judged, and its owner has the lease.
  bool wants_pass() const;
  void BeginPass();
  void OnPass(const InRecord& record);
  void EndPass();
  // Whether it waits until everything that it sent is acknowledged.
  bool waits() const { return state_ == State::kCopied || state_ == State::kWithdrawn; }
  void OnAcknowledged();

  std::uint64_t moved() const { return moved_; }

 private:
  enum class State : std::uint8_t { kIdle, kCopying, kCopied, kToCheck, kChecking, kWithdrawn };
  // A fact that stays supports its claims.
  void Support(const Fact& fact, const std::string& customer);
  void SendClaim(const std::string& claim, Instant first);
  void Copy(const InRecord& record, const Event& event, const FactLink& now, const FactLink& then);
  // When the first fact happened that supports a claim; kNever: there is none.
  Instant SupportOf(const std::string& claim) const;
  // Withdraws a claim, or makes it what it should be: since `first`, which may be kNever.
  void Correct(const std::string& claim, Instant first);
  void SuspectNews();
  void ParkAgain(const InRecord& record, const v1::ContactEvent& event);
  void TakeOut();
  // Notes what the answer rests on, and whether it rests on a claim.
  FactLink Now(const Event& event, const FactLink& then);

  Options options_;
  const Directory& directory_;
  References& references_;
  Holds holds_;
  EachFact each_fact_;
  Outbox out_;
  State state_ = State::kIdle;
  bool touched_ = false;
  absl::flat_hash_set<std::uint64_t> rests_on_;  // everything that a link of a fact here rests on
  std::set<std::string> misplaced_;              // keys of facts that came and belong elsewhere
  std::map<std::string, std::string> moving_;    // keys of facts that were copied, to whom
  // Claims of references that may have lost their support, by key of `references`: the first fact that stays.
  std::map<std::string, Instant> doubtful_;
  std::set<std::string> withdrawn_;             // of those, lately
  absl::flat_hash_set<std::uint64_t> leaning_;  // identities of facts that support no claim: they rest on one
  std::map<std::string, int> suspects_;         // claims; how often everything was read since
  std::uint64_t news_ = 0;                      // of the references, that it knows
  struct TakenOut {
    std::string to;
    std::optional<OutRecord> came;  // meanwhile, which is taken out too
  };
  std::map<std::string, TakenOut> taken_out_;  // by key, until that is read
  std::uint64_t moved_ = 0;
  Event event_;      // scratch
  LinkReads reads_;  // scratch
};

}  // namespace loopbreaker
