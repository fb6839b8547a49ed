// One line for people about a fact, and the words for enum values, in the settings' language. Never names an agent or
// technician.
#pragma once

#include <string>
#include <string_view>

#include "event/fact.h"
#include "rules/rule.h"

namespace loopbreaker {

// "visit, not fixed: no parts (thermostatic valve)"; the note follows after a dash. Briefly: without note and
// diagnosis.
std::string LineOf(const Fact& fact, Language language, bool briefly = false);

std::string_view WordFor(v1::Blocker::Value blocker, Language language);

}  // namespace loopbreaker
