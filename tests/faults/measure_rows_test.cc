// How long alarms wait for those who take over, and how long they take when all is well. What is measured is printed;
// only the promises of docs/service.md are checked.
#include <cstdio>

#include "faults/fault_test.h"
#include "faults/probe.h"

namespace loopbreaker {
namespace {

using std::chrono::milliseconds;

class MeasureTest : public FaultTest {
 protected:
  std::unique_ptr<Probe> StartProbe(int rate) {
    auto probe = Probe::Start(broker().bootstrap(), Source(), Topic("escalations"), rate);
    EXPECT_TRUE(probe.ok()) << probe.status();
    return probe.ok() ? *std::move(probe) : nullptr;
  }
  void Print(const std::string& what, const std::vector<double>& latencies) {
    ASSERT_FALSE(latencies.empty());
    const auto at = [&](double share) {
      return latencies[static_cast<std::size_t>(share * static_cast<double>(latencies.size() - 1))];
    };
    char text[200];
    std::snprintf(text, sizeof text, "%s: p50 %.1f ms, p99 %.1f ms, p99.9 %.1f ms, longest %.1f ms of %zu events",
                  what.c_str(), at(0.5), at(0.99), at(0.999), latencies.back(), latencies.size());
    Say(text);
  }
};

// The gap is the longest that any event waited for its escalation.
TEST_F(MeasureTest, Gap) {
  options().partitions = 12;
  ASSERT_NO_FATAL_FAILURE(Prepare({}));
  Start("a");
  Start("b");
  AwaitReady({"a", "b"});
  const auto probe = StartProbe(200);
  ASSERT_NE(probe, nullptr);
  Wait(milliseconds{10'000});
  const auto before = Probe::Clock::now();
  Kill("b");
  Say("kill -9 of b");
  Wait(milliseconds{15'000});
  const auto after_kill = Probe::Clock::now();
  Start("b");
  Wait(milliseconds{15'000});
  const auto before_stop = Probe::Clock::now();
  Stop("b");
  Wait(milliseconds{10'000});
  probe->Finish(seconds{30});
  EXPECT_EQ(probe->missing(), 0u);
  // What was sent just before, too.
  const auto kill = probe->LatenciesMs(before - seconds{2}, after_kill);
  const auto join = probe->LatenciesMs(after_kill, before_stop);
  const auto stop = probe->LatenciesMs(before_stop - seconds{2}, Probe::Clock::now());
  Print("around kill -9 of one of two (at most 8 s)", kill);
  Print("around its coming back", join);
  Print("around SIGTERM of one of two (at most 3 s)", stop);
  EXPECT_LE(kill.back(), 8000);
  EXPECT_LE(stop.back(), 3000);
}

// At little load it is the waiting on the way that takes the time, at much load the work.
TEST_F(MeasureTest, Latency) {
  ASSERT_NO_FATAL_FAILURE(Prepare({}));
  Start("a");
  AwaitReady({"a"});
  for (const int rate : {100, 2000}) {
    const auto probe = StartProbe(rate);
    ASSERT_NE(probe, nullptr);
    Wait(milliseconds{15'000});
    const auto until = Probe::Clock::now();
    probe->Finish(seconds{30});
    EXPECT_EQ(probe->missing(), 0u);
    Print("event to escalation at " + std::to_string(rate) + " events a second",
          probe->LatenciesMs(until - seconds{10}, until));
  }
}

}  // namespace
}  // namespace loopbreaker
