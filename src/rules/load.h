// Rules from YAML: parsed, checked against the proto, compiled. See docs/rules.md for the language.
#pragma once

#include <memory>
#include <string>
#include <string_view>

#include "base/diagnostic.h"
#include "base/yaml.h"
#include "rules/rule.h"

namespace loopbreaker {

// The rule set in `text`, or null when there is any error; all errors are added to `errors` with their place.
std::shared_ptr<const RuleSet> LoadRules(std::string_view text, const std::string& file, Diagnostics& errors);

// The same from a part of a document, such as the rules inside a test. They are no file of their own: `hash` stays 0.
std::shared_ptr<const RuleSet> LoadRules(const YamlDocument& document, const YamlNode& node, Diagnostics& errors);

}  // namespace loopbreaker
