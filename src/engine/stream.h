// The engine as a stream: events in, revisions out, one clock.
//
// Every event may change the verdicts of its customer, and the clock those of anybody: what differs from what was
// published is published. Pure and synchronous; the clock is the largest event time so far and what Finish says. Not
// safe for concurrent use.
#pragma once

#include <cstdint>
#include <functional>
#include <list>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "engine/fact_store.h"
#include "reconcile/feedback.h"
#include "reconcile/reconciler.h"
#include "rules/judge.h"
#include "rules/process.h"

namespace loopbreaker {

class RevisionSink {
 public:
  virtual ~RevisionSink() = default;
  virtual void OnEscalation(const EscalationRevision& revision) = 0;
  // `shadow`: of a rule that only watches.
  virtual void OnFeedback(const v1::Feedback& feedback, bool shadow) = 0;
  // In live mode: a loop that may have changed, at the clock of the stream.
  virtual void OnLoop(std::string_view /*customer*/, const Judge& /*judge*/, LoopIndex /*loop*/) {}
  // In live mode: every loop of the customer was just given; there are no others any more.
  virtual void OnAllLoops(std::string_view /*customer*/, const Judge& /*judge*/) {}
};

class Stream final : private FactListener {
 public:
  // How many customers are kept unpacked: the more, the faster and the larger.
  static constexpr std::size_t kLiveMax = 50'000;

  // All outlive the stream.
  Stream(const RuleIndex& rules, const Directory& directory, RevisionSink& sink, std::size_t live_max = kLiveMax);
  ~Stream() override;

  // Takes an event, lets the clock pass to its time, and publishes what that changes. False: a dead letter, `refusal`
  // says why. `present`: see FactStore::Add.
  bool Add(const v1::ContactEvent& event, Instant present, Refusal& refusal);
  // Lets the clock pass to `t` (never back) and publishes what is due by time.
  void AdvanceTo(Instant t);
  // Lets the clock pass to `as_of` if given, and publishes everything that was put off.
  void Finish(std::optional<Instant> as_of);

  // What an earlier run has published, oldest first, before the first event. The clock starts from the latest of it,
  // and nothing is published before the events pass that: so give all events again, those up to then before those
  // after.
  void LoadPublished(const v1::Escalation& escalation, bool removed);
  void LoadPublished(const v1::Feedback& feedback);

  // ---- The service's way (stream_live.cc). Facts come with their customer, in any order, and their time goes no
  // further than everything that was read. Instead of the calls above: ----

  // Nothing is judged until StartPublishing: facts and what was published are loaded in any order.
  void StartLoading();
  // The clock is the largest of `clock`, `complete` and the times of the facts. Publishes what differs.
  void StartPublishing(Instant clock, Instant complete);
  // Everything that happened until then is known: publishes what time alone has done until then. Facts later than that
  // count at once, but what time alone does after `complete` waits.
  void CompleteTo(Instant complete);
  // Takes one version of a fact out. False: it is not here.
  bool Remove(const FactVersion& version);
  // Somebody else has written a revision since this stream loaded: publishes its own state over it.
  void Overtaken(const v1::Escalation& theirs);

  const FactStore& store() const { return store_; }
  Instant clock() const { return clock_; }
  // Supervisor actions that found neither an escalation nor a loop by the clock less park_for, as serialised events.
  std::vector<std::string> UnknownActions();

