// The engine as a stream: events in, revisions out, one clock.
//
// Every event may change the verdicts of its customer, and the clock those of anybody: what differs from what was
// published is published. Pure and synchronous; the clock is the largest event time so far and what Finish says. Not
// safe for concurrent use.
#pragma once

#include <cstdint>
#include <deque>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "absl/container/node_hash_map.h"
#include "engine/fact_store.h"
#include "engine/feedback_table.h"
#include "engine/shelf.h"
#include "figures/tally.h"
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
  // In live mode: a loop that may have changed.
  virtual void OnLoop(CustomerIndex /*customer*/, LoopIndex /*loop*/) {}
  // In live mode: what process rules observe of the customer, from the n-th observation on; 0: anything may have
  // changed, and what is not among them is observed no more. `groups` knows the values of each group.
  virtual void OnObserved(std::string_view /*customer*/, const Judge& /*judge*/, const ProcessGroups& /*groups*/,
                          std::uint32_t /*from*/) {}
  // In live mode: every loop of the customer may have, and there are no others any more.
  virtual void OnAllLoops(CustomerIndex /*customer*/) {}
  // In live mode: anything of the customer may have changed, and everything else was said of it.
  virtual void OnCustomer(CustomerIndex /*customer*/, const Judge& /*judge*/) {}
};

class Stream final : private FactListener {
 public:
  // Of how many customers the fold is kept, at two to four kilobytes in the mean; those of others are folded anew when
  // something happens to them.
  static constexpr std::size_t kLiveMax = 1'000'000;

  // All outlive the stream.
  Stream(const RuleIndex& rules, const Directory& directory, RevisionSink& sink, std::size_t live_max = kLiveMax);
  ~Stream() override;

  // Takes an event, lets the clock pass to its time, and publishes what that changes. False: a dead letter, `refusal`
  // says why. `present`: see FactStore::Add.
  bool Add(Event& event, Instant present, Refusal& refusal);
  // `event` is valid (decode.h).
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
  // The clock is the largest of `clock`, `complete` and the times of the facts. From here on what differs is published
  // of whom something happens to, and of the rest by JudgeRest.
  void StartPublishing(Instant clock, Instant complete);
  // Of at most so many customers of those who were loaded and not judged since; whether there are more.
  bool JudgeRest(std::size_t customers_max);
  // Everything that happened until then is known: publishes what time alone has done until then. Facts later than that
  // count at once, but what time alone does after `complete` waits.
  void CompleteTo(Instant complete);
  // From which sources nothing has come for longer than is usual: what rests on their silence is published with that.
  void SetSilent(const std::vector<std::string>& sources);
  // Takes one version of a fact out. False: it is not here. `moved_to`: the customer who has it now; empty: not known.
  bool Remove(const FactVersion& version, std::string_view moved_to = {});
  // Takes every fact of the customer whose time is `covered` out, after telling `erased` of it, and everything that was
  // published of her: what later facts still stand for is published anew. False: there was nothing.
  bool Erase(std::string_view customer, const std::function<bool(Instant)>& covered,
             const std::function<void(const Fact&)>& erased);
  // Takes those facts of a customer out that nobody will ask for any more (forgetting.h), after telling `forgotten` of
  // each. False: there were none.
  bool Forget(CustomerIndex customer, const std::function<void(const Fact&)>& forgotten);
  // Somebody else has written a revision since this stream loaded: publishes its own state over it. Here and below, as
  // long as it loads, not before she is judged.
  void Overtaken(const v1::Escalation& theirs);
  // Tells the sink of all loops and observations of a customer again.
  void LookAgain(std::string_view customer);
  // Shows a customer as of the clock.
  void LookAt(CustomerIndex customer, const std::function<void(const Judge& judge)>& look) {
    Live& live = LiveOf(customer);
    live.judge.SetComplete(complete_);
    live.judge.TakeUntil(clock_);  // a fold that was dropped begins anew
    look(live.judge);
  }

  // The figures of days, of everything that was judged.
  Tally CountDays();

  const FactStore& store() const { return store_; }
  Instant clock() const { return clock_; }
  // Supervisor actions that found neither an escalation, a loop nor feedback by the clock less park_for, as serialised
  // events.
  std::vector<std::string> UnknownActions();
  // Of a customer's fact: the action as a serialised event, if it has found neither an escalation nor a loop so far.
  std::string UnknownAction(const FactVersion& version);

 private:
  // A customer's history, unpacked and judged.
  struct Live {
    Live(Stream& stream, std::size_t undo_steps);
    void Save(std::string& out) const;
    // False: the bytes are not a fold that was saved.
    bool Restore(std::string_view bytes);
    void StartAnew();
    void SetLoopDue(LoopIndex loop, Instant at);
    // There are no loops from `loops` on: what was rolled back may have had some.
    void KeepLoops(std::uint32_t loops);
    // The next change of anything by time.
    Instant NextDue();

