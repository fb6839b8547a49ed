// What a stream publishes ends where the final table stands, whatever came when.
#include "engine/stream.h"

#include "simulation/simulation.h"
#include "support/published.h"

namespace loopbreaker {
namespace {

class StreamSimulation : public SimulationTest {};

void ExpectLastRevisionsAreTheFinalTable(World& world, const std::vector<v1::ContactEvent>& arrival, Instant as_of) {
  PublishedTable published;
  Stream stream(world.rules(), world.directory(), published);
  Refusal refusal;
  for (const v1::ContactEvent& event : arrival) {
    published.BeginEvent();
    stream.Add(event, as_of, refusal);
  }
  published.BeginEvent();
  stream.Finish(as_of);
  EXPECT_EQ(published.problems(), "");
  EXPECT_EQ(Differences(world.Escalations(stream.store(), as_of), ReadFinalTable(published.EscalationLines())), "");
  EXPECT_EQ(Differences(world.Feedback(stream.store(), as_of), ReadFinalTable(published.FeedbackLines())), "");
}

TEST_P(StreamSimulation, LastRevisionsAreTheFinalTable) {
  for (std::uint64_t seed = 1; seed <= Seeds(60) && !HasFailure(); ++seed) {
    SCOPED_TRACE("seed " + std::to_string(seed));
    World world(GetParam(), seed);
    const auto events = world.chance().Events(150);
    const Instant as_of = world.PresentAfter(events);
    {
      SCOPED_TRACE("in order");
      ExpectLastRevisionsAreTheFinalTable(world, events, as_of);
    }
    SCOPED_TRACE("shuffled");
    ExpectLastRevisionsAreTheFinalTable(world, world.chance().Shuffled(events), as_of);
  }
}

INSTANTIATE_TEST_SUITE_P(Histories, StreamSimulation, kEveryCase, CaseName);

}  // namespace
}  // namespace loopbreaker
