// One line for people about a fact, and the words for enum values, in the settings' language. Never names an agent or
// technician.
#pragma once

#include <string>
#include <string_view>

#include "event/fact.h"
#include "rules/rule.h"

namespace loopbreaker {

// "visit, not fixed: no parts (thermostatic valve)"; the note follows after a dash. Briefly: without note and
// diagnosis. Times in it are local, as by WhenText.
std::string LineOf(const Fact& fact, const RuleSettings& settings, bool briefly = false);

// "Tue 24 Feb 2026 10:40", in the time zone of the settings' calendar.
std::string WhenText(Instant at, const RuleSettings& settings);

// "visit planned", "contact".
std::string_view WordFor(Kind kind, Language language);
std::string_view WordFor(v1::Blocker::Value blocker, Language language);

}  // namespace loopbreaker