 private:
  // A customer whose history is unpacked and judged. The rest is packed in the store and unpacked when needed.
  struct Live {
    Live(const Stream& stream, CustomerIndex customer);
    History history;
    Judge judge;
    std::size_t facts_put_off = 0;  // that came while folding anew was put off
    bool fold_anew = false;
    std::uint32_t synced = 0;  // observations of the judge that the groups have
    std::uint32_t undone = 0;  // of those, the last ones, that were rolled back
    std::size_t old_kept = 0;  // older than the horizon when it was looked for what is forgotten, and not forgotten
    std::vector<Instant> loop_due;  // next change of each loop by time
    Instant customer_due = kNever;
    std::list<CustomerIndex>::iterator use;  // in recently_used_
  };
  struct Customer {
    Reconciler::Table published;
    std::vector<std::pair<Observation, std::uint32_t>> observed;  // with the number of the loop
    std::vector<std::uint32_t> loop_numbers;                      // of loops that process rules know, by loop
    bool dirty = false;
  };
  struct Due {
    Instant at;
    CustomerIndex customer;
    LoopIndex loop;  // kNone: the customer's own rules
    friend bool operator>(const Due& a, const Due& b) {
      return std::tie(a.at, a.customer, a.loop) > std::tie(b.at, b.customer, b.loop);
    }
  };
  struct GroupDue {
    Instant at;
    std::uint64_t group;
    friend bool operator>(const GroupDue& a, const GroupDue& b) {
      return std::tie(a.at, a.group) > std::tie(b.at, b.group);
    }
  };
  struct PublishedFeedback {
    std::int64_t revision = 0;
    v1::State::Value state = v1::State::UNSPECIFIED;
    std::uint64_t digest = 0;
    Instant published_at = Instant::min();
    Instant due = kNever;
    bool wanted = false;  // there was a verdict when it was looked at last
  };

  void OnAdded(CustomerIndex customer, std::string_view packed) override;
  void OnRemoved(CustomerIndex customer, std::string_view source, std::string_view id) override;
  void HistoryChanged(CustomerIndex customer, Live& live, std::size_t changed_from);

  Live& LiveOf(CustomerIndex customer);
  Customer& StateOf(CustomerIndex customer);
  void MarkDirty(CustomerIndex customer);
  // Judges what the customer has up to the clock and publishes what that changes.
  void Reconcile(CustomerIndex customer, bool everything);
  void ReconcileLoop(CustomerIndex customer, Customer& state, Live& live, LoopIndex loop);
  void ReconcileCustomerRules(CustomerIndex customer, Customer& state, Live& live);
  void SyncObservations(CustomerIndex customer, Customer& state, Live& live, bool anew);
  void UpdateFigures(CustomerIndex customer, Customer& state, const Live& live, LoopIndex loop);
  std::uint32_t NumberOf(Customer& state, LoopIndex loop);
  void ReconcileDirty();
  // Publishes what is due before `t`.
  void PassDue(Instant t);
  // Whether folding the history anew waits for more facts.
  bool PutOff(const Live& live) const;
  void StartFrom(const google::protobuf::Timestamp& published_at);
  void EndLoading();

  // stream_feedback.cc
  void ReconcileGroup(std::uint64_t group, bool may_put_off);
  void ReconcileGroups();
  void Publish(PublishedFeedback& row, v1::Feedback feedback, v1::State::Value state, bool shadow);
  void Retract(const std::string& id, PublishedFeedback& row);
  void RetractLostFeedback();

  const RuleIndex& rules_;
  const Directory& directory_;
  RevisionSink& sink_;
  std::size_t live_max_;
  FactStore store_;
  ProcessGroups groups_;
  Reconciler reconciler_;
  Instant clock_ = Instant::min();
  bool loading_ = false;  // has loaded what was published, and not yet all facts that this knew
  bool live_mode_ = false;
  Instant complete_ = kNever;  // in live mode
  bool finishing_ = false;     // nothing is put off any more
  std::vector<std::unique_ptr<Customer>> customers_;
  absl::flat_hash_map<CustomerIndex, std::unique_ptr<Live>> live_;
  std::list<CustomerIndex> recently_used_;  // newest first
  std::vector<CustomerIndex> dirty_;
  std::vector<Due> due_;  // a heap, soonest first; entries that are no longer true are skipped
  std::vector<GroupDue> group_due_;
  std::vector<LoopFigures> figures_;                              // by the number of the loop
  absl::flat_hash_map<std::string, PublishedFeedback> feedback_;  // by id
};

}  // namespace loopbreaker
