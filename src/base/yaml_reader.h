// Values out of a YAML document, each checked where it stands: what was expected, what was found, where.
//
// Every method that reads adds an error and returns empty when the node is not what it should be, so that the caller
// goes on and collects all errors. `what` names the value in messages: "'within'". Holds references; use it while
// document and errors live.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/calendar.h"
#include "base/diagnostic.h"
#include "base/time.h"
#include "base/yaml.h"

namespace loopbreaker {

class YamlReader {
 public:
  YamlReader(const YamlDocument& document, Diagnostics& errors) : document_(document), errors_(errors) {}

  void Error(const YamlNode& node, std::string message) const { ErrorAt(document_, node, std::move(message), errors_); }
  // "expected EXPECTED for WHAT, found ...".
  void Expected(const YamlNode& node, std::string_view what, std::string_view expected) const;

  // A map, with no keys but these (an empty list allows any). False only when it is no map; unknown keys are reported
  // and left to the caller to ignore.
  bool Map(const YamlNode& node, std::string_view what, const std::vector<std::string>& keys = {}) const;
  // The value of a key that must be there.
  const YamlNode* Required(const YamlNode& map, std::string_view what, std::string_view key) const;

  // A text that is not empty.
  std::optional<std::string> Text(const YamlNode& node, std::string_view what) const;
  // `true` or `false`, and nothing else.
  std::optional<bool> Flag(const YamlNode& node, std::string_view what) const;
  std::optional<std::int64_t> Integer(const YamlNode& node, std::string_view what, std::int64_t min,
                                      std::int64_t max) const;
  // Calendar time, at least `min`.
  std::optional<Nanos> Duration(const YamlNode& node, std::string_view what, Nanos min = Nanos{0}) const;
  // Calendar or business time.
  std::optional<Span> BusinessSpan(const YamlNode& node, std::string_view what, const Calendar& calendar) const;
  // One of `names`, as an index.
  std::optional<std::size_t> Choice(const YamlNode& node, std::string_view what,
                                    const std::vector<std::string>& names) const;

  // One scalar, or a list of them that is not empty. What is none is reported and left out.
  std::vector<const YamlNode*> OneOrMore(const YamlNode& node, std::string_view what) const;
  std::vector<std::string> OneOrMoreTexts(const YamlNode& node, std::string_view what) const;

 private:
  const YamlDocument& document_;
  Diagnostics& errors_;
};

// "'FIXD'", "a list", "a map", "nothing".
std::string Described(const YamlNode& node);

}  // namespace loopbreaker
