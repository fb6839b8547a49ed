// What explaining says of events given as JSON lines.
#pragma once

#include <gtest/gtest.h>

#include <fstream>
#include <memory>
#include <sstream>
#include <string>

#include "event/decode.h"
#include "explain/explain.h"
#include "rules/load.h"

namespace loopbreaker {

inline std::string ReadText(const std::string& path) {
  std::ifstream file(path);
  EXPECT_TRUE(file) << path;
  std::ostringstream text;
  text << file.rdbuf();
  return text.str();
}

struct ExplainCase {
  std::string rules = {};   // YAML
  std::string events = {};  // JSON lines
  std::string customers_file = {};
  std::string customer = {};
  std::string as_of = {};
  std::string rule = {};
  bool why_linked = false;
};

inline std::string Explained(const ExplainCase& given) {
  Diagnostics errors;
  const auto set = LoadRules(given.rules, "r.yaml", errors);
  for (const Diagnostic& error : errors.list()) ADD_FAILURE() << ToText(error);
  if (set == nullptr) return {};
  Directory directory(set->settings.phone_region);
  std::string error;
  const bool read = given.customers_file.empty() || LoadCustomers(given.customers_file, directory, error);
  EXPECT_TRUE(read) << error;
  FactStore store(set->settings, directory, {}, nullptr);
  LinkReasons links(given.customer, directory);
  JsonDecoder decoder;
  std::istringstream lines(given.events);
  v1::ContactEvent event;
  Refusal refusal;
  for (std::string line; std::getline(lines, line);) {
    const bool valid = decoder.Decode(line, event, refusal) && Validate(event, refusal);
    EXPECT_TRUE(valid) << refusal.detail << "\n" << line;
    if (!valid) continue;
    EXPECT_NE(store.Add(event, kLatest, refusal), FactStore::Outcome::kDead) << refusal.detail;
    links.Note(event);
  }
  const RuleIndex rules(set);
  const Instant clock = given.as_of.empty() ? store.latest() : ParseTime(given.as_of).value_or(Instant{});
  return Explain(store, rules,
                 {store.customers().Find(given.customer), clock, given.rule, given.why_linked ? &links : nullptr});
}

}  // namespace loopbreaker
