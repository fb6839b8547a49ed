// Rule tests as text, and what running them says.
#pragma once

#include <gtest/gtest.h>

#include <fstream>
#include <sstream>
#include <string>
#include <vector>

#include "scenario/load.h"
#include "scenario/run.h"

namespace loopbreaker {

inline std::optional<std::string> ReadText(const std::string& path, std::string& error) {
  std::ifstream file(path);
  std::ostringstream text;
  if (file) text << file.rdbuf();
  if (!file) {
    error = "cannot read '" + path + "'";
    return std::nullopt;
  }
  return text.str();
}

inline std::vector<std::string> ErrorsOf(const std::string& text) {
  Diagnostics errors;
  const auto tests = LoadRuleTests(text, "t.yaml", ReadText, errors);
  EXPECT_EQ(tests == nullptr, !errors.empty());
  std::vector<std::string> texts;
  for (const Diagnostic& error : errors.list()) texts.push_back(ToText(error));
  return texts;
}

inline std::unique_ptr<RuleTestFile> Loaded(const std::string& text, const std::string& file = "t.yaml") {
  Diagnostics errors;
  auto tests = LoadRuleTests(text, file, ReadText, errors);
  for (const Diagnostic& error : errors.list()) ADD_FAILURE() << ToText(error);
  return tests ? std::move(tests) : std::make_unique<RuleTestFile>();
}

// The failures of all tests in one text; empty: all passed.
inline std::string FailuresOf(const RuleTestFile& file) {
  std::string text;
  for (const RuleTest& test : file.tests) {
    for (const std::string& failure : RunRuleTest(test, file).failures) text += test.name + ":\n" + failure;
  }
  return text;
}

// Two rules, one test; its keys besides the name begin in line 8.
inline std::string WithTest(const std::string& lines) {
  return R"(rules: {version: 1, settings: {timezone: Europe/Amsterdam}, rules: [
    {id: twice, title: t, severity: LOW, route: desk, ladder: [{after: 0d, to: desk}, {after: 2d, to: boss}],
     count: {of: {event: visit_completed, outcome: NOT_FIXED}, at_least: 2, within: 30d}},
    {id: everywhere, title: t, severity: LOW, route: desk, scope: process,
     count: {of: {event: visit_completed}, at_least: 2, within: 30d, group_by: [category], distinct: customer_id}}]}
tests:
- name: it
)" + lines;
}

}  // namespace loopbreaker
