// The figures of days are a function of the facts, the rules and the clock, whatever came when.

#include "support/days.h"
#include "engine/stream.h"
#include "figures/tally_of.h"
#include "simulation/kpi_tables.h"
#include "simulation/simulation.h"
#include "support/published.h"

namespace loopbreaker {
namespace {

class DaysSimulation : public SimulationTest {};

TEST_P(DaysSimulation, AStreamInAnyOrderCountsWhatAFoldFromScratchDoes) {
  for (std::uint64_t seed = 1; seed <= Seeds(30) && !HasFailure(); ++seed) {
    SCOPED_TRACE("seed " + std::to_string(seed));
    World world(GetParam(), seed);
    const auto events = world.chance().Events(150);
    const Instant as_of = world.PresentAfter(events);
    PublishedTable published;
    Stream stream(world.rules(), world.directory(), published);
    Refusal refusal;
    for (const v1::ContactEvent& event : world.chance().Shuffled(events)) {
      published.BeginEvent();
      stream.Add(event, as_of, refusal);
    }
    published.BeginEvent();
    stream.Finish(as_of);
    const KpiTable wanted = KpiTableOf(CountDays(stream.store(), world.rules(), as_of));
    EXPECT_FALSE(wanted.empty());
    EXPECT_EQ(DifferencesOfKpi(wanted, KpiTableOf(stream.CountDays())), "");
  }
}

// Not of conflicts, which what is not kept would decide.
TEST_P(DaysSimulation, AStoreThatKeepsOnlyWhatIsReadCountsTheSame) {
  for (std::uint64_t seed = 1; seed <= Seeds(30) && !HasFailure(); ++seed) {
    SCOPED_TRACE("seed " + std::to_string(seed));
    World world(GetParam(), seed);
    world.chance().Allow({.conflicts = false});
    const auto events = world.chance().Events(150);
    const Instant as_of = world.PresentAfter(events);
    FactStore all = world.NewStore();
    world.Remember(events, all);
    const auto needed = static_cast<std::uint64_t>(world.rules().needed()) | kTallyNeeds;
    FactStore some(world.rules().set().settings, world.directory(), {.keep = FieldSet{needed}}, nullptr);
    world.Remember(events, some);
    EXPECT_EQ(DifferencesOfKpi(KpiTableOf(CountDays(all, world.rules(), as_of)),
                               KpiTableOf(CountDays(some, world.rules(), as_of))),
              "");
  }
}

INSTANTIATE_TEST_SUITE_P(Histories, DaysSimulation, kEveryCase, CaseName);

}  // namespace
}  // namespace loopbreaker
