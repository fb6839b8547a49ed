// A fold that was put away as bytes goes on as if it had never been away.
#include "history/snapshot.h"

#include "engine/table_line.h"
#include "rules/judge.h"
#include "rules/process.h"
#include "simulation/simulation.h"

namespace loopbreaker {
namespace {

class SnapshotSimulation : public SimulationTest {};

struct Folded {
  Folded(const World& world, const FactStore& store)
      : groups(world.rules()),
        history(store.settings().history, store.pool()),
        judge(history, world.rules(), groups, 0) {}

  std::string Save() const {
    std::string bytes;
    SnapshotWriter writer(bytes);
    history.Save(writer);
    judge.Save(writer);
    return bytes;
  }
  bool Restore(std::string_view bytes) {
    SnapshotReader reader(bytes);
    history.Restore(reader);
    judge.Restore(reader);
    return reader.ok() && reader.at_end();
  }
  void Extend(std::string_view facts, Instant clock) {
    std::size_t changed_from = 0;
    history.Extend(facts, changed_from);
    judge.RollBackTo(changed_from);
    judge.TakeUntil(clock);
  }
  std::vector<std::string> Lines(std::string_view customer, Instant clock) const {
    std::vector<Verdict> verdicts;
    for (LoopIndex loop = 0; loop < judge.fold().loops(); ++loop) judge.LoopVerdicts(loop, clock, verdicts);
    judge.CustomerVerdicts(clock, verdicts);
    std::vector<std::string> lines;
    for (const Verdict& verdict : verdicts) lines.push_back(VerdictLine(verdict, customer, judge.fold()));
    for (LoopIndex loop = 0; loop < judge.fold().loops(); ++loop) {
      lines.push_back(LoopLine(loop, customer, judge.fold(), clock));
    }
    return lines;
  }

  ProcessGroups groups;
  History history;
  Judge judge;
};

// Half of the events, a snapshot of everybody, then the others.
void ExpectSnapshotsGoOn(const World& world, const std::vector<v1::ContactEvent>& arrival, Instant clock) {
  FactStore store = world.NewStore();
  const auto half = arrival.begin() + static_cast<std::ptrdiff_t>(arrival.size() / 2);
  world.Remember({arrival.begin(), half}, store);
  std::vector<std::string> snapshots;
  std::vector<std::string> facts_before;
  std::size_t went_on = 0;
  for (CustomerIndex customer = 0; customer < store.customers().size(); ++customer) {
    Folded before(world, store);
    before.history.Load(store.customers().Facts(customer));
    before.judge.TakeUntil(clock);
    snapshots.push_back(before.Save());
    facts_before.emplace_back(store.customers().Facts(customer));
    Folded after(world, store);
    ASSERT_TRUE(after.Restore(snapshots.back()));
    EXPECT_EQ(after.Save(), snapshots.back());
  }
  world.Remember({half, arrival.end()}, store);
  for (CustomerIndex customer = 0; customer < snapshots.size(); ++customer) {
    const std::string_view facts = store.customers().Facts(customer);
    // Where a fact was taken out, as when a correction names another customer, a snapshot does not go on.
    if (!facts.starts_with(facts_before[customer])) continue;
    ++went_on;
    const std::string_view name = store.customers().NameOf(customer);
    Folded scratch(world, store);
    scratch.history.SetCustomer(name);
    scratch.history.Load(facts);
    scratch.judge.TakeUntil(clock);
    Folded restored(world, store);
    restored.history.SetCustomer(name);
    ASSERT_TRUE(restored.Restore(snapshots[customer]));
    restored.Extend(facts, clock);
    EXPECT_EQ(restored.Lines(name, clock), scratch.Lines(name, clock));
  }
  EXPECT_NE(went_on, 0u);
}

TEST_P(SnapshotSimulation, RestoredFoldWithFurtherFactsEqualsAFoldFromScratch) {
  for (std::uint64_t seed = 1; seed <= Seeds(20) && !HasFailure(); ++seed) {
    SCOPED_TRACE("seed " + std::to_string(seed));
    World world(GetParam(), seed);
    const auto events = world.chance().Events(150);
    ExpectSnapshotsGoOn(world, world.chance().Shuffled(events), world.PresentAfter(events));
  }
}

TEST_P(SnapshotSimulation, CutSnapshotIsNotRead) {
  World world(GetParam(), 1);
  FactStore store = world.NewStore();
  const auto events = world.chance().Events(60);
  world.Remember(events, store);
  Folded folded(world, store);
  folded.history.Load(store.customers().Facts(0));
  folded.judge.TakeUntil(world.PresentAfter(events));
  const std::string bytes = folded.Save();
  for (std::size_t size = 0; size < bytes.size(); size += 7) {
    Folded restored(world, store);
    EXPECT_FALSE(restored.Restore(std::string_view(bytes).substr(0, size))) << size;
  }
}

INSTANTIATE_TEST_SUITE_P(Histories, SnapshotSimulation, kEveryCase, CaseName);

}  // namespace
}  // namespace loopbreaker
