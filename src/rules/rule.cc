#include "rules/rule.h"

#include <algorithm>
#include <array>

namespace loopbreaker {

std::string_view NameOf(Measure measure) {
  static constexpr std::array<std::string_view, kMeasures> kNames = {
      "contacts",           "agents",  "transfers",  "visits",        "failed_visits", "missed_by_company",
      "missed_by_customer", "reopens", "cost_cents", "customer_days", "age",           "waiting_on_customer",
      "waiting_on_company"};
  return kNames[static_cast<std::size_t>(measure)];
}

bool Rule::WhereMatches(std::string_view category) const {
  return where.empty() || std::any_of(where.begin(), where.end(),
                                      [category](const CategoryPattern& pattern) { return pattern.Matches(category); });
}

const Span& RuleSettings::LeadTimeOf(std::string_view team_or_desk) const {
  const auto own = std::find_if(lead_times.begin(), lead_times.end(),
                                [&](const auto& entry) { return entry.first == team_or_desk; });
  return own == lead_times.end() ? lead_time : own->second;
}

const Rule* RuleSet::Find(std::string_view id) const {
  const auto rule = std::find_if(rules.begin(), rules.end(), [id](const Rule& r) { return r.id == id; });
  return rule == rules.end() ? nullptr : &*rule;
}

}  // namespace loopbreaker
