// Supervisors name escalations by ids that a first run published.
#include "engine/stream.h"
#include "gmock/gmock.h"
#include "rules/target.h"
#include "simulation/simulation.h"
#include "support/published.h"

namespace loopbreaker {
namespace {

class ActionSimulation : public SimulationTest {};

TEST_P(ActionSimulation, ActionsOnPublishedIdsEndInTheSameTableWhateverTheOrder) {
  for (std::uint64_t seed = 1; seed <= Seeds(40) && !HasFailure(); ++seed) {
    SCOPED_TRACE("seed " + std::to_string(seed));
    World world(GetParam(), seed);
    auto events = world.chance().Events(120);
    const Instant as_of = world.PresentAfter(events);
    PublishedTable first;
    Stream watched(world.rules(), world.directory(), first);
    Refusal refusal;
    for (const v1::ContactEvent& event : events) watched.Add(event, as_of, refusal);
    std::vector<std::string> ids;
    for (const auto& [id, row] : first.escalations()) ids.push_back(id);
    world.chance().ActOn(ids, 25, events);

    FactStore in_order = world.NewStore();
    world.Remember(events, in_order);
    const Instant clock = std::max(as_of, in_order.latest());
    for (const auto& arrival : {events, world.chance().Shuffled(events)}) {
      PublishedTable published;
      Stream stream(world.rules(), world.directory(), published);
      for (const v1::ContactEvent& event : arrival) {
        published.BeginEvent();
        stream.Add(event, clock, refusal);
      }
      published.BeginEvent();
      stream.Finish(clock);
      EXPECT_EQ(published.problems(), "");
      EXPECT_EQ(Differences(world.Escalations(in_order, clock), ReadFinalTable(published.EscalationLines())), "");
      EXPECT_EQ(Differences(world.Feedback(in_order, clock), ReadFinalTable(published.FeedbackLines())), "");
    }
  }
}

INSTANTIATE_TEST_SUITE_P(Histories, ActionSimulation, kEveryCase, CaseName);

}  // namespace
}  // namespace loopbreaker
