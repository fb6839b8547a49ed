// Trends as the API has them:
//
//   {"days": ["2026-03-02", ...], "all": {"opened": [3, ...], "open": [12, ...]}, "desks": {"planning": {...}, ...}}
#pragma once

#include <string>

#include "board/trends.h"

namespace loopbreaker {

std::string TrendsJson(const TrendTable& table);

}  // namespace loopbreaker
