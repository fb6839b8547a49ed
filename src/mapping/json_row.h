// The values of one JSON object, by pointer.
#pragma once

#include <vector>

#include "mapping/plan.h"
#include "mapping/row.h"

#include <simdjson.h>

namespace loopbreaker {

// `chain`: the object itself, then the objects above it, nearest first. Views live as long as the parsed document. A
// list keeps its single values; null, absent and what the mapping calls missing are missing.
void ReadJsonRow(const MappingPlan& plan, const std::vector<simdjson::dom::element>& chain, Row& row);

}  // namespace loopbreaker
