// What happens to the broker.
#include "faults/fault_test.h"

namespace loopbreaker {
namespace {

using std::chrono::milliseconds;

TEST_F(FaultTest, BrokerKilled) {
  const Town town = MixedTown();
  ASSERT_NO_FATAL_FAILURE(Prepare(town));
  Start("a");
  Start("b");
  AwaitReady({"a", "b"});
  Feed feed = Arriving(Disordered(town.events), seconds{40});
  for (int i = 0; i < 3; ++i) {
    Wait(milliseconds{4000 + Below(4000)});
    ASSERT_TRUE(broker().KillNode(1).ok());
    const milliseconds away{Below(12'000)};
    Wait(away);
    ASSERT_TRUE(broker().RestartNode(1).ok());
    Say("broker killed -9, started again after " + std::to_string(away.count()) + " ms");
  }
  ASSERT_TRUE(feed.Finish().ok());
  ExpectConverged();
}

class ThreeNodesTest : public FaultTest {
 protected:
  static constexpr int kNodes = 3;
  ThreeNodesTest() : FaultTest(kNodes) {}
};

TEST_F(ThreeNodesTest, LeadersKilled) {
  const Town town = MixedTown();
  ASSERT_NO_FATAL_FAILURE(Prepare(town));
  Start("a");
  Start("b");
  AwaitReady({"a", "b"});
  Feed feed = Arriving(Disordered(town.events), seconds{60});
  for (int i = 0; i < 3; ++i) {
    Wait(milliseconds{4000 + Below(4000)});
    // Each leads a third of the partitions, and one of them the groups.
    const int node = 1 + static_cast<int>(Below(kNodes));
    ASSERT_TRUE(broker().KillNode(node).ok());
    Wait(milliseconds{8000});
    ASSERT_TRUE(broker().RestartNode(node).ok());
    Say("node " + std::to_string(node) + " killed -9, started again after 8 s");
  }
  ASSERT_TRUE(feed.Finish().ok());
  ExpectConverged();
}

TEST_F(ThreeNodesTest, RollingRestart) {
  const Town town = MixedTown();
  ASSERT_NO_FATAL_FAILURE(Prepare(town));
  Start("a");
  Start("b");
  AwaitReady({"a", "b"});
  Feed feed = Arriving(Disordered(town.events), seconds{60});
  for (int node = 1; node <= kNodes; ++node) {
    Wait(milliseconds{6000});
    ASSERT_TRUE(broker().RestartNode(node).ok());
    Say("node " + std::to_string(node) + " restarted");
  }
  ASSERT_TRUE(feed.Finish().ok());
  ExpectConverged();
}

}  // namespace
}  // namespace loopbreaker