    History history;
    Judge judge;
    std::uint32_t synced = 0;    // observations of the judge that the groups have
    std::uint32_t undone = 0;    // of those, the last ones, that were rolled back
    std::uint32_t old_kept = 0;  // older than the horizon when it was looked for what is forgotten, and not forgotten
    Instant customer_due = kNever;
    std::vector<Instant> loop_due;  // next change of each loop by time
    LoopIndex first_due = 0;        // the loops before it have none: of a long history those that are forgotten
    Instant soonest = kNever;       // of loop_due
    bool soonest_known = true;
  };
  // Most customers are small: their fold is put away as bytes and taken out, to the one bench, when something happens.
  // The fold of a large one stays unpacked, so that it can be rolled back.
  struct Customer {
    Reconciler::Table published;
    std::vector<std::pair<Observation, std::uint32_t>> observed;  // with the number of the loop
    std::vector<std::uint32_t> loop_numbers;                      // of loops that process rules know, by loop
    Shelf::Box kept;
    std::unique_ptr<Live> live;
    Instant due = kNever;      // next change by time
    Instant in_heap = kNever;  // the soonest entry of due_ that counts
    std::uint32_t news = 0;    // facts that came and were not judged yet
    bool dirty = false;
    bool fold_anew = true;
    bool load_anew = false;  // a fact was taken out
    bool used = false;       // since eviction came by
    bool unknown_actions = false;
    bool has_fold() const { return live != nullptr || !kept.view().empty(); }
  };
  struct Due {
    Instant at;
    CustomerIndex customer;
    friend bool operator>(const Due& a, const Due& b) {
      return std::tie(a.at, a.customer) > std::tie(b.at, b.customer);
    }
  };

  void OnAdded(CustomerIndex customer, std::string_view packed) override;
  void OnRemoved(CustomerIndex customer, std::string_view source, std::string_view id) override;
  Customer& StateOf(CustomerIndex customer);
  // Those of a customer's actions that have found nothing so far.
  void EachUnknownAction(CustomerIndex customer, const std::function<void(const Fact& action)>& visit);
  void MarkDirty(CustomerIndex customer);

  // stream_folds.cc
  // With all facts that the store has. Until LiveOf is called for another customer.
  Live& LiveOf(CustomerIndex customer);
  void LoadAnew(CustomerIndex customer, Customer& state, Live& live);
  void CatchUp(CustomerIndex customer, Customer& state, Live& live);
  void ClearBench();
  void DropFold(Customer& state);
  void Evict();

  // Judges what the customer has up to the clock and publishes what that changes.
  void Reconcile(CustomerIndex customer, bool everything);
  void ReconcileLoop(CustomerIndex customer, Customer& state, Live& live, LoopIndex loop);
  void ReconcileCustomerRules(CustomerIndex customer, Customer& state, Live& live);
  void SyncObservations(CustomerIndex customer, Customer& state, Live& live, bool anew);
  void UpdateFigures(CustomerIndex customer, Customer& state, const Live& live, LoopIndex loop);
  std::uint32_t NumberOf(Customer& state, LoopIndex loop);
  void ReconcileDirty();
  // See Reconciler::Heir.
  std::string HeirOf(const EscalationId& id) const;
  // Until when time has done its work: the clock, but in live mode no later than what is complete.
  Instant Known() const;
  // Publishes what is due before `t`.
  void PassDue(Instant t);
  // Whether folding the history anew waits for more facts.
  bool PutOff(const Customer& state) const;
  // Takes out every version for which `chosen` says so; the fact has its customer.
  void TakeOut(CustomerIndex customer, const std::function<bool(const Fact&)>& chosen);
  void Schedule(CustomerIndex customer, Customer& state, Live& live);
  // Publishes what time has changed by `at`.
  void ReconcileDue(CustomerIndex customer, Customer& state, Instant at);
  void StartFrom(const google::protobuf::Timestamp& published_at);
  void EndLoading();

  const RuleIndex& rules_;
  const Directory& directory_;
  RevisionSink& sink_;
  Event event_;  // scratch
  std::size_t live_max_;
  FactStore store_;
  FeedbackTable feedback_;
  Reconciler reconciler_;
  Instant clock_ = Instant::min();
  bool loading_ = false;  // has loaded what was published, and not yet all facts that this knew
  bool live_mode_ = false;
  CustomerIndex rest_at_ = 0;  // of those who were loaded, the first who may not be judged yet
  CustomerIndex rest_end_ = 0;
  Instant complete_ = kNever;  // in live mode
  bool finishing_ = false;     // nothing is put off any more
  Shelf shelf_;
  std::deque<Customer> customers_;
  std::unique_ptr<Live> bench_;
  CustomerIndex on_bench_ = kNobody;
  std::size_t folds_ = 0;       // customers with a fold that is kept, but for the one on the bench
  CustomerIndex evict_at_ = 0;  // where eviction goes on
  bool figures_anew_ = false;   // loops may be others than those that feedback_ was told of
  // The fact that each customer lost last, and who has it if that is not in the store; until that is reconciled.
  struct Lost {
    std::string source;
    std::string id;
    std::string moved_to;
  };
  absl::flat_hash_map<CustomerIndex, Lost> lost_;
  // Scratch.
  std::string saved_;
  std::vector<CustomerIndex> reconciling_;
  std::vector<LoopIndex> touched_;
  std::vector<CustomerIndex> dirty_;
  std::vector<Due> due_;  // a heap, soonest first; entries that are no longer true are skipped
};

}  // namespace loopbreaker
