// Events of a test as one line: `2026-03-02 09:10 call by ann about plumbing/leak, unresolved`.
//
// A line is a time, what happened, and what more there is to say, in the phrases of the table in phrases.h. README.md
// of this folder shows all of them. A line is expanded into the map that says the same, so that it means exactly what
// the map means.
#pragma once

#include "base/yaml_reader.h"

namespace loopbreaker {

// A text; or, where YAML takes "visit, not fixed: no parts" for a map of one entry, a map whose only key begins with a
// digit.
bool IsShortForm(const YamlNode& node);

// REQUIRES: IsShortForm(node). False: an error was added.
bool ExpandShortForm(const YamlReader& yaml, const YamlNode& node, YamlNode& map);

}  // namespace loopbreaker
