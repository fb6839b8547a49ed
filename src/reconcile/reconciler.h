// Wanted against published, for one customer: the difference is what gets published, and nothing else.
//
// An escalation's id is made after its loop's first fact when it is first published and then follows that fact: any
// fact of a loop finds it. Pure; not safe for concurrent use.
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <utility>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "link/directory.h"
#include "loopbreaker/v1/escalation.pb.h"
#include "rules/judge.h"

namespace loopbreaker {

// One escalation as it was published last.
struct Published {
  EscalationId id;
  std::int64_t revision = 0;
  v1::State::Value state = v1::State::UNSPECIFIED;
  std::uint64_t digest = 0;  // of the carried fields
  Instant resolved_at{};     // when resolved
  std::uint64_t order = 0;   // of first publication: the smaller is the older id
  bool removed = false;      // by a tombstone; the next revision of the id goes on counting
};

// What a publication is: a full revision, or the removal of what is forgotten (of that id and detected_at only).
struct EscalationRevision {
  v1::Escalation escalation;
  bool removed = false;
  bool shadow = false;
};
using EscalationSink = std::function<void(const EscalationRevision&)>;

class Reconciler {
 public:
  // Whose the fact of an escalation's id is now, where it is not the customer's any more; of an id without a fact:
  // whose all facts of the customer are. Empty: nobody's, or not known. May be null.
  using Heir = std::function<std::string(const EscalationId& id)>;
  Reconciler(const Directory& directory, EscalationSink sink, Heir heir = nullptr)
      : directory_(directory), sink_(std::move(sink)), heir_(std::move(heir)) {}

  // The published table of one customer. Stays with the customer when its history is put away.
  struct Table {
    std::vector<Published> rows;
    // Of the rows, those of a loop. Valid for one state of the fold: see Forget.
    absl::flat_hash_map<LoopIndex, std::vector<std::uint32_t>> by_loop;
    bool indexed = false;
    bool lost = false;  // a row has lost its fact at least once: the fact may come back, and the row with it
    // The loops may have changed: find the rows of each anew.
    void Forget() {
      by_loop.clear();
      indexed = false;
    }
  };

  // Publishes what differs for some loops, or for the customer's own rules.
  void ReconcileLoop(Table& table, const Judge& judge, std::string_view customer, LoopIndex loop, Instant clock);
  void ReconcileCustomer(Table& table, const Judge& judge, std::string_view customer, Instant clock);
  // The rows whose fact is in no loop any more, or whose rule is gone.
  void ReconcileLost(Table& table, const Judge& judge, std::string_view customer, Instant clock);

  // Until when everything that happened is known. What time alone began or ended later is not published yet;
  // `Held` is the earliest such instant since the last call of `TakeHeld`, or kNever.
  void SetComplete(Instant complete) { complete_ = complete; }
  Instant TakeHeld() { return std::exchange(held_, kNever); }

  // Sources that are silent now. What is open because nothing has come carries them.
  void SetSilent(std::vector<std::string> sources) { silent_ = std::move(sources); }
  const std::vector<std::string>& silent() const { return silent_; }

  // Removes every row, whatever it stands for: its customer is erased. What is still wanted is published anew.
  void Erase(Table& table, Instant clock);

  // Somebody else has written this row after it was taken over: its next revision is a higher one, and is wanted
  // whatever it says.
  static void Overtaken(Table& table, const v1::Escalation& theirs);

  // Enters what an earlier run published.
  static void Load(Table& table, const v1::Escalation& escalation, bool removed);

 private:
  void Index(Table& table, const Judge& judge);
  void Publish(Published& row, v1::Escalation escalation, v1::State::Value state, const Rule* rule);
  void Retract(Published& row, const Judge& judge, std::string_view customer, Instant clock,
               const std::string& superseded_by);
  // The id of the escalation that has taken over what a row stood for, with another customer.
  std::string TakenOverBy(const Published& row) const;
  void RemoveRow(Published& row, Instant clock);
  void RemoveOrRetract(Published& row, const Judge& judge, std::string_view customer, Instant clock);
  std::uint32_t AddRow(Table& table, EscalationId id);
  // The row that had the id before it lost its fact, or a new one.
  std::uint32_t RowFor(Table& table, EscalationId id);
  void Settle(Table& table, std::uint32_t row, const Verdict& verdict, const Judge& judge, std::string_view customer,
              Instant clock);

  const Directory& directory_;
  EscalationSink sink_;
  Heir heir_;
  std::uint64_t next_order_ = 1;
  Instant complete_ = kNever;
  Instant held_ = kNever;
  std::vector<std::string> silent_;
};

}  // namespace loopbreaker
