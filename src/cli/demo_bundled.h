// Files of this repository that are part of the program (src/cli/CMakeLists.txt says which).
#pragma once

#include <string_view>

namespace loopbreaker::bundled {

extern const std::string_view kPlumberEvents;     // examples/plumber/events.jsonl
extern const std::string_view kPlumberCustomers;  // examples/plumber/customers.jsonl
extern const std::string_view kPlumberUnits;      // examples/plumber/units.jsonl
extern const std::string_view kUciRows;           // examples/uci/incidents_excerpt.csv
extern const std::string_view kUciMapping;        // mappings/uci_incidents.yaml
extern const std::string_view kDefaultRules;      // rules/default.yaml

}  // namespace loopbreaker::bundled
