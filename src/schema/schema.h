// JSON Schemas (draft-07) of the YAML files that people write, for editors: they complete, explain and check while one
// types. What a schema cannot say (two rules of one id) `loopbreaker check` says.
#pragma once

#include <span>
#include <string>

#include "schema/json.h"

namespace loopbreaker {

struct Schema {
  const char* name;  // as `loopbreaker schema` calls it
  const char* what;  // "rules files"
  Json (*make)();
};

// A further kind of file is one more source file here, and its line in the list.
std::span<const Schema> Schemas();

Json RulesSchema();
Json TestsSchema();
Json MappingSchema();
Json ServiceSchema();

}  // namespace loopbreaker
