#include "schema/schema.h"

#include <array>

namespace loopbreaker {

std::span<const Schema> Schemas() {
  static constexpr auto kSchemas = std::to_array<Schema>({
      {"rules", "rules files", RulesSchema},
      {"tests", "files of tests of rules", TestsSchema},
      {"mapping", "mappings of foreign CSV and JSON", MappingSchema},
      {"service", "the configuration of the service", ServiceSchema},
  });
  return kSchemas;
}

}  // namespace loopbreaker
