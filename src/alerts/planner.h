// Which alerts leave, when, and to whom. Told every revision of an escalation and what has been sent; asked now and
// then.
//
//   AlertPlanner planner(settings, veil, {"silent-after-promise"});
//   planner.Take(escalation);                    // every revision, in order
//   planner.LoadSent(key, sent);                 // what has been sent, by this instance or one before it
//   for (Alert& alert : planner.Plan(now, silent).alerts) ...
//
// - One alert for a loop and desk: the gravest escalation that stands, a moment after the first, so that the rules
// which
//   one event trips are one alert. Again only when it becomes graver, or another desk's; a loop that begins anew begins
//   anew here too. Nothing for what somebody has taken on.
// - Of one cause (rule, complex, category) the first few go at once, and what follows within `group_every` becomes one
//   alert with a list. Each cause is counted by itself. A vulnerable customer's never waits for that.
// - What became so longer than `page_within` ago is on the page, and never sent: after an outage, a replay, a start.
// - What rests on somebody's silence is held while a feed is silent, and its desk is told so.
// - Sent means delivered: what was planned and not delivered when the process ended is planned again, with the same
// key.
//
// Pure: `now` is the wall clock's, given. For one thread.
#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "alerts/alert.h"
#include "base/time.h"
#include "board/veil.h"
#include "loopbreaker/v1/escalation.pb.h"
#include "loopbreaker/v1/internal.pb.h"

namespace loopbreaker {

// A source that has said nothing for longer than is usual.
struct SilentFeed {
  std::string topic;
  Instant since{};       // its newest record; Instant::min(): never one
  std::string expected;  // "2bh"
};

struct AlertPlan {
  std::vector<Alert> alerts;
  // Keys of what has been sent, stands no more, and needs no word to its receiver; with one, they are over once that is
  // delivered.
  std::vector<std::string> over;
};

struct AlertCounts {
  std::uint64_t planned = 0;  // alerts, since the start
  std::uint64_t listed = 0;   // loops that came too late to be sent, since the start
  std::size_t held = 0;       // loops, now
  std::size_t grouped = 0;    // that wait to become one, now
  std::size_t dead = 0;       // that could not be delivered, of what stands now
};

class AlertPlanner {
 public:
  // `on_silence`: the rules that fire because something did not come.
  AlertPlanner(AlertSettings settings, std::shared_ptr<const Veil> veil, std::set<std::string> on_silence);

  // `removed`: it is forgotten, and only its id counts.
  void Take(const v1::Escalation& escalation, bool removed = false);
  // Null: nothing has been sent under this key any more, or it is over and its receiver knows.
  void LoadSent(const std::string& key, const v1::SentAlert* sent);
  // From now on a revision is news; until then, all that is known of a step is when the escalation opened.
  void EndLoading() { loading_ = false; }

  AlertPlan Plan(Instant now, const std::vector<SilentFeed>& silent);
  AlertCounts counts() const;
  // Whether something that stands has been sent under this key.
  bool HasSent(const std::string& key) const { return sent_.contains(key); }

  // How long the first escalation of a loop waits for those of the same moment.
  static constexpr Nanos kSettle = seconds(5);
  static constexpr std::size_t kListMax = 50;  // items of one alert

 private:
  // An escalation that stands, as far as an alert looks at it.
  struct Standing {
    std::string id = {};
    v1::Severity::Value severity{};
    std::int32_t level = 0;
    std::string desk = {};
    std::string rule_id = {};
    std::string title = {};
    std::string complex = {};
    std::string category = {};
    bool vulnerable = false;
    std::string hands = {};  // who has taken it on
    bool taken_on = false;   // since its last step
    Instant snoozed_until = Instant::min();
    Instant opened{};
    Instant since{};  // this severity and this desk
  };
  struct Loop {
    std::map<std::string, Standing> standing;  // by id
    std::optional<Instant> look_at;            // not before
    bool held = false;
    bool listed = false;  // too late to be sent, and counted
  };
  struct Waiting {
    AlertItem item;
    std::string loop;
  };
  struct Cause {
    Instant window_from = Instant::min();
    int alone = 0;  // sent in the window, one by one
    std::vector<Waiting> waiting;
    Alert alike;  // what they have in common
  };

  static Standing StandingOf(const v1::Escalation& escalation, const Standing* before, bool loading);
  void Leave(const std::string& id);
  // Whether there is nothing to look at until something changes.
  bool Look(const std::string& loop_key, Loop& loop, Instant now, bool hold, std::set<std::string>& held_desks,
            AlertPlan& plan);
  void Offer(const std::string& loop_key, const Standing& gravest, Instant now, AlertPlan& plan);
  void SendOne(const Alert& alike, const AlertItem& item, Instant now, AlertPlan& plan);
  void SendGroups(Instant now, AlertPlan& plan);
  void SendNotices(const std::set<std::string>& desks, const std::vector<SilentFeed>& silent, Instant now,
                   AlertPlan& plan);
  // What was sent for a loop that stands no more is forgotten.
  void EndLoop(const std::string& loop_key, Instant now, AlertPlan& plan);
  void EndUnknownLoops(Instant now, AlertPlan& plan);
  // What was sent under the key stands no more: its receiver is told, if it keeps what stands, else it is forgotten.
  void EndSent(const std::string& key, const v1::SentAlert& sent, Instant now, AlertPlan& plan) const;
  void TellEnd(const std::string& key, const v1::SentAlert& sent, const AlertReceiver& receiver, Instant now,
               AlertPlan& plan) const;
  // Of a key's last part; null: there is no such one any more.
  const AlertReceiver* ReceiverOf(const std::string& key) const;
  const std::vector<std::string>& ReceiversOf(const std::string& desk) const;
  // Whether this is more than what was sent or planned under the key.
  bool IsNews(const std::string& key, v1::Severity::Value severity) const;
  bool IsNewsToAny(const std::string& loop_key, const Standing& standing) const;

  const AlertSettings settings_;
  const std::shared_ptr<const Veil> veil_;
  const std::set<std::string> on_silence_;
  bool loading_ = true;
  std::map<std::string, Loop> loops_;                   // by loop, or by the escalation's own id where it has none
  std::map<std::string, std::string> loop_of_;          // by escalation
  std::set<std::string> dirty_;                         // loops to look at
  std::map<std::string, v1::SentAlert> sent_;           // by key
  std::map<std::string, v1::Severity::Value> planned_;  // by key
  std::vector<std::pair<std::string, v1::SentAlert>> replaced_;  // what was sent under a key before what stands
  std::map<std::string, Cause> causes_;
  std::set<std::string> notices_;  // keys of those that hold
  Instant tidied_ = Instant::min();
  AlertCounts counts_;
};

}  // namespace loopbreaker
