// Any split of the events over files is the same history.
#include <filesystem>
#include <fstream>

#include "event/message_json.h"
#include "gmock/gmock.h"
#include "input/delimited.h"
#include "input/merge.h"
#include "simulation/simulation.h"

namespace loopbreaker {
namespace {

namespace fs = std::filesystem;

class SplitSimulation : public SimulationTest {
 protected:
  SplitSimulation() { fs::create_directories(folder_); }
  ~SplitSimulation() override { fs::remove_all(folder_); }

  // Deals the events out over a few files, JSON lines and protobuf by turns.
  std::vector<std::string> Deal(World& world, const std::vector<v1::ContactEvent>& events) {
    const auto files = static_cast<std::size_t>(1 + world.chance().Below(4));
    std::vector<std::string> contents(files);
    for (const v1::ContactEvent& event : events) {
      const auto file = static_cast<std::size_t>(world.chance().Below(static_cast<std::int64_t>(files)));
      if (file % 2 == 0) {
        contents[file] += ToJson(event) + "\n";
      } else {
        WriteDelimited(event, contents[file]);
      }
    }
    std::vector<std::string> paths;
    for (std::size_t file = 0; file < files; ++file) {
      paths.push_back((folder_ / ("part" + std::to_string(file) + (file % 2 == 0 ? ".jsonl" : ".pb"))).string());
      std::ofstream(paths.back(), std::ios::binary) << contents[file];
    }
    return paths;
  }

  std::vector<std::string> VerdictsOf(const World& world, const std::vector<std::string>& paths, Nanos reorder,
                                      Instant clock) {
    std::vector<std::unique_ptr<EventReader>> readers;
    for (const std::string& path : paths) {
      std::string error;
      readers.push_back(OpenEvents(path, nullptr, error));
      EXPECT_NE(readers.back(), nullptr) << error;
    }
    MergedEvents merged(std::move(readers), reorder);
    FactStore store = world.NewStore();
    Event event;
    DeadLetter dead;
    Refusal refusal;
    for (;;) {
      const EventReader::Next next = merged.Read(event, dead);
      if (next == EventReader::Next::kEnd) break;
      if (next == EventReader::Next::kDead) {
        ADD_FAILURE() << dead.file << ":" << dead.line << ": " << dead.detail;
        continue;
      }
      store.Add(event, kLatest, refusal);
    }
    return world.VerdictLines(store, clock);
  }

 private:
  const fs::path folder_ = fs::path(testing::TempDir()) / ("loopbreaker-split-" + NameOf(GetParam()));
};

TEST_P(SplitSimulation, AnySplitOverFilesGivesTheSameFinalTable) {
  for (std::uint64_t seed = 1; seed <= Seeds(15) && !HasFailure(); ++seed) {
    SCOPED_TRACE("seed " + std::to_string(seed));
    World world(GetParam(), seed);
    const auto events = world.chance().Events(120);
    const Instant clock = world.PresentAfter(events);
    FactStore whole = world.NewStore();
    world.Remember(events, whole);
    const auto wanted = world.VerdictLines(whole, clock);
    const auto in_order = Deal(world, events);
    EXPECT_THAT(VerdictsOf(world, in_order, Nanos{0}, clock), testing::ContainerEq(wanted));
    EXPECT_THAT(VerdictsOf(world, in_order, Days{1}, clock), testing::ContainerEq(wanted));
    const auto shuffled = Deal(world, world.chance().Shuffled(events));
    EXPECT_THAT(VerdictsOf(world, shuffled, Nanos{0}, clock), testing::ContainerEq(wanted));
    EXPECT_THAT(VerdictsOf(world, shuffled, Days{1}, clock), testing::ContainerEq(wanted));
  }
}

INSTANTIATE_TEST_SUITE_P(Histories, SplitSimulation, kEveryCase, CaseName);

}  // namespace
}  // namespace loopbreaker
