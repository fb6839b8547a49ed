// Judges one customer's history: takes the facts in their total order, folds them into loops and keeps for every rule
// what it needs to say at any clock which escalations there should be.
//
// Facts are taken once each; what happens by time alone is worked out when somebody asks, or when the next fact comes.
// Taking can be rolled back fact by fact (Journal). Not safe for concurrent use.
#pragma once

#include <cstdint>
#include <limits>
#include <memory>
#include <vector>

#include "history/fold.h"
#include "history/history.h"
#include "history/journal.h"
#include "rules/instance.h"
#include "rules/rule_index.h"
#include "rules/target.h"
#include "rules/verdict.h"

namespace loopbreaker {

class Judge {
 public:
  // `history`, `rules` and `names` outlive the judge. `undo_steps`: how many facts can be rolled back; 0 is the
  // fastest.
  Judge(const History& history, const RuleIndex& rules, GroupNames& names, std::size_t undo_steps);

  // Forgets everything taken.
  void Clear();
  // Takes what the history has beyond the facts taken so far, up to and including `clock`.
  void TakeUntil(Instant clock);
  // Makes the first `positions` facts of the history those taken: rolls back, or starts anew where that is too far.
  void RollBackTo(std::size_t positions);
  std::size_t taken() const { return taken_.size(); }

  // Everything that was taken, as bytes that Restore reads: so that a customer can be put away small and go on without
  // being folded anew. The history is saved beside it, at the same time.
  void Save(SnapshotWriter& out) const;
  // Takes the place of everything taken. REQUIRES: the history is as it was, and nothing new in it has been looked at.
  void Restore(SnapshotReader& in);
  // A number that differs between builds and rule sets that could not read each other's snapshots.
  std::uint64_t SnapshotLayout() const;

  const Fold& fold() const { return fold_; }
  const RuleIndex& rules() const { return rules_; }

  // The verdicts of a loop, of the customer, at a clock not before the facts taken: none of a proxy's. Appends. Of the
  // evidence of a count at most `evidence_max`, so that one more fact of a huge loop does not cost what all of them
  // did.
  void LoopVerdicts(LoopIndex loop, Instant clock, std::vector<Verdict>& verdicts,
                    std::size_t evidence_max = std::numeric_limits<std::size_t>::max()) const;
  void CustomerVerdicts(Instant clock, std::vector<Verdict>& verdicts) const;
  // Steps of ladders beyond `complete` are not taken yet in verdicts, although their clock may be later: what answers
  // in time may still be on its way.
  void SetComplete(Instant complete) { complete_ = complete; }
  // The facts that process rules count, in total order for each rule; those that are forgotten at `clock` are left out.
  void Observations(Instant clock, std::vector<Observation>& observations) const;

  // The same from the n-th observation on, forgotten or not; and how many there are.
  void ObservationsFrom(std::uint32_t n, std::vector<Observation>& observations) const;
  std::uint32_t observed() const { return observations_.size(); }
  // Whether a fact, of that time, is not forgotten at `clock`.
  bool Remembered(Slot slot, Instant time, Instant clock) const;

  // The next instant after `clock` at which time alone changes something of the loop, or of the customer's own
  // verdicts.
  Instant NextChange(LoopIndex loop, Instant clock) const;
  Instant NextCustomerChange(Instant clock) const;

  // Supervisor actions that found neither an escalation nor a loop.
  void UnknownActions(std::vector<Slot>& slots) const;
  bool HasUnknownActions() const { return unknown_actions_.size() != 0; }

  // What the rules remember of the loops, as rows of instance.h, for explaining what did not happen (yet). The
  // instances of a loop begin at Loop::first_instance. What passes by the clock alone is not in it.
  struct Memory {
    const Table<Instance>& instances;
    const Table<CountState>& counts;
    const Table<SequenceState>& sequences;
    const Table<Partial>& partials;
    const Table<AbsenceState>& absences;
    const Table<Deadline>& deadlines;
    const Table<Pause>& pauses;
  };
  Memory memory() const { return {instances_, counts_, sequences_, partials_, absences_, deadlines_, pauses_}; }

  // Loops that facts have touched since ClearTouched, by taking or by rolling back (which may have removed them), with
  // repetitions.
  const std::vector<LoopIndex>& touched() const { return touched_; }
  bool all_touched() const { return all_touched_; }
  bool customer_touched() const { return customer_touched_; }
  void ClearTouched();

 private:
  void Take(const Fact& fact, Slot slot);
  void Touch(LoopIndex loop);

