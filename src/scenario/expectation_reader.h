// One line under `expect`.
#pragma once

#include <optional>
#include <string>

#include "base/yaml_reader.h"
#include "scenario/message_reader.h"
#include "scenario/rule_test.h"

namespace loopbreaker {

class ExpectationReader {
 public:
  // `rules` may be null, when they could not be read: then nothing about rules is checked. `at` and `customer`: where
  // none is given.
  ExpectationReader(const YamlReader& yaml, const MessageReader& messages, const RuleSet* rules, Instant at,
                    std::string customer)
      : yaml_(yaml), messages_(messages), rules_(rules), at_(at), customer_(std::move(customer)) {}

  // Empty after an error.
  std::optional<Expectation> Read(const YamlNode& node) const;
  // Whether the node is the id of a rule; else says so.
  bool CheckRule(const YamlNode& node) const;

 private:
  bool ReadStatus(const YamlNode& node, Expectation& out) const;
  bool ReadWhich(const YamlNode& node, Expectation& out) const;
  void ReadGroup(const YamlNode& node, Expectation& out) const;
  bool ReadDetails(const YamlNode& node, Expectation& out) const;

  const YamlReader& yaml_;
  const MessageReader& messages_;
  const RuleSet* rules_;
  Instant at_;
  std::string customer_;
};

}  // namespace loopbreaker
