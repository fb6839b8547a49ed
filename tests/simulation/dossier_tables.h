// Dossiers as they should be, and as a log has them, by customer.
#pragma once

#include <map>
#include <string>

#include "engine/fact_store.h"
#include "link/pseudonym.h"
#include "rules/rule_index.h"
#include "support/simulated_log.h"

namespace loopbreaker {

// As text, without when they were written and why each contact is the customer's, which only link knows.
using DossierTable = std::map<std::string, std::string>;

// Of all customers of a store, folded from scratch; provisional ones under the names that the service gives them.
DossierTable WantedDossiers(const FactStore& store, const RuleIndex& rules, Instant clock,
                            const Pseudonyms& pseudonyms);
// The lines in which they differ; empty: they do not.
std::string Differences(const DossierTable& wanted, const DossierTable& published);
// What a reader of the topic has in the end.
DossierTable PublishedDossiers(const SimulatedLog& log, std::int32_t partitions);

}  // namespace loopbreaker
