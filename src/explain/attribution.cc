#include "explain/attribution.h"

#include <algorithm>

namespace loopbreaker {
namespace {

// Facts that move a problem on, or try to. What only says something about it (a wait, a letter, an answer to a survey)
// is no step.
constexpr KindMask kSteps =
    MaskOf(Kind::kContactTransferred) | MaskOf(Kind::kContactEnded) | MaskOf(Kind::kSelfServiceFailed) |
    MaskOf(Kind::kRaised) | MaskOf(Kind::kCaseOpened) | MaskOf(Kind::kCaseAssigned) | MaskOf(Kind::kCaseResolved) |
    MaskOf(Kind::kCaseReopened) | MaskOf(Kind::kWorkOrderCreated) | MaskOf(Kind::kWorkOrderCancelled) |
    MaskOf(Kind::kVisitScheduled) | MaskOf(Kind::kVisitCompleted) | MaskOf(Kind::kVisitMissed) |
    MaskOf(Kind::kVisitCancelled) | MaskOf(Kind::kBlockerLifted) | MaskOf(Kind::kPromiseMade) |
    MaskOf(Kind::kPromiseKept) | MaskOf(Kind::kPromiseWithdrawn) | MaskOf(Kind::kCustomerDelivered) |
    MaskOf(Kind::kAuthorityRequested) | MaskOf(Kind::kAuthorityDecided);

// Kind{}: none so far.
Kind LastStep(const Fold& fold, const Loop& loop) {
  Fact fact;
  for (std::uint32_t i = loop.last_link; i != kNone; i = fold.link(i).previous) {
    fold.history().View(fold.link(i).slot, fact);
    if ((kSteps & MaskOf(fact.kind)) != 0) return fact.kind;
  }
  return Kind{};
}

}  // namespace

void Attribution::Look(const Fold& fold, const Loop& loop, Instant t) {
  if (const Instant until = std::min(until_, t); until > since_) times_[now_] += until - since_;
  now_.on = loop.waits_on == 0 ? v1::WaitsOn::COMPANY : static_cast<v1::WaitsOn::Value>(loop.waits_on);
  now_.after = LastStep(fold, loop);
  since_ = t;
  until_ = loop.resolved ? t : fold.UnsettledUntil(loop);
}

std::map<Standstill, Nanos> Attribution::At(Instant clock) const {
  std::map<Standstill, Nanos> times = times_;
  if (const Instant until = std::min(until_, clock); until > since_) times[now_] += until - since_;
  return times;
}

std::array<Nanos, v1::WaitsOn::Value_ARRAYSIZE> ByParty(const std::map<Standstill, Nanos>& times) {
  std::array<Nanos, v1::WaitsOn::Value_ARRAYSIZE> parties{};
  for (const auto& [standstill, length] : times) parties[static_cast<std::size_t>(standstill.on)] += length;
  return parties;
}

}  // namespace loopbreaker
