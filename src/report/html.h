// A report as one page for people: nothing is loaded from elsewhere, it prints, and it fits a small screen.
#pragma once

#include <string>

#include "report/report.h"
#include "rules/rule.h"

namespace loopbreaker {

// `settings` are those of the rules; `language` stands instead of theirs.
std::string ReportHtml(const ReportResult& result, const RuleSettings& settings, Language language);

}  // namespace loopbreaker
