// One record by itself, as of a topic: no file around it.
#pragma once

#include <string_view>

#include "mapping/mapping.h"

namespace loopbreaker {

// `record`: JSON, or one row of a CSV whose columns the mapping names. Overwrites `out`.
void MapRecord(const Mapping& mapping, std::string_view record, Mapped& out);

}  // namespace loopbreaker
