#include "report/outcomes.h"

#include <algorithm>

namespace loopbreaker {

std::uint64_t Outcomes::SalesMade() const {
  std::uint64_t made = 0;
  for (const Sales& moment : sales) made += moment.sales;
  return made;
}

int OutcomesOfCustomer::GroupAt(Instant t) const {
  for (LoopIndex loop = 0; loop < loops_; ++loop) {
    if (tracks_.Of(loop).RoundAt(t)) return kLooped;
  }
  return kUnlooped;
}

SaleMoment OutcomesOfCustomer::MomentAt(Instant t) const {
  bool went_round = false;
  for (LoopIndex loop = 0; loop < loops_; ++loop) {
    const LoopTrack& track = tracks_.Of(loop);
    if (!track.RoundAt(t)) continue;
    if (track.UnsettledAt(t)) return SaleMoment::kWhileRound;
    went_round = true;
  }
  return went_round ? SaleMoment::kAfterSolved : SaleMoment::kNoLoop;
}

void OutcomesOfCustomer::Take(const Fact& fact) {
  if (fact.kind == Kind::kCustomerLeft) {
    left_ = std::min(left_, fact.time);
  } else if (fact.kind == Kind::kSurveyAnswered && fact.Has(Field::kNps)) {
    CustomerOutcomes& group = out_.groups[static_cast<std::size_t>(GroupAt(fact.time))];
    ++group.answers;
    group.promoters += fact.Number(Field::kNps) >= 9 ? 1 : 0;
    group.detractors += fact.Number(Field::kNps) <= 6 ? 1 : 0;
  } else if (fact.kind == Kind::kSaleMade) {
    Sales& sales = out_.sales[static_cast<std::size_t>(MomentAt(fact.time))];
    ++sales.sales;
    sales.amount_cents += fact.Number(Field::kAmountCents);
  }
}

void OutcomesOfCustomer::Finish(Instant clock) {
  CustomerOutcomes& group = out_.groups[static_cast<std::size_t>(GroupAt(std::min(left_, clock)))];
  ++group.customers;
  group.left += left_ != kNever ? 1 : 0;
}

}  // namespace loopbreaker
