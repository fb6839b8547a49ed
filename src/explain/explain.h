// One customer's story for a person: the loops with their timelines, and for each rule why it escalated or did not.
#pragma once

#include <string>

#include "engine/fact_store.h"
#include "explain/link_reasons.h"
#include "rules/rule_index.h"

namespace loopbreaker {

struct ExplainRequest {
  CustomerIndex customer = kNobody;
  Instant clock{};
  std::string rule;                    // empty: all
  const LinkReasons* links = nullptr;  // null: how facts found their customer is not told
};

// Lines of text in the settings' language, with times in their time zone. REQUIRES: the customer is in the store.
std::string Explain(const FactStore& store, const RuleIndex& rules, const ExplainRequest& request);

}  // namespace loopbreaker
