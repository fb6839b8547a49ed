// Alerts of `run`: what is published and what has been sent go in, and what has to leave goes out.
//
// Every instance takes in everything; the one that leads sends, so that another may go on where it ended.
#pragma once

#include <functional>
#include <memory>
#include <mutex>
#include <set>
#include <string>
#include <vector>

#include "alerts/planner.h"
#include "board/board.h"
#include "deliver/dispatcher.h"
#include "loopbreaker/v1/internal.pb.h"
#include "observe/metrics.h"
#include "rules/rule.h"

namespace loopbreaker {

class Alerting {
 public:
  // Keeps what has been sent where every instance reads it; null: forgets it. Called by any thread.
  using Remember = std::function<void(const std::string& key, const v1::SentAlert* sent)>;

  Alerting(const AlertSettings& settings, std::shared_ptr<const Veil> veil, const RuleSet& rules,
           std::shared_ptr<Carrier> carrier, std::function<Instant()> clock, Remember remember);

  // As of AlertPlanner; any thread.
  void Take(const v1::Escalation& escalation, bool removed);
  void LoadSent(const std::string& key, const v1::SentAlert* sent);
  void EndLoading();
  // By the instance that leads, now and then: sends what there is.
  void Proceed(const std::vector<SilentFeed>& silent);
  // What was not delivered by now will be planned again, here or elsewhere.
  void Stop() { dispatcher_.Stop(); }

  BoardAlerts OnBoard() const;
  void CountInto(Metrics& metrics) const;
  // {"held", "grouped", "listed", "dead", "receivers": [{"name", "waiting", "delivered", "failures", "dead",
  // "lastError"}]}
  std::string Json() const;

 private:
  void OnEnd(const Dispatcher::Outcome& outcome);

  const std::function<Instant()> clock_;
  const Remember remember_;
  mutable std::mutex mutex_;
  AlertPlanner planner_;
  Dispatcher dispatcher_;  // last: its threads use all of the above
};

}  // namespace loopbreaker
