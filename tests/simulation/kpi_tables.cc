#include "simulation/kpi_tables.h"

#include "figures/kpi.h"
#include "service/record.h"

namespace loopbreaker {

KpiTable KpiTableOf(const Tally& tally, std::int32_t first) {
  KpiTable table;
  tally.Each(TallyKind::kCategory, [&](const TallyKey& key, const TallyPart& sum) {
    if (key.day >= first) table[KpiKey(key)] = KpiOf(key, sum).ShortDebugString();
  });
  return table;
}

KpiTable PublishedKpi(const SimulatedLog& log, std::int32_t first) {
  KpiTable table;
  const SimulatedLog::Place place{std::string(NameOf(Topic::kKpi)), 0};
  for (std::int64_t offset = 0; offset < log.End(place); ++offset) {
    const SimulatedLog::Record& record = log.At(place, offset);
    const auto key = ParseKpiKey(record.key);
    if (!key || key->day < first) continue;
    v1::Kpi kpi;
    if (!record.value) {
      table.erase(record.key);
    } else if (kpi.ParseFromString(*record.value)) {
      table[record.key] = kpi.ShortDebugString();
    }
  }
  return table;
}

std::string DifferencesOfKpi(const KpiTable& wanted, const KpiTable& found) {
  KpiTable both = wanted;
  both.insert(found.begin(), found.end());
  std::string out;
  for (const auto& [key, ignored] : both) {
    const auto a = wanted.find(key);
    const auto b = found.find(key);
    if (a != wanted.end() && b != found.end() && a->second == b->second) continue;
    out += key + "\n  wanted " + (a == wanted.end() ? "nothing" : a->second) + "\n  found  " +
           (b == found.end() ? "nothing" : b->second) + "\n";
  }
  return out;
}

}  // namespace loopbreaker
