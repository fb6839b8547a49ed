#include "figures/results.h"

#include "base/hash.h"

namespace loopbreaker {

bool GoesRound(const Loop& loop) {
  return loop.contacts >= 2 || loop.failed_visits >= 1 || loop.missed_by_company >= 1 || loop.reopens >= 1;
}

void FirstVisits::Take(const Fact& visit, Slot slot, LoopIndex loop) {
  First& first = firsts_[loop];
  const std::uint64_t id = visit.Has(Field::kVisitId) ? Hash64(visit.Text(Field::kVisitId)) : Combine(slot + 1, 1);
  if (first.visited && first.visit != id) return;
  first.visited = true;
  first.visit = id;
  first.has_fee = first.has_fee || visit.Has(Field::kFeeCents);
  first.fee_cents += visit.Number(Field::kFeeCents);
}

std::int64_t FirstVisits::CentsOf(LoopIndex loop, std::int64_t callout_fee_cents) const {
  const First& first = firsts_[loop];
  if (!first.visited) return 0;
  return first.has_fee ? first.fee_cents : callout_fee_cents;
}

LoopResult ResultOf(const Fold& fold, const Loop& loop, std::int64_t first_visit_cents, Instant clock) {
  LoopResult result;
  result.round = GoesRound(loop);
  result.unsettled = clock < fold.UnsettledUntil(loop);
  result.solved = loop.resolved && !result.unsettled && !loop.by_leaving;
  result.left = loop.resolved && loop.by_leaving;
  result.provisional = result.solved && fold.StatusAt(loop, clock) == LoopStatus::kResolved;
  if (!result.unsettled) result.ended = loop.resolved ? loop.resolved_at : fold.ExpiresAt(loop);
  result.cost_cents = fold.CostCents(loop);
  result.avoidable_cents =
      result.cost_cents - first_visit_cents - (loop.contacts > 0 ? fold.settings().contact_cost_cents : 0);
  result.customer_days = loop.customer_days;
  result.avoidable_days = loop.customer_days - (loop.visits > 0 ? 1 : 0);
  if (result.solved) result.took = loop.resolved_at - loop.first_time;
  return result;
}

void Add(const LoopResult& loop, ResultFigures& results) {
  ++results.loops;
  results.open += loop.unsettled ? 1 : 0;
  results.went_round += loop.round ? 1 : 0;
  if (loop.round) {
    results.broken += loop.solved ? 1 : 0;
    results.still_round += loop.unsettled ? 1 : 0;
    results.left += loop.left ? 1 : 0;
    results.quiet += loop.unsettled || loop.solved || loop.left ? 0 : 1;
  }
  results.cost_cents += loop.cost_cents;
  results.avoidable_cents += loop.avoidable_cents;
  results.customer_days += loop.customer_days;
  results.avoidable_days += loop.avoidable_days;
  if (!loop.solved) return;
  ++results.solved;
  results.provisional += loop.provisional ? 1 : 0;
  results.to_solution.push_back(loop.took);
}

}  // namespace loopbreaker