  // judge.cc: activities.
  void AdvanceLoop(LoopIndex loop, Instant t);
  void RefreshLoop(LoopIndex loop, Instant t);
  static bool StartsBy(const Instance& instance, Instant t, Instant until);
  void Advance(Instance& instance, Instant t) const;
  void RefreshQuiet(std::uint32_t instance, Instant t, bool unsettled);
  void End(Instance& instance, Instant t, v1::EndedBy::Value by) const;
  v1::EndedBy::Value ReasonAt(const Loop& loop, Instant t) const;
  std::vector<Pause> PausesOf(const Instance& instance) const;
  std::uint32_t EvidenceEnd(const Instance& instance) const;
  std::uint32_t FindInstance(LoopIndex loop, std::uint32_t rule, std::uint64_t per) const;
  std::uint32_t MakeInstance(LoopIndex loop, std::uint32_t rule, std::uint64_t per, Slot per_from, bool root);

  // judge_conditions.cc: what a fact does to the conditions of its loop.
  void TakeCount(const CountCondition& condition, std::uint32_t rule, LoopIndex loop, const Fact& fact, Slot slot);
  void TakeSequence(const SequenceCondition& condition, std::uint32_t rule, LoopIndex loop, const Fact& fact,
                    Slot slot);
  void TakeReach(std::uint32_t rule, const ReachCondition& condition, LoopIndex loop, Instant t);
  void ResetSequence(std::uint32_t instance, std::size_t steps, Instant t);
  bool CountSatisfied(const CountCondition& condition, const CountState& state) const;
  std::uint32_t CompletedSequence(const SequenceCondition& condition, LoopIndex loop, Slot last);

  // judge_absence.cc
  void TakeAbsence(const AbsenceCondition& condition, std::uint32_t rule, LoopIndex loop, const Fact& fact, Slot slot);
  void AddDeadline(const AbsenceCondition& condition, std::uint32_t instance, const Fact& fact, Slot slot);
  void CloseDeadlines(std::uint32_t instance, Instant t, bool passed_only);
  void CloseAllDeadlines(LoopIndex loop, Instant t);
  void ChangeWaits(LoopIndex loop, Instant t, const Step& step);

  // judge_actions.cc: supervisor actions, the scopes customer and process.
  void Act(const Fact& fact, Slot slot, LoopIndex loop, const Target& target);
  void Dismiss(std::uint32_t instance, const Fact& fact);
  void TakeCustomerRules(const Fact& fact, Slot slot, const Target& target);
  void Observe(const Fact& fact, Slot slot);
  // What a customer's rule has counted and what is remembered of it at `clock`; `kept` holds it where that is not all.
  struct CustomerView {
    std::span<const WindowEntry> entries;
    WindowState state;
    std::vector<WindowEntry> kept;
  };
  CustomerView ViewCustomerRule(std::uint32_t rule, Instant clock) const;

  // judge_verdicts.cc
  std::string_view SubjectOf(const Loop& loop) const;
  void FillEvidence(const Instance& instance, Instant clock, std::size_t evidence_max, Verdict& verdict) const;

  const History& history_;
  const RuleIndex& rules_;
  GroupNames& names_;
  const HistorySettings& settings_;
  const Calendar& calendar_;
  Journal journal_;
  Fold fold_;
  Table<Instance> instances_;
  Table<CountState> counts_;
  Table<SequenceState> sequences_;
  Table<Partial> partials_;
  Table<AbsenceState> absences_;
  Table<Deadline> deadlines_;
  Table<ReachState> reaches_;
  Table<Pause> pauses_;
  KeyMap per_instances_;  // (loop, rule, value) to instance
  struct CustomerRule {
    Table<WindowEntry> entries;
    Table<WindowState> state;
    // The entries before this one are forgotten at that clock, and at every later one unless something is rolled back.
    std::uint32_t forgotten = 0;
    Instant forgotten_at = Instant::min();
    explicit CustomerRule(Journal& journal) : entries(journal), state(journal) {}
  };
  std::vector<std::unique_ptr<CustomerRule>> customer_;  // as RuleIndex::customer_rules
  Table<Observation> observations_;
  Table<Link> unknown_actions_;
  std::vector<Slot> taken_;
  std::vector<LoopIndex> touched_;
  bool all_touched_ = false;
  bool customer_touched_ = false;
  Instant complete_ = kNever;
  // Scratch.
  struct Texts {
    std::vector<std::string> storage;
    std::vector<std::string_view> texts;
  };
  std::vector<Texts> groups_;
  Fact fact_;
  mutable Fact other_;
};

}  // namespace loopbreaker
