// Moves facts to whom they belong by the directory and the references of now: two customers turn out to be one, a
// number gets known, an entry comes late or is taken back (architecture, "Moves").
//
// One for each partition of `facts`, driven by its owner. A change that concerns something on which a fact of the
// partition rests, or a fact that came linked otherwise than this instance would, makes a pass over the partition
// needed: whoever drives it gives every record again. In a pass each fact that belongs elsewhere is copied there; when
// the copies are acknowledged, claims of references that nothing supports any more are withdrawn, by a second pass
// where there may be any; and only when that is acknowledged the old facts are taken out. After a crash at any moment
// the old facts are still there, and the move is repeated: what it writes is the same.
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
  // All outlive it.
  Relinker(Options options, const Directory& directory, References& references, Holds holds, Outbox out);

  // The partition is taken: what was under way is begun anew.
  void Start();
  // A fact of the partition, or that one was taken out, as read.
  void OnFact(const InRecord& record, const v1::ContactEvent& event);
  void OnTombstone(std::string_view key);
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
  void Support(const v1::ContactEvent& event, const std::string& customer);
  void SendClaim(const std::string& claim, Instant first);
  void Copy(const InRecord& record, const v1::ContactEvent& event, const FactLink& now, const FactLink& then);
  void TakeOut();
  FactLink Now(const v1::ContactEvent& event, const FactLink& then, LinkReads* reads) const;

  Options options_;
  const Directory& directory_;
  References& references_;
  Holds holds_;
  Outbox out_;
  State state_ = State::kIdle;
  bool touched_ = false;
  absl::flat_hash_set<std::uint64_t> rests_on_;  // everything that a link of a fact here rests on
  std::set<std::string> misplaced_;              // keys of facts that came and belong elsewhere
  std::set<std::string> moving_;                 // keys of facts that were copied
  // Claims of references that may have lost their support, by key of `references`: the first fact that stays.
  std::map<std::string, Instant> doubtful_;
  std::set<std::string> withdrawn_;  // of those, lately
  // Keys that were taken out, until that is read; with what came for them meanwhile, which that takes out too.
  std::map<std::string, std::optional<OutRecord>> taken_out_;
  std::uint64_t moved_ = 0;
};

}  // namespace loopbreaker
