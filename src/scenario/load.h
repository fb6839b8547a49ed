// Tests of rules from YAML, and from the examples in a Markdown text.
#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/diagnostic.h"
#include "scenario/rule_test.h"

namespace loopbreaker {

// The text of a file; empty: `error` says why not.
using TextReader = std::function<std::optional<std::string>(const std::string& path, std::string& error)>;

// The tests in `text`, or null when there is any error; all errors are added with their place. `read` gives the rules
// file that the test names, whose path is relative to `file`.
std::unique_ptr<RuleTestFile> LoadRuleTests(std::string_view text, const std::string& file, const TextReader& read,
                                            Diagnostics& errors);

// Each ```yaml block of a Markdown text whose first line is "# test", as a YAML text with every line where it stands in
// the whole.
std::vector<std::string> RuleTestBlocks(std::string_view markdown);

}  // namespace loopbreaker
