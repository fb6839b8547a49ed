// Why a rule has not escalated (yet): how far its condition has come for a loop or a customer, and what would complete
// it.
#pragma once

#include <string>
#include <vector>

#include "explain/wording.h"
#include "rules/judge.h"

namespace loopbreaker {

class Why {
 public:
  // All outlive it. `clock` is the one up to which the judge has taken the history.
  Why(const History& history, const Judge& judge, const Wording& wording, Instant clock)
      : history_(history), judge_(judge), wording_(wording), clock_(clock) {}

  // One line an instance that is not active at the clock: one for a rule without `per`. `rule` is of scope loop.
  std::vector<std::string> OfLoop(std::uint32_t rule, LoopIndex loop, const std::string& status) const;
  // `rule` is of scope customer.
  std::string OfCustomer(std::uint32_t rule) const;
  // The value of a measure at the clock.
  std::int64_t ValueOf(Measure measure, const Loop& loop) const;

 private:
  std::string OfInstance(const Rule& rule, const Loop& loop, const Instance* instance, bool unsettled) const;
  std::string OfCount(const CountCondition& condition, const Instance* instance, bool unsettled) const;
  std::string OfSequence(const SequenceCondition& condition, const Instance* instance, bool unsettled) const;
  std::string OfAbsence(const AbsenceCondition& condition, const Loop& loop, const Instance* instance) const;
  std::string OfReach(const ReachCondition& condition, const Loop& loop, const Instance* instance,
                      bool unsettled) const;
  std::string OfDeadline(const AbsenceCondition& condition, const Loop& loop, const Deadline& row) const;
  // "2 of 3 within 90 days: ...; 1 more before ... would escalate". `oldest`: of the facts found.
  std::string Progress(const CountCondition& condition, std::uint32_t found, Instant oldest, bool unsettled) const;
  // What met a deadline: the line of the fact, empty for an end of the loop.
  std::string MetBy(const AbsenceCondition& condition, const Loop& loop, Instant at) const;
  std::string LineOfSlot(Slot slot) const;

  const History& history_;
  const Judge& judge_;
  const Wording& wording_;
  Instant clock_;
};

}  // namespace loopbreaker
