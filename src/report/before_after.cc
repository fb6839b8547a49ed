#include "report/before_after.h"

#include <algorithm>
#include <cmath>
#include <utility>

#include "event/timestamp.h"

namespace loopbreaker {
namespace {

constexpr double kZ = 1.959964;  // 95 %, both sides

// Of the logarithm of a rate.
double Variance(CountOf count) { return 1 / (count.hits + 0.5); }
double LogRate(CountOf count) { return std::log((count.hits + 0.5) / count.exposure); }

bool Known(CountOf before, CountOf after, CountOf others_before, CountOf others_after) {
  return before.exposure > 0 && after.exposure > 0 && others_before.exposure > 0 && others_after.exposure > 0;
}

CountOf Of(std::uint64_t hits, const PeriodFigures& period) {
  return {static_cast<double>(hits), static_cast<double>(period.contacts)};
}

}  // namespace

std::optional<RatioOfRates> RatioAgainstOthers(CountOf before, CountOf after, CountOf others_before,
                                               CountOf others_after) {
  if (!Known(before, after, others_before, others_after)) return std::nullopt;
  const double log = LogRate(after) - LogRate(before) - LogRate(others_after) + LogRate(others_before);
  const double reach =
      kZ * std::sqrt(Variance(before) + Variance(after) + Variance(others_before) + Variance(others_after));
  return RatioOfRates{std::exp(log), std::exp(log - reach), std::exp(log + reach)};
}

std::optional<double> TimesAsLong(CountOf before, CountOf after, CountOf others_before, CountOf others_after) {
  const auto ratio = RatioAgainstOthers(before, after, others_before, others_after);
  if (!ratio) return std::nullopt;
  const double needed = std::log(ratio->ratio) / kZ;
  const double left = needed * needed - Variance(before) - Variance(others_before);
  if (left <= 0) return std::nullopt;
  return std::max(1.0, (Variance(after) + Variance(others_after)) / left);
}

BeforeAfter::BeforeAfter(const std::vector<v1::ContactEvent>& changes, const Subjects& subjects, Instant first,
                         Instant clock)
    : clock_(clock) {
  std::map<std::pair<std::string, std::string>, const v1::ContactEvent*> newest;
  for (const v1::ContactEvent& change : changes) {
    const v1::ContactEvent*& known = newest[{change.source(), change.id()}];
    if (known == nullptr || known->revision() <= change.revision()) known = &change;
  }
  for (const auto& [identity, change] : newest) {
    const Instant at = TimeOf(change->event_time());
    const std::string category(subjects.Of(change->category()));
    if (change->deleted() || at > clock || category.empty()) continue;
    ChangeEffect& effect = effects_.emplace_back();
    effect.change_id = change->process_changed().change_id();
    effect.description = change->process_changed().description();
    effect.category = category;
    effect.region = change->region();
    effect.at = at;
    effect.before_from = std::max(first, at - kBeforeMax);
    effect.before_to = std::max(effect.before_from, at - kMaturity);
    effect.after_to = std::max(at, clock - kMaturity);
  }
  std::stable_sort(effects_.begin(), effects_.end(),
                   [](const ChangeEffect& a, const ChangeEffect& b) { return a.at < b.at; });
  for (std::size_t later = 1; later < effects_.size(); ++later) {
    for (std::size_t earlier = 0; earlier < later; ++earlier) Part(effects_[earlier], effects_[later]);
  }
}

void BeforeAfter::Part(ChangeEffect& earlier, ChangeEffect& later) const {
  const bool both = earlier.region.empty() || later.region.empty() || earlier.region == later.region;
  if (earlier.category != later.category || !both) return;
  if (later.at - earlier.at < kMaturity) {
    earlier.together = later.together = true;
    return;
  }
  // As with any change, the weeks before the later one are on neither side.
  if (later.at - kMaturity < earlier.after_to) {
    earlier.after_to = later.at - kMaturity;
    earlier.cut = true;
  }
  later.before_from = std::max(later.before_from, earlier.at);
  later.before_to = std::max(later.before_from, later.before_to);
}

template <typename Add>
void BeforeAfter::Each(std::string_view category, std::string_view region, Instant t, const Add& add) {
  const bool changed = std::any_of(effects_.begin(), effects_.end(),
                                   [&](const ChangeEffect& effect) { return effect.category == category; });
  for (ChangeEffect& effect : effects_) {
    const bool before = effect.before_from <= t && t < effect.before_to;
    const bool after = effect.at <= t && t < effect.after_to;
    if (!before && !after) continue;
    if (effect.category == category) {
      if (effect.region.empty() || effect.region == region) add(before ? effect.before : effect.after);
    } else if (!changed) {
      add(before ? effect.others_before : effect.others_after);
    }
  }
}

void BeforeAfter::TakeContact(std::string_view category, std::string_view region, Instant t) {
  Each(category, region, t, [](PeriodFigures& period) { ++period.contacts; });
}
void BeforeAfter::TakeFailedVisit(std::string_view category, std::string_view region, Instant t) {
  Each(category, region, t, [](PeriodFigures& period) { ++period.failed_visits; });
}
void BeforeAfter::TakeCost(std::string_view category, std::string_view region, Instant t, std::int64_t cents) {
  Each(category, region, t, [cents](PeriodFigures& period) { period.cost_cents += cents; });
}
void BeforeAfter::TakeLoop(std::string_view category, std::string_view region, Instant began, Instant round_since) {
  if (round_since == kNever || round_since - began >= kMaturity) return;
  Each(category, region, began, [](PeriodFigures& period) { ++period.loops; });
}

std::vector<ChangeEffect> BeforeAfter::Result() {
  for (ChangeEffect& effect : effects_) {
    const CountOf before = Of(effect.before.loops, effect.before);
    const CountOf after = Of(effect.after.loops, effect.after);
    const CountOf others_before = Of(effect.others_before.loops, effect.others_before);
    const CountOf others_after = Of(effect.others_after.loops, effect.others_after);
    effect.loops = RatioAgainstOthers(before, after, others_before, others_after);
    effect.failed_visits =
        RatioAgainstOthers(Of(effect.before.failed_visits, effect.before), Of(effect.after.failed_visits, effect.after),
                           Of(effect.others_before.failed_visits, effect.others_before),
                           Of(effect.others_after.failed_visits, effect.others_after));
    if (!effect.loops) {
      effect.young = clock_ - effect.at < kMaturity && before.exposure > 0 && others_before.exposure > 0;
      if (effect.young) effect.wait = effect.at + kMaturity - clock_;
      continue;
    }
    if (effect.loops->high < 1) {
      effect.turn = Turn::kImproved;
    } else if (effect.loops->low > 1) {
      effect.turn = Turn::kWorsened;
    } else if (effect.cut) {
      continue;
    } else if (const auto times = TimesAsLong(before, after, others_before, others_after)) {
      const double length = static_cast<double>((effect.after_to - effect.at).count());
      constexpr double kMost = static_cast<double>(std::chrono::nanoseconds(Days{3650}).count());
      const double wait = length * (*times - 1);
      if (wait < kMost) effect.wait = Nanos{static_cast<std::int64_t>(wait)};
    }
  }
  return std::move(effects_);
}

}  // namespace loopbreaker
