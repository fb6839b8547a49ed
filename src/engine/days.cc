#include "engine/days.h"

#include "engine/batch.h"
#include "figures/tally_of.h"

namespace loopbreaker {

Tally CountDays(const FactStore& store, const RuleIndex& rules, Instant clock) {
  Tally tally;
  Batch batch(store, rules, clock);
  for (CustomerIndex customer = 0; customer < store.customers().size(); ++customer) {
    batch.Walk(customer);
    tally.Put(customer, TallyOf(batch.fold(), batch.judge().taken(), rules.set().settings, clock));
  }
  return tally;
}

}  // namespace loopbreaker
