// Published is compared with wanted, not remembered from a transition.
#include "engine/stream.h"
#include "simulation/simulation.h"
#include "support/published.h"

namespace loopbreaker {
namespace {

class RestartSimulation : public SimulationTest {};

TEST_P(RestartSimulation, RunningAgainOnWhatIsPublishedPublishesNothing) {
  for (std::uint64_t seed = 1; seed <= Seeds(40) && !HasFailure(); ++seed) {
    SCOPED_TRACE("seed " + std::to_string(seed));
    World world(GetParam(), seed);
    const auto events = world.chance().Events(150);
    const Instant as_of = world.PresentAfter(events);
    PublishedTable published;
    Refusal refusal;
    {
      Stream stream(world.rules(), world.directory(), published);
      for (const v1::ContactEvent& event : events) stream.Add(event, as_of, refusal);
      stream.Finish(as_of);
    }
    PublishedTable again = published;
    const std::size_t revisions = published.revisions();
    Stream stream(world.rules(), world.directory(), again);
    published.LoadInto(stream);
    for (const v1::ContactEvent& event : events) stream.Add(event, as_of, refusal);
    stream.Finish(as_of);
    EXPECT_EQ(again.revisions(), revisions);
    EXPECT_EQ(again.EscalationLines(), published.EscalationLines());
  }
}

INSTANTIATE_TEST_SUITE_P(Histories, RestartSimulation, kEveryCase, CaseName);

}  // namespace
}  // namespace loopbreaker
