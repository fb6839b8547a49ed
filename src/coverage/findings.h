// What coverage has to say of the data, in sentences.
#pragma once

#include <string>
#include <vector>

#include "coverage/coverage.h"

namespace loopbreaker {

// The most useful first; `result.rules` and the counts are filled in.
std::vector<std::string> FindingsOf(const CoverageResult& result);

// The setting that keeps the first of `result.proxies`, of which there is one at least, from being alerted of.
std::string ProxiesLine(const CoverageResult& result);

std::string CoverageText(const CoverageResult& result);
// One JSON object;
std::string CoverageJson(const CoverageResult& result);

}  // namespace loopbreaker
