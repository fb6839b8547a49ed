// One line about what led to an alert, so that a person can tell from a few samples whether a rule sees the right
// thing.
#pragma once

#include <string>

#include "engine/batch.h"
#include "explain/wording.h"

namespace loopbreaker {

class LoopStory {
 public:
  // Both outlive it; `batch` has walked the customer that is told of.
  LoopStory(const Batch& batch, const RuleSettings& settings, Instant clock)
      : batch_(batch), settings_(InEnglish(settings)), wording_(settings_), clock_(clock) {}

  // "plumbing/leak since Mon 2 Feb 2026 09:00: 3 contacts, 3 of 3 visits in vain, cost 303.00, settled after 25 days;
  // rests on 3 events, the last: visit, not fixed: no parts".
  std::string Tell(const Verdict& verdict) const;

 private:
  static RuleSettings InEnglish(RuleSettings settings) {
    settings.language = Language::kEnglish;
    return settings;
  }
  void TellLoop(const Loop& loop, std::string& text) const;

  const Batch& batch_;
  const RuleSettings settings_;
  const Wording wording_;
  Instant clock_;
};

}  // namespace loopbreaker
