// The incremental path equals a fold from scratch after every single event.
#include "engine/stream.h"
#include "simulation/simulation.h"
#include "support/published.h"

namespace loopbreaker {
namespace {

class PrefixSimulation : public SimulationTest {};

// After an event at clock t every escalation stands as the final table at t has it, or, where neither this event nor
// one before it at t touched it, as the table just before t has it: what time alone changes at t itself is published
// when the clock moves on or at the end, together with what further facts of t may change. Nothing else may differ.
std::string DifferencesAfterEvent(const World& world, const Stream& stream, const PublishedTable& published) {
  const FinalTable stands = ReadFinalTable(published.EscalationLines());
  FinalTable wanted = world.Escalations(stream.store(), stream.clock());
  if (stands == wanted) return "";
  const FinalTable before = world.Escalations(stream.store(), stream.clock() - Nanos{1});
  const auto row_of = [](const FinalTable& table, const std::string& about) -> const TableRow* {
    const auto it = table.find(about);
    return it == table.end() ? nullptr : &it->second;
  };
  const auto same = [](const TableRow* a, const TableRow* b) {
    return a == nullptr ? b == nullptr : b != nullptr && *a == *b;
  };
  const auto accept = [&](const std::string& about) {
    const TableRow* row = row_of(before, about);
    if (!same(row_of(stands, about), row)) return;
    if (row == nullptr) {
      wanted.erase(about);
    } else {
      wanted[about] = *row;
    }
  };
  for (const auto& [about, row] : FinalTable(wanted)) accept(about);
  for (const auto& [about, row] : before) accept(about);
  return Differences(wanted, stands);
}

void ExpectEveryPrefixHolds(const World& world, const std::vector<v1::ContactEvent>& arrival,
                            std::size_t customers_live_max) {
  PublishedTable published;
  Stream stream(world.rules(), world.directory(), published, customers_live_max);
  Refusal refusal;
  int n = 0;
  for (const v1::ContactEvent& event : arrival) {
    published.BeginEvent();
    stream.Add(event, kLatest, refusal);
    ASSERT_EQ(DifferencesAfterEvent(world, stream, published), "")
        << "after event " << n << ": " << event.ShortDebugString() << " at " << FormatTime(stream.clock());
    ASSERT_EQ(published.problems(), "") << "after event " << n << ": " << event.ShortDebugString();
    ++n;
  }
  stream.Finish(std::nullopt);
  EXPECT_EQ(Differences(world.Escalations(stream.store(), stream.clock()), ReadFinalTable(published.EscalationLines())),
            "");
  EXPECT_EQ(Differences(world.Feedback(stream.store(), stream.clock()), ReadFinalTable(published.FeedbackLines())), "");
}

TEST_P(PrefixSimulation, EveryPrefixInOrderEqualsAFoldFromScratch) {
  for (std::uint64_t seed = 1; seed <= Seeds(12) && !HasFailure(); ++seed) {
    SCOPED_TRACE("seed " + std::to_string(seed));
    World world(GetParam(), seed);
    ExpectEveryPrefixHolds(world, world.chance().Events(120), Stream::kLiveMax);
  }
}

TEST_P(PrefixSimulation, EveryPrefixOfAShuffledArrivalEqualsAFoldFromScratch) {
  for (std::uint64_t seed = 1; seed <= Seeds(12) && !HasFailure(); ++seed) {
    SCOPED_TRACE("seed " + std::to_string(seed));
    World world(GetParam(), seed);
    ExpectEveryPrefixHolds(world, world.chance().Shuffled(world.chance().Events(120)), Stream::kLiveMax);
  }
}

// Customers whose history is put away and taken out again, as in a population that does not fit.
TEST_P(PrefixSimulation, NothingChangesWhenHistoriesArePutAway) {
  for (std::uint64_t seed = 1; seed <= Seeds(12) && !HasFailure(); ++seed) {
    SCOPED_TRACE("seed " + std::to_string(seed));
    World world(GetParam(), seed);
    ExpectEveryPrefixHolds(world, world.chance().Events(120), 1);
  }
}

INSTANTIATE_TEST_SUITE_P(Histories, PrefixSimulation, kEveryCase, CaseName);

}  // namespace
}  // namespace loopbreaker
