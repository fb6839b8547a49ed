// The values of one JSON object, by their places.
#pragma once

#include <vector>

#include "mapping/plan.h"
#include "mapping/row.h"

#include <simdjson.h>

namespace loopbreaker {

// `above`: the objects above the object, the outermost first, and then itself. Views live as long as the parsed
// document and `embedded`. A list keeps its single values; null, absent and what the mapping calls missing are missing.
void ReadJsonRow(const MappingPlan& plan, const RowPlan& rows, const simdjson::dom::element& document,
                 const std::vector<simdjson::dom::element>& above, EmbeddedJson& embedded, Row& row);

}  // namespace loopbreaker
