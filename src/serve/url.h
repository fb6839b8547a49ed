// What stands in a request's target: percent-encoded parts, and parameters.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace loopbreaker {

using Parameters = std::vector<std::pair<std::string, std::string>>;

// "a=b&c=d%20e+f" gives (a, b), (c, "d e f"). Empty: a percent sign without two digits.
std::optional<Parameters> ParseQuery(std::string_view query);

// Whether `path` is of the form of `pattern`, "/escalations/{id}/actions" say, in which a name in braces stands for one
// part that is not empty; `parameters` are those, decoded.
bool MatchPath(std::string_view pattern, std::string_view path, Parameters& parameters);

}  // namespace loopbreaker
