// The figures of days are a function of the facts, the rules and the clock, whatever came when.
#include "engine/days.h"

#include "engine/stream.h"
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

INSTANTIATE_TEST_SUITE_P(Histories, DaysSimulation, kEveryCase, CaseName);

}  // namespace
}  // namespace loopbreaker
