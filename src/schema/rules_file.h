// The rules, which a file of tests may have inside it.
#pragma once

#include "schema/json.h"

namespace loopbreaker::schema {

// What stands at the top of a rules file; adds the definitions that it needs.
Json RulesFile(Json& definitions);

}  // namespace loopbreaker::schema
