#include "figures/stays.h"

#include <algorithm>

namespace loopbreaker {

void Stays::Take(const Fact& fact, LoopIndex index) {
  if (fact.kind == Kind::kSupervisorActed) return;
  OfLoop& loop = loops_[index];
  if (!loop.waits.empty() && loop.waits.back().until == kNever) {
    const bool over = fact.kind == Kind::kWaitStarted || fact.kind == Kind::kWaitEnded ||
                      fact.kind == Kind::kSelfServiceFailed || fact.kind == Kind::kCustomerDelivered ||
                      IsInboundContact(fact);
    if (over) loop.waits.back().until = fact.time;
  }
  if (fact.kind == Kind::kWaitStarted && fact.Number(Field::kOn) == v1::WaitsOn::CUSTOMER) {
    loop.waits.push_back({fact.time});
  }

  std::string_view team = fact.Text(Field::kTeam);
  if (fact.kind == Kind::kCaseAssigned && fact.Has(Field::kToTeam)) {
    team = fact.Text(Field::kToTeam);
    loop.given = true;
  } else if (loop.given) {
    return;
  }
  if (team.empty() || (!loop.stays.empty() && loop.stays.back().team == team)) return;
  if (!loop.stays.empty()) loop.stays.back().until = fact.time;
  loop.stays.push_back({std::string(team), fact.time, kNever, index});
}

std::vector<Stay> Stays::Of(LoopIndex index, Instant ended) const {
  std::vector<Stay> stays = loops_[index].stays;
  // What came after the end, such as a letter, is nobody's work.
  std::erase_if(stays, [&](const Stay& stay) { return stay.from > ended; });
  if (!stays.empty()) stays.back().until = std::min(stays.back().until, ended);
  return stays;
}

Nanos Stays::Length(const Stay& stay, const Span& limit, Instant clock) const {
  const Instant until = std::min(stay.until, clock);
  Nanos length = calendar_.Elapsed(stay.from, until, limit.business);
  for (const Wait& wait : loops_[stay.loop].waits) {
    const Instant from = std::max(wait.from, stay.from);
    const Instant to = std::min(wait.until, until);
    if (from < to) length -= calendar_.Elapsed(from, to, limit.business);
  }
  return length;
}

}  // namespace loopbreaker
