// Rule texts for the tests of the loader, and what they give.
#pragma once

#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "rules/load.h"

namespace loopbreaker {

inline std::vector<std::string> ErrorsOf(const std::string& text) {
  Diagnostics errors;
  const auto set = LoadRules(text, "r.yaml", errors);
  EXPECT_EQ(set == nullptr, !errors.empty());
  std::vector<std::string> texts;
  for (const Diagnostic& error : errors.list()) texts.push_back(ToText(error));
  return texts;
}

inline std::shared_ptr<const RuleSet> Loaded(const std::string& text) {
  Diagnostics errors;
  auto set = LoadRules(text, "r.yaml", errors);
  for (const Diagnostic& error : errors.list()) ADD_FAILURE() << ToText(error);
  return set ? set : std::make_shared<RuleSet>();
}

// A file with one rule, whose lines besides id, title, severity and route begin in line 4.
inline std::string WithRule(const std::string& lines) {
  return "version: 1\nrules:\n- {id: r, title: t, severity: LOW, route: desk,\n" + lines + "}\n";
}
inline std::string WithFilter(const std::string& filter) {
  return WithRule("count: {at_least: 1, of: " + filter + "}");
}
inline std::string WithSettings(const std::string& lines) { return "version: 1\nrules: []\nsettings:\n" + lines; }

inline const Rule& OneRule(const RuleSet& set) {
  static const Rule none;
  EXPECT_EQ(set.rules.size(), 1u);
  return set.rules.empty() ? none : set.rules.front();
}

}  // namespace loopbreaker
