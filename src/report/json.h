// A report for programs.
#pragma once

#include <string>

#include "report/report.h"

namespace loopbreaker {

// One JSON object with all figures of the page, and all rows where the page shows the first ones. Times are RFC 3339 in
// UTC, lengths in seconds, shares as counts; what is not known is null.
std::string ReportJson(const ReportResult& result);

}  // namespace loopbreaker
