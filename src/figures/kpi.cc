#include "figures/kpi.h"

#include "absl/strings/str_cat.h"
#include "absl/time/civil_time.h"
#include "base/day.h"
#include "base/percent.h"
#include "base/text.h"
#include "text/words.h"

namespace loopbreaker {

// The fields of the record name their windows.
static_assert(kFirstContactDays == std::array{1, 7, 14, 30} && kRepeatDays == std::array{7, 30} &&
              kFirstFixDays == std::array{14, 30});

std::string KpiKey(const TallyKey& key) { return absl::StrCat(IsoDay(key.day), "|", EncodePercent(key.name)); }

std::optional<TallyKey> ParseKpiKey(std::string_view key) {
  const std::size_t bar = key.find('|');
  absl::CivilDay date;
  if (bar == std::string_view::npos || !absl::ParseCivilTime(Abseil(key.substr(0, bar)), &date)) return std::nullopt;
  std::optional<std::string> name = DecodePercent(key.substr(bar + 1));
  if (!name) return std::nullopt;
  return TallyKey{TallyKind::kCategory, DayNumber(date), *std::move(name)};
}

v1::Kpi KpiOf(const TallyKey& key, const TallyPart& sum) {
  v1::Kpi kpi;
  kpi.set_day(IsoDay(key.day));
  kpi.set_category(key.name);
  kpi.set_contacts(sum.Of(figure::kContacts));
  kpi.set_redials(sum.Of(figure::kRedials));
  kpi.set_timed(sum.Of(figure::kTimed));
  kpi.set_handle_seconds(sum.Of(figure::kHandleSeconds));
  kpi.set_transfers(sum.Of(figure::kTransfers));
  kpi.set_first_contacts_1d(sum.Of(figure::kFirstContactOf + 0));
  kpi.set_solved_at_first_1d(sum.Of(figure::kFirstContactEnough + 0));
  kpi.set_first_contacts_7d(sum.Of(figure::kFirstContactOf + 1));
  kpi.set_solved_at_first_7d(sum.Of(figure::kFirstContactEnough + 1));
  kpi.set_first_contacts_14d(sum.Of(figure::kFirstContactOf + 2));
  kpi.set_solved_at_first_14d(sum.Of(figure::kFirstContactEnough + 2));
  kpi.set_first_contacts_30d(sum.Of(figure::kFirstContactOf + 3));
  kpi.set_solved_at_first_30d(sum.Of(figure::kFirstContactEnough + 3));
  kpi.set_repeat_contacts_7d(sum.Of(figure::kRepeats + 0));
  kpi.set_repeat_contacts_30d(sum.Of(figure::kRepeats + 1));
  kpi.set_visits(sum.Of(figure::kVisits));
  kpi.set_failed_visits(sum.Of(figure::kFailedVisits));
  kpi.set_no_access(sum.Of(figure::kNoAccess));
  kpi.set_steps(sum.Of(figure::kSteps));
  kpi.set_first_visits_14d(sum.Of(figure::kFirstFixOf + 0));
  kpi.set_fixed_at_first_14d(sum.Of(figure::kFirstFixEnough + 0));
  kpi.set_first_visits_30d(sum.Of(figure::kFirstFixOf + 1));
  kpi.set_fixed_at_first_30d(sum.Of(figure::kFirstFixEnough + 1));
  kpi.set_ended(sum.Of(figure::kEnded));
  kpi.set_loops(sum.Of(figure::kLoops));
  kpi.set_open(sum.Of(figure::kOpen));
  kpi.set_went_round(sum.Of(figure::kWentRound));
  kpi.set_broken(sum.Of(figure::kBroken));
  kpi.set_still_round(sum.Of(figure::kStillRound));
  kpi.set_left(sum.Of(figure::kLeft));
  kpi.set_quiet(sum.Of(figure::kQuiet));
  kpi.set_solved(sum.Of(figure::kSolved));
  kpi.set_provisional(sum.Of(figure::kProvisional));
  kpi.set_cost_cents(sum.Of(figure::kCostCents));
  kpi.set_avoidable_cents(sum.Of(figure::kAvoidableCents));
  kpi.set_customer_days(sum.Of(figure::kCustomerDays));
  kpi.set_avoidable_days(sum.Of(figure::kAvoidableDays));
  kpi.set_solution_seconds(sum.Of(figure::kSolutionSeconds));
  return kpi;
}

}  // namespace loopbreaker
