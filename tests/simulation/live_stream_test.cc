// The stream as the service drives it: loaded in any order, and a time that is known beside the clock.
#include "engine/stream.h"
#include "simulation/simulation.h"
#include "support/published.h"

namespace loopbreaker {
namespace {

class LiveStreamSimulation : public SimulationTest {};

// Known a little at a time, down to "nothing is known yet": what is published in the end does not depend on it.
TEST_P(LiveStreamSimulation, PublishesTheVerdictsHoweverTimeBecomesKnown) {
  for (std::uint64_t seed = 1; seed <= Seeds(40) && !HasFailure(); ++seed) {
    SCOPED_TRACE("seed " + std::to_string(seed));
    World world(GetParam(), seed);
    world.chance().Allow({.hidden_customers = false, .corrections = false});
    const auto events = world.chance().Events(120);
    const Instant present = world.PresentAfter(events) + Days{1};
    const auto arriving = world.chance().Shuffled(events);
    PublishedTable published;
    Refusal refusal;
    Stream stream(world.rules(), world.directory(), published);
    stream.StartLoading();
    const std::size_t loaded =
        static_cast<std::size_t>(world.chance().Below(static_cast<std::int64_t>(arriving.size())));
    for (std::size_t i = 0; i < loaded; ++i) stream.Add(arriving[i], kLatest, refusal);
    stream.StartPublishing(Instant::min(), kEarliest);
    Instant complete = kEarliest;
    // What was loaded is judged little by little, while other facts come.
    for (std::size_t i = loaded; i < arriving.size(); ++i) {
      stream.JudgeRest(static_cast<std::size_t>(world.chance().Below(2)));
      stream.Add(arriving[i], kLatest, refusal);
      if (world.chance().Below(8) != 0) continue;
      complete = std::max(complete, present - hours{world.chance().Below(24 * 60)});
      stream.CompleteTo(complete);
    }
    stream.CompleteTo(present);
    stream.JudgeRest(SIZE_MAX);
    FactStore store = world.NewStore();
    world.Remember(events, store);
    EXPECT_EQ(Differences(world.Escalations(store, present), ReadFinalTable(published.EscalationLines())), "");
  }
}

INSTANTIATE_TEST_SUITE_P(Histories, LiveStreamSimulation, kEveryCase, CaseName);

}  // namespace
}  // namespace loopbreaker
