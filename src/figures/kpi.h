// The figures of one day and category as a record for others.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "figures/tally.h"
#include "loopbreaker/v1/kpi.pb.h"

namespace loopbreaker {

// REQUIRES: the key is of a category.
v1::Kpi KpiOf(const TallyKey& key, const TallyPart& sum);

// DAY|CATEGORY, percent-encoded.
std::string KpiKey(const TallyKey& key);
// Empty: it is none.
std::optional<TallyKey> ParseKpiKey(std::string_view key);

}  // namespace loopbreaker
