// Process feedback: what the groups of process rules say against what was published of them.
//
// What opens, ends or is taken back is published at once; what changes counts only waits for company
// (feedback_table.cc). Not safe for concurrent use.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "absl/container/node_hash_map.h"
#include "engine/feedback_actions.h"
#include "reconcile/feedback.h"
#include "rules/process.h"

namespace loopbreaker {

class FeedbackTable {
 public:
  // `shadow`: of a rule that only watches.
  using Sink = std::function<void(const v1::Feedback& feedback, bool shadow)>;
  // `rules` outlives the table. `counts_within`: how long counts that change little may wait; a minute at least.
  FeedbackTable(const RuleIndex& rules, Nanos counts_within, Sink sink)
      : rules_(rules), counts_within_(counts_within), sink_(std::move(sink)), groups_(rules) {}

  // The facts that are counted; each entry names its loop by the number that AddLoop gave.
  ProcessGroups& groups() { return groups_; }
  std::uint32_t AddLoop();
  LoopFigures& figures(std::uint32_t loop) { return figures_[loop]; }

  // Publishes what has changed, and what is due, at the clock.
  void Reconcile(Instant clock);
  // Looks at every group and puts nothing off; takes back what nothing speaks for any more.
  void ReconcileAll(Instant clock);

  // What a person did about feedback: see FeedbackActions.
  void Act(const v1::ContactEvent& event);
  // Those that are as old as `waited` at the clock, about feedback that was never there.
  std::vector<const v1::ContactEvent*> UnknownActions(Instant clock, Nanos waited) const;
  // Everything that was found otherwise (figures/findings.h), with all but what people and revisions add; takes the
  // place of what was given before.
  void SetFindings(std::vector<v1::Feedback> findings, Instant clock);

  // What an earlier run has published.
  void Load(const v1::Feedback& feedback);
  // Somebody else has written a revision since: the next one goes over it.
  void Overtaken(const v1::Feedback& theirs, Instant clock);

 private:
  struct Due {
    Instant at;
    std::uint64_t group;
    friend bool operator>(const Due& a, const Due& b) { return std::tie(a.at, a.group) > std::tie(b.at, b.group); }
  };
  struct Row {
    std::int64_t revision = 0;
    v1::State::Value state = v1::State::UNSPECIFIED;
    std::uint64_t digest = 0;
    Instant published_at = Instant::min();
    std::int64_t facts = 0;              // that it said were in the window
    std::uint32_t changes = 0;           // of the group, as ProcessState counts them, until then
    Instant in_heap = kNever;            // the soonest entry of due_ that counts
    bool wanted = false;                 // there was a verdict when it was looked at last, and it may be shown
    std::optional<std::uint64_t> group;  // that it is of
    bool hidden = false;                 // it was of too few customers to be shown
    bool acted = false;                  // somebody has done something since it was looked at
    Instant step = kNever;               // when its ladder goes on
    bool standing() const { return state != v1::State::UNSPECIFIED && state != v1::State::RETRACTED; }
    bool open() const { return standing() && state != v1::State::RESOLVED; }
  };
  Row& RowOf(std::uint64_t group);
  void ReconcileGroup(std::uint64_t group, bool may_put_off);
  void PublishFindings();
  // With what people did. False: nothing has changed.
  bool PublishIfNew(Row& row, v1::Feedback feedback, bool open, bool shadow);
  void PublishGroup(std::uint64_t group, Row& row);
  void Publish(Row& row, v1::Feedback feedback, v1::State::Value state, bool shadow);
  void Retract(const std::string& id, Row& row);

  const RuleIndex& rules_;
  Nanos counts_within_;
  Sink sink_;
  Instant clock_ = Instant::min();
  ProcessGroups groups_;
  FeedbackActions actions_;
  std::vector<v1::Feedback> findings_;
  bool findings_known_ = false;
  Instant findings_due_ = kNever;                    // when a ladder of one of them goes on
  std::vector<LoopFigures> figures_;                 // by the number of the loop
  absl::node_hash_map<std::string, Row> rows_;       // by id
  absl::flat_hash_map<std::uint64_t, Row*> row_of_;  // the same, by group
  std::vector<Due> due_;                             // a heap, soonest first
  std::vector<std::string> acted_;                   // ids of feedback that somebody did something about
  std::vector<std::uint64_t> touched_;               // scratch
};

}  // namespace loopbreaker
