// A look back over everything that is remembered: one customer after the other, folded once from the first fact to the
// last, with every activity of every escalation and not only the latest one.
//
// For whoever counts over a whole export (how often would this rule have called? what has it led to?). A stream
// publishes what holds now, and a final table tells what holds at the end; neither says what there was in between. What
// the service would have forgotten since is counted here too. No IO and no clock; not safe for concurrent use.
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "engine/fact_store.h"
#include "rules/judge.h"
#include "rules/process.h"

namespace loopbreaker {

// One interval in which an escalation was open: [opened, ended). Each is an alert to somebody.
struct PastActivity {
  Instant opened{};
  Instant ended = kNever;  // kNever: still open
  v1::EndedBy::Value ended_by = v1::EndedBy::UNSPECIFIED;
  int level = 0;  // the one it had reached when it ended; unknown (0) while it is open
};

// The last word about one instance of a rule, and how it came to that. The verdict is that of the clock; of a loop that
// is forgotten by then, that of the last instant at which it was not.
struct PastVerdict {
  Verdict verdict;
  std::vector<PastActivity> activities;  // by time, at least one; as many as verdict.activities, unless some of the
                                         // customer's facts are forgotten, which are counted here only
};

// A group of a process rule with its activities.
struct PastFeedback {
  const Rule* rule = nullptr;
  std::vector<std::pair<std::string, std::string>> group;  // field name and value
  std::vector<PastActivity> activities;                    // may be empty: facts were counted, but never enough
  // What the rule counted, by time. `loop` is a number of loop_number().
  std::vector<GroupEntry> entries;
};

class Batch {
 public:
  // Told after each instant at which facts came, of every loop that they touched.
  using OnChange = std::function<void(const Fold& fold, LoopIndex loop, Instant t)>;

  // All outlive the batch. Loops are those of the settings of `rules`, which need not be those of the store: two rule
  // sets can be compared on what was read once.
  Batch(const FactStore& store, const RuleIndex& rules, Instant clock);

  void set_on_change(OnChange on_change) { on_change_ = std::move(on_change); }

  // Folds one customer. What the accessors below give is of the customer walked last, until the next Walk. Each
  // customer is walked once, in any order.
  void Walk(CustomerIndex customer);

  std::string_view customer() const { return customer_; }
  const History& history() const { return history_; }
  const Judge& judge() const { return judge_; }
  const Fold& fold() const { return judge_.fold(); }
  // Of scope loop, then of scope customer, shadow rules included.
  const std::vector<PastVerdict>& verdicts() const { return verdicts_; }
  // The loop that a fact joined, forgotten or not; kNone when it joined none or is later than the clock. Another batch
  // over the same store has the same slots.
  LoopIndex LoopOf(Slot slot) const { return slot < loop_of_.size() ? loop_of_[slot] : kNone; }
  // A number for a loop that no loop of another customer has.
  std::uint32_t loop_number(LoopIndex loop) const { return loops_before_ + loop; }
  std::uint32_t loops_so_far() const { return loops_before_ + fold().loops(); }

  // The groups of the process rules over the customers walked, in the order of the rules and of the values.
  std::vector<PastFeedback> Feedback();

 private:
  void Step(Instant t);
  void NoteLoop(LoopIndex loop);
  void NoteCustomer(Instant t);
  static void Note(const PastActivity& activity, std::vector<PastActivity>& activities);
  static void Note(const Verdict& verdict, std::vector<PastActivity>& activities);
  // The last instant, but not after the clock, at which a loop to which nothing more happens is remembered.
  Instant LastRemembered(const Loop& loop) const;
  void CollectForgotten(Instant t);
  void Collect(LoopIndex loop, Instant t);
  void Observe(CustomerIndex customer);

  const FactStore& store_;
  const RuleIndex& rules_;
  Instant clock_;
  OnChange on_change_;
  ProcessGroups groups_;  // for their names
  History history_;
  Judge judge_;
  std::string_view customer_;
  std::vector<PastVerdict> verdicts_;
  std::vector<std::vector<PastActivity>> traces_;  // by instance
  std::vector<PastVerdict> of_customer_;  // by RuleIndex::customer_rules; rule is null before its first activity
  std::vector<LoopIndex> loop_of_;        // by slot
  std::vector<bool> collected_;           // by loop
  Instant nothing_forgotten_until_ = kNever;
  std::uint32_t loops_before_ = 0;
  bool walked_ = false;
  absl::flat_hash_map<std::uint64_t, std::vector<GroupEntry>> entries_;  // by group
  // Scratch.
  std::vector<Verdict> scratch_;
  std::vector<Observation> observations_;
};

}  // namespace loopbreaker
