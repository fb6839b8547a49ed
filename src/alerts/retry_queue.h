// What is on its way to one receiver: in order, tried again with growing pauses, and given up in the end.
//
// Pure, for one thread at a time. A receiver that fails is left alone for a while as a whole; the alert that failed
// goes behind the others, so that one which always fails holds up nobody.
#pragma once

#include <cstddef>
#include <deque>
#include <optional>

#include "alerts/alert.h"
#include "base/time.h"

namespace loopbreaker {

class RetryQueue {
 public:
  struct Options {
    std::size_t alerts_max = 1000;
    Nanos pause_first = seconds(1);
    Nanos pause_max = minutes(5);
    Nanos give_up_after = minutes(60);  // since the alert was decided
  };
  enum class After { kDone, kAgain, kGivenUp };

  explicit RetryQueue(Options options) : options_(options) {}

  // False: there is no room, and the alert stays the caller's.
  bool Push(Alert&& alert);
  std::size_t size() const { return alerts_.size(); }
  // When the next attempt is due; empty: there is nothing to send.
  std::optional<Instant> due() const;
  // The alert of that attempt, which stays here until the attempt has ended.
  const Alert& next() const { return alerts_.front(); }
  // The attempt has ended: it was delivered, refused for good, or failed and may be tried again.
  After OnDelivered();
  After OnRefused();
  After OnFailed(Instant now);

 private:
  const Options options_;
  std::deque<Alert> alerts_;
  Instant not_before_ = Instant::min();
  Nanos pause_{0};
};

}  // namespace loopbreaker
