// `settings` of a rules file.
#pragma once

#include "schema/json.h"

namespace loopbreaker::schema {

Json Settings();

}  // namespace loopbreaker::schema
