// Semantics, section 1: the order of arrival and duplicates do not matter.
#include "gmock/gmock.h"
#include "simulation/simulation.h"

namespace loopbreaker {
namespace {

using testing::ContainerEq;

class ArrivalSimulation : public SimulationTest {};

TEST_P(ArrivalSimulation, AnyOrderWithDuplicatesGivesTheSameFinalTable) {
  for (std::uint64_t seed = 1; seed <= Seeds(60); ++seed) {
    SCOPED_TRACE("seed " + std::to_string(seed));
    World world(GetParam(), seed);
    const auto events = world.chance().Events(120);
    const Instant clock = world.PresentAfter(events);
    FactStore in_order = world.NewStore();
    world.Remember(events, in_order);
    for (int arrival = 0; arrival < 2; ++arrival) {
      FactStore shuffled = world.NewStore();
      world.Remember(world.chance().Shuffled(events), shuffled);
      ASSERT_THAT(world.VerdictLines(shuffled, clock), ContainerEq(world.VerdictLines(in_order, clock)));
      ASSERT_THAT(world.LoopLines(shuffled, clock), ContainerEq(world.LoopLines(in_order, clock)));
    }
  }
}

INSTANTIATE_TEST_SUITE_P(Histories, ArrivalSimulation, kEveryCase, CaseName);

}  // namespace
}  // namespace loopbreaker
