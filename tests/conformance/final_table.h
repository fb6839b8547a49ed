// Final tables as tests compare them: sets of rows, with no difference between absent, null, zero and empty, nor
// between "123" and 123.
#pragma once

#include <map>
#include <string>
#include <string_view>

namespace loopbreaker {

// A row by the names of its values; a value is canonical JSON, and one that says nothing is absent.
using TableRow = std::map<std::string, std::string>;
// The rows by what they are about: rule, scope, customer, loop, group.
using FinalTable = std::map<std::string, TableRow>;

// From JSON lines. Two rows about the same thing, and what is not JSON, are failures of the test that runs.
FinalTable ReadFinalTable(std::string_view lines);

// The first three differences for a person to read; empty if there are none.
std::string Differences(const FinalTable& wanted, const FinalTable& got);

}  // namespace loopbreaker
