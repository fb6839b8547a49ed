// Folds a customer's facts, in their total order, into loops (semantics, section 4).
//
// Taking a fact has two halves, so that the rules can look at the loop as it was until then: Choose says which loop the
// fact will join, Attach joins it. All state can be rolled back fact by fact.
#pragma once

#include <array>
#include <cstdint>

#include "event/fact.h"
#include "history/history.h"
#include "history/journal.h"
#include "history/loop.h"
#include "history/settings.h"

namespace loopbreaker {

// An entry of a list that grows at its head: the facts of a loop, the evidence of a rule.
struct Link {
  Slot slot = kNoSlot;
  std::uint32_t previous = kNone;
  Instant time{};
  std::uint64_t value = 0;
  std::uint32_t length = 1;  // of the list up to here; set by AppendLink
};

// What attaching a fact did.
struct Step {
  LoopIndex loop = kNone;  // joined, or created
  bool created = false;
  bool only_one = false;    // joined by being the only one (3)
  bool touches = true;      // false: a supervisor action, which changes status only
  bool end = false;         // an end of the loop
  bool left = false;        // customer_left
  bool began_wait = false;  // a wait on the customer began with this fact
  bool ended_wait = false;  // and one ended
};

class Fold {
 public:
  Fold(const History& history, Journal& journal);

  void Clear();
  void Save(SnapshotWriter& out) const;
  // REQUIRES: the journal is cleared too.
  void Restore(SnapshotReader& in);

  // The loop that `fact` joins, kNone when it joins none or makes a new one. `named`: the loop of the escalation that a
  // supervisor action names, or kNone. Forgets what is due before; does not change anything else.
  LoopIndex Choose(const Fact& fact, LoopIndex named, Step& step);
  // REQUIRES: `step` comes from Choose with this fact.
  void Attach(const Fact& fact, Slot slot, Step& step);

  std::uint32_t loops() const { return loops_.size(); }
  const Loop& loop(LoopIndex i) const { return loops_[i]; }
  Loop& MutableLoop(LoopIndex i) { return loops_.Mutable(i); }
  const Link& link(std::uint32_t i) const { return links_[i]; }
  std::uint32_t AppendLink(Link link);
  // How many links there are from `end` back to `begin`, which is not one of them.
  std::uint32_t LengthOf(std::uint32_t end, std::uint32_t begin) const {
    return (end == kNone ? 0 : links_[end].length) - (begin == kNone ? 0 : links_[begin].length);
  }
  const HistorySettings& settings() const { return settings_; }
  const History& history() const { return history_; }

  // The loop that a fact joined, or kNone (also when that is forgotten).
  LoopIndex LoopOf(Slot slot) const;
  // The same, whether that is forgotten or not.
  LoopIndex JoinedBy(Slot slot) const { return slot < loop_of_.size() ? loop_of_[slot] : kNone; }

  LoopStatus StatusAt(const Loop& loop, Instant t) const;
  bool LiveAt(const Loop& loop, Instant t) const;
  // Whether `t` is beyond all memory of the loop.
  bool ForgottenAt(const Loop& loop, Instant t) const;
  // The loop is unsettled until then (exclusive) if nothing more happens; Instant::min() when it is settled.
  Instant UnsettledUntil(const Loop& loop) const;
  Instant ExpiresAt(const Loop& loop) const { return AddSaturated(loop.alive_from, settings_.idle_expiry); }

  // Measures at an instant not before the loop's latest fact.
  std::int64_t CostCents(const Loop& loop) const {
    return loop.visit_cents + static_cast<std::int64_t>(loop.contacts) * settings_.contact_cost_cents;
  }
  Nanos AgeAt(const Loop& loop, Instant t) const;
  Nanos WaitingOnCustomerAt(const Loop& loop, Instant t) const;
  Nanos WaitingOnCompanyAt(const Loop& loop, Instant t) const;

 private:
  struct Visit {
    std::int64_t fee_cents = 0;
    bool has_fee = false;
    bool failed = false;
  };
  struct ToDo {
    std::uint64_t reference = 0;  // hash of the promise_id or visit_id; 0: none
    std::uint32_t previous = kNone;
    bool visit = false;  // else promise
    bool struck = false;
  };

  void ForgetUntil(Instant t);
  LoopIndex ByReference(const Fact& fact) const;
  void Join(const Fact& fact, Slot slot, const Step& step);
  void Measure(const Fact& fact, Slot slot, LoopIndex index);
  void MeasureVisit(const Fact& fact, Slot slot, LoopIndex index);
  void Describe(const Fact& fact, Slot slot, LoopIndex index);
  void TrackCase(const Fact& fact, LoopIndex index);
  void ChangeStatus(const Fact& fact, bool own_reference_known, Step& step);
  void PutToDo(LoopIndex index, bool visit, std::uint64_t reference);
  void Strike(LoopIndex index, bool visit, bool all, std::uint64_t reference);
  void ChangeWait(const Fact& fact, Step& step);
  void EndWait(Loop& loop, Instant t, Step& step);
  void Resolve(LoopIndex index, Instant t, bool by_word, bool by_leaving);
  void Leave(Instant t);

  const HistorySettings& settings_;
  const History& history_;
  Journal& journal_;
  Table<Loop> loops_;
  Table<Link> links_;
  Table<Visit> visits_;
  Table<ToDo> to_do_;
  struct Root {
    std::uint32_t live = kNone;                // head of the list of loops that may be live
    Instant nothing_forgotten_until = kNever;  // no loop can be forgotten before
    LoopIndex first_remembered = 0;            // the loops before this one are forgotten
  };
  Table<Root> root_;
  KeyMap bindings_;           // (kind of reference, hash) to loop
  KeyMap seen_;               // what was counted once, cases that are open, visits by id
  Table<LoopIndex> loop_of_;  // by slot; kNone: none, or not taken yet
};

}  // namespace loopbreaker
