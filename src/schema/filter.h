// Filters, whose keys depend on the events that they name.
#pragma once

#include <string>
#include <vector>

#include "event/field.h"
#include "schema/json.h"

namespace loopbreaker::schema {

// Adds the definition "filter" and those that it needs.
void DefineFilter(Json& definitions);
Json Filter();

// Names of fields that a rule may use: in a filter and `group_by`, or under `distinct`, where people at work may be
// counted and lists may not.
std::vector<std::string> FilterFields(KindMask kinds);
std::vector<std::string> DistinctFields();
// The fields with a time, for `due`.
std::vector<std::string> TimeFields();

}  // namespace loopbreaker::schema
