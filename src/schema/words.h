// What a person reads who points at a name: the kinds of events, their fields, the measures of a loop.
#pragma once

#include <string_view>

namespace loopbreaker::schema {

// Each empty for a name that does not exist.
std::string_view WordsOfEvent(std::string_view kind);
// `kind` decides where one name means different things in different events; it may be empty.
std::string_view WordsOfField(std::string_view kind, std::string_view field);
std::string_view WordsOfMeasure(std::string_view measure);

}  // namespace loopbreaker::schema
