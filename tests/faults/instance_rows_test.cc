// What happens to instances: killed, asleep, stopped, come and gone.
#include <signal.h>

#include <algorithm>
#include <set>

#include "faults/fault_test.h"

namespace loopbreaker {
namespace {

using std::chrono::milliseconds;

TEST_F(FaultTest, KillOneOfTwo) {
  constexpr int kKills = 20;
  // What is under way stays under way for longer: a commit that goes ahead of its outputs loses them.
  options().properties = {{"linger.ms", "300"}};
  const Town town = MixedTown(60, 50);
  ASSERT_NO_FATAL_FAILURE(Prepare(town));
  Start("a");
  Start("b");
  Feed feed = Arriving(Disordered(town.events), seconds{90});
  for (int i = 1; i <= kKills; ++i) {
    // Now and then the next one before the group has noticed.
    Wait(milliseconds{OneIn(4) ? Below(500) : 500 + Below(5000)});
    const std::string victim = OneIn(2) ? "a" : "b";
    Kill(victim);
    Say("kill -9 of " + victim + ", " + std::to_string(i) + " of " + std::to_string(kKills));
    if (OneIn(2)) Wait(milliseconds{Below(8000)});
    Start(victim);
  }
  ASSERT_TRUE(feed.Finish().ok());
  ExpectConverged();
}

TEST_F(FaultTest, KillAll) {
  options().store = true;
  const Town town = MixedTown();
  ASSERT_NO_FATAL_FAILURE(Prepare(town));
  for (const char* name : {"a", "b", "c"}) Start(name);
  Feed feed = Arriving(Disordered(town.events), seconds{30});
  for (int i = 0; i < 4; ++i) {
    Wait(milliseconds{4000 + Below(6000)});
    for (const char* name : {"a", "b", "c"}) Kill(name);
    Say("kill -9 of all three");
    Wait(milliseconds{Below(3000)});
    // Each starts with its local store, or without.
    for (const char* name : {"a", "b", "c"}) {
      if (OneIn(2)) std::filesystem::remove_all(Instance(name).StoreFolder());
    }
    for (const char* name : {"a", "b", "c"}) Start(name);
  }
  ASSERT_TRUE(feed.Finish().ok());
  ExpectConverged();
}

class ZombieTest : public FaultTest {
 protected:
  // SIGSTOP for longer than the session, SIGCONT. Meanwhile the others take over.
  void Sleep(const std::string& name) {
    Instance(name).Signal(SIGSTOP);
    const milliseconds asleep{7500 + Below(3000)};
    Wait(asleep);
    woke_ms_.push_back({name, NowMs()});
    Instance(name).Signal(SIGCONT);
    Say(name + " slept for " + std::to_string(asleep.count()) + " ms");
  }
  // What was under way when it fell asleep may come late. What it judges afterwards may not, as it has no lease: no
  // more than the one fact in the middle of which it fell asleep.
  void ExpectNothingJudgedWithoutLease() {
    constexpr std::int64_t kUntilItKnowsMs = 3000;
    const auto late = Escalations().late;
    std::size_t most = 0;
    for (const auto& [name, woke_ms] : woke_ms_) {
      std::set<std::string> customers;  // ids begin with them
      for (const PublishedTopics::Late& record : late) {
        if (record.writer.starts_with(name + "/") && record.written_ms >= woke_ms &&
            record.written_ms < woke_ms + kUntilItKnowsMs) {
          customers.insert(record.key.substr(0, record.key.find('|')));
        }
      }
      most = std::max(most, customers.size());
    }
    Say(std::to_string(late.size()) +
        " late records; customers judged after waking up without a lease, at most: " + std::to_string(most));
    EXPECT_LE(most, 1u);
  }

 private:
  std::vector<std::pair<std::string, std::int64_t>> woke_ms_;
};

TEST_F(ZombieTest, Zombie) {
  constexpr std::size_t kSleeps = 6;
  const Town town = MixedTown(60, 100);
  ASSERT_NO_FATAL_FAILURE(Prepare(town));
  Start("a");
  Start("b");
  AwaitReady({"a", "b"});
  const auto events = Disordered(town.events);
  for (std::size_t i = 0; i < kSleeps; ++i) {
    const std::string name = i % 2 == 0 ? "a" : "b";
    // First for a moment, so that much has been fetched and not judged when it falls asleep for long.
    Instance(name).Signal(SIGSTOP);
    const auto at = [&](std::size_t n) {
      return events.begin() + static_cast<std::ptrdiff_t>(events.size() * n / kSleeps);
    };
    ASSERT_NO_FATAL_FAILURE(Write(Source(), Records({at(i), at(i + 1)})));
    Wait(milliseconds{1500});
    Instance(name).Signal(SIGCONT);
    Wait(milliseconds{20 + Below(80)});
    Sleep(name);
    Wait(milliseconds{3000 + Below(2000)});
  }
  ExpectConverged(/*doubles_allowed=*/true);
  ExpectNothingJudgedWithoutLease();
}

// No fact arrives: what is published is time's doing alone.
TEST_F(ZombieTest, ZombieWhileOnlyTimersWrite) {
  ASSERT_NO_FATAL_FAILURE(Prepare({}));
  Start("a");
  Start("b");
  const Instant now = Now();
  ASSERT_NO_FATAL_FAILURE(
      Write(Source(), Records(Promises("p", 10'000, now - minutes{1}, now + seconds{15}, now + seconds{95}))));
  AwaitReady({"a", "b"});
  Wait(std::chrono::duration_cast<milliseconds>(now + seconds{17} - Now()));
  for (int i = 0; i < 6; ++i) {
    Wait(milliseconds{1500 + Below(2000)});
    Sleep(i % 2 == 0 ? "a" : "b");
  }
  Wait(std::chrono::duration_cast<milliseconds>(now + seconds{96} - Now()));
  ExpectConverged(/*doubles_allowed=*/true);
  ExpectNothingJudgedWithoutLease();
}

TEST_F(FaultTest, RollingStop) {
  const Town town = MixedTown();
  ASSERT_NO_FATAL_FAILURE(Prepare(town));
  for (const char* name : {"a", "b", "c"}) Start(name);
  AwaitReady({"a", "b", "c"});
  Feed feed = Arriving(Disordered(town.events), seconds{40});
  for (int round = 0; round < 3; ++round) {
    for (const char* name : {"a", "b", "c"}) {
      Wait(milliseconds{1500 + Below(2500)});
      Stop(name);
      Start(name);
    }
  }
  ASSERT_TRUE(feed.Finish().ok());
  ExpectConverged();
}

TEST_F(FaultTest, JoiningAndLeaving) {
  const Town town = MixedTown();
  ASSERT_NO_FATAL_FAILURE(Prepare(town));
  Start("a");
  Feed feed = Arriving(Disordered(town.events), seconds{50});
  for (int i = 0; i < 8; ++i) {
    Start("b");
    Wait(milliseconds{3000});
    Stop("b");
    Wait(milliseconds{3000});
  }
  ASSERT_TRUE(feed.Finish().ok());
  ExpectConverged();
}

}  // namespace
}  // namespace loopbreaker
