#include "cli/left_out.h"

#include "base/time.h"
#include "text/words.h"

namespace loopbreaker {

void LeftOut::Count(FactStore::Outcome outcome, const Refusal& refusal) {
  const bool dead = outcome == FactStore::Outcome::kDead;
  if (outcome == FactStore::Outcome::kNotYet || (dead && refusal.reason == DeadReason::kFromTheFuture)) {
    ++later_;
  } else if (dead) {
    ++unusable_;
  }
}

std::string LeftOut::Text() const {
  std::string text;
  if (unusable_ != 0) {
    text += "loopbreaker: " + Counted(unusable_, "event", "events") +
            " could not be used; `loopbreaker replay --dead-letters FILE` says why\n";
  }
  if (later_ != 0) {
    text += "loopbreaker: " + Counted(later_, "event is", "events are") + " left out, as later than " +
            FormatTime(present_) +
            (by_choice_ ? " (--as-of)\n"
                        : ", the present: is the clock of their source right? --as-of names another present\n");
  }
  return text;
}

}  // namespace loopbreaker
