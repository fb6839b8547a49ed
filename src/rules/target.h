// Which escalation a supervisor action names (semantics, section 7), and the form of escalation ids.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "history/fold.h"
#include "rules/rule_index.h"

namespace loopbreaker {

struct Target {
  bool every_rule = false;     // a reference alone: every escalation of the loop
  std::uint32_t rule = kNone;  // else this rule; kNone: there is none of that id
  bool customer = false;       // that rule has scope customer
  LoopIndex loop = kNone;      // of the escalation that is named by its id
  std::uint64_t per = 0;       // hash of the value that is named; 0: all values
};

// `CUSTOMER|RULE|SOURCE/ID[|PER]`, each part percent-encoded; scope customer: `CUSTOMER|RULE`.
struct EscalationId {
  std::string customer;
  std::string rule;
  std::string source;
  std::string id;
  std::string per;
  bool has_fact = false;
  bool has_per = false;
};
std::string ToText(const EscalationId& id);
std::optional<EscalationId> ParseEscalationId(std::string_view text);

// Whether that is the id of process feedback, `RULE|FIELD=VALUE|...`: no rule has an equals sign in its id, and an
// escalation's second part is one.
bool NamesFeedback(std::string_view escalation_id);

// REQUIRES: `fact` is a supervisor_acted. Looks among the facts that the fold has taken.
Target FindTarget(const Fact& fact, const RuleIndex& rules, const History& history, const Fold& fold);

}  // namespace loopbreaker
