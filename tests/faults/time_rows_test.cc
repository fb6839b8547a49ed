// What is wrong with time: a clock that is off, and input that waits while the rest goes on.
#include "faults/fault_test.h"
#include "faults/upstream.h"

namespace loopbreaker {
namespace {

using std::chrono::milliseconds;

// The promises that were kept, said by another source.
std::vector<v1::ContactEvent> Kept(const std::vector<v1::ContactEvent>& promises) {
  std::vector<v1::ContactEvent> kept = promises;
  for (v1::ContactEvent& event : kept) {
    event.set_id("kept-" + event.id());
    event.mutable_promise_kept();
    event.mutable_event_time()->set_seconds(event.event_time().seconds() + 60);
  }
  return kept;
}

class TimeTest : public FaultTest {
 protected:
  static std::int64_t MsOf(Instant at) {
    return std::chrono::duration_cast<milliseconds>(at.time_since_epoch()).count();
  }
  std::string Late() const { return Topic("late"); }
  // As many as were ever published, those that were taken back too.
  std::size_t Published() { return Escalations().table.escalations().size(); }

  // A second source whose reader is three hours behind: its first record is that old, and the next is in a transaction
  // that is still open.
  std::unique_ptr<OpenTransaction> LagBehind() {
    EXPECT_TRUE(topics().Create(Late(), 1).ok());
    const Instant then = Now() - hours{3};
    std::vector<TopicRecord> first = Records(Promises("old", 1, then - hours{1}, Now() + hours{1}, Now() + hours{1}));
    std::vector<TopicRecord> next = Records(Promises("next", 1, then - hours{1}, Now() + hours{1}, Now() + hours{1}));
    for (auto* records : {&first, &next}) {
      records->front().timestamp_ms = MsOf(then);
      records->front().partition = 0;
    }
    Write(Late(), first);
    auto open = OpenTransaction::Begin(broker().bootstrap(), Late(), next);
    EXPECT_TRUE(open.ok()) << open.status();
    return open.ok() ? *std::move(open) : nullptr;
  }

  // Two instances, the clock of one of which is off, take over from each other while promises fall due.
  void TakeTurnsWithClock(const std::string& off) {
    const Town town = MixedTown();
    ASSERT_NO_FATAL_FAILURE(Prepare(town));
    const std::string library = "/usr/lib/x86_64-linux-gnu/faketime/libfaketimeMT.so.1";
    ASSERT_TRUE(std::filesystem::exists(library)) << "expected the Debian package faketime";
    options().environment = {std::string("LD_PRELOAD=") + LOOPBREAKER_TRUE_WAITS + " " + library, "FAKETIME=" + off,
                             "FAKETIME_DONT_FAKE_MONOTONIC=1"};
    Instance("wrong");
    options().environment.clear();
    Start("wrong");
    Start("right");
    const Instant now = Now();
    Feed feed = Arriving(Disordered(town.events), seconds{30});
    ASSERT_NO_FATAL_FAILURE(
        Write(Source(), Records(Promises("p", 200, now - minutes{1}, now + seconds{5}, now + seconds{40}))));
    ASSERT_NO_FATAL_FAILURE(
        Write(Source(), Records(Promises("q", 100, now - minutes{1}, now + minutes{20}, now + minutes{40}))));
    AwaitReady({"wrong", "right"});
    Wait(milliseconds{5000});
    Kill("right");
    Say("kill -9 of the one with the right time: the other one takes over");
    Wait(milliseconds{20'000});
    Kill("wrong");
    Start("right");
    Say("and the other way round");
    ASSERT_TRUE(feed.Finish().ok());
    Wait(milliseconds{10'000});
    ExpectConverged();
  }
};

TEST_F(TimeTest, ClockAnHourOff) { TakeTurnsWithClock("+1h"); }
TEST_F(TimeTest, ClockAnHourBehind) { TakeTurnsWithClock("-1h"); }

TEST_F(TimeTest, UpstreamTransactionLeftOpen) {
  ASSERT_NO_FATAL_FAILURE(Prepare({}));
  Start("a");
  Start("b");
  const Instant now = Now();
  // In each partition, behind them what keeps most of the promises.
  const auto promises = Promises("p", 300, now - hours{1}, now + seconds{5}, now + seconds{20});
  ASSERT_NO_FATAL_FAILURE(Write(Source(), Records(promises)));
  const auto kept = Kept({promises.begin(), promises.begin() + 290});
  std::vector<TopicRecord> records = Records(kept);
  for (std::size_t i = 0; i < records.size(); ++i) records[i].partition = static_cast<std::int32_t>(i % 3);
  auto open = OpenTransaction::Begin(broker().bootstrap(), Source(), records);
  ASSERT_TRUE(open.ok()) << open.status();
  AwaitReady({"a", "b"});
  Wait(milliseconds{30'000});
  EXPECT_EQ(Published(), 0u) << "alarms for what was said, but not yet committed";
  Say("all promises are due; alarms meanwhile: " + std::to_string(Published()));
  ASSERT_TRUE((*open)->Commit().ok());
  Say("committed upstream");
  ExpectConverged();
  EXPECT_EQ(Published(), 10u);
}

TEST_F(TimeTest, OneSourceLagsThreeHours) {
  const Instant now = Now();
  options().more_sources = {Late()};
  const Town town = MixedTown();
  const auto lagging = LagBehind();
  ASSERT_NE(lagging, nullptr);
  ASSERT_NO_FATAL_FAILURE(Prepare(town));
  const auto promises = Promises("p", 300, now - hours{2}, now - minutes{100}, now - minutes{5});
  ASSERT_NO_FATAL_FAILURE(Write(Source(), Records(promises)));
  std::vector<TopicRecord> kept = Records(Kept({promises.begin(), promises.begin() + 290}));
  for (TopicRecord& record : kept) record.timestamp_ms = MsOf(now - hours{2});
  ASSERT_NO_FATAL_FAILURE(Write(Late(), kept));
  Start("a");
  Start("b");
  AwaitReady({"a", "b"});
  Wait(milliseconds{10'000});
  EXPECT_EQ(Published(), 0u) << "false alarms while a source is behind";
  Say("one source is three hours behind; alarms meanwhile: " + std::to_string(Published()));
  // What a fact completes does not wait for it.
  Feed feed = Arriving(Disordered(town.events), seconds{20});
  ASSERT_TRUE(feed.Finish().ok());
  EXPECT_TRUE(Eventually([&] { return Published() > 0; }, seconds{20}));
  Say("facts of the other source alone made " + std::to_string(Published()) + " alarms");
  ASSERT_TRUE(lagging->Commit().ok());
  Say("the source catches up");
  ExpectConverged();
}

// What time has made stands when a new source is configured which is hours behind: the clock never goes back.
TEST_F(TimeTest, SourceAddedThatLagsThreeHours) {
  ASSERT_NO_FATAL_FAILURE(Prepare({}));
  const Instant now = Now();
  ASSERT_NO_FATAL_FAILURE(
      Write(Source(), Records(Promises("p", 200, now - hours{2}, now - minutes{100}, now - minutes{5}))));
  Start("a");
  ASSERT_TRUE(Eventually([&] { return Published() == 200; }, seconds{60}));
  Say("200 alarms by time alone");
  const std::size_t revisions = Escalations().table.revisions();
  Kill("a");
  const auto lagging = LagBehind();
  ASSERT_NE(lagging, nullptr);
  options().more_sources = {Late()};
  Start("b");
  AwaitReady({"b"});
  Wait(milliseconds{5000});
  EXPECT_EQ(Escalations().table.revisions(), revisions) << "what stood was said again, or taken back";
  Say("a source was added that is three hours behind; further revisions: " +
      std::to_string(Escalations().table.revisions() - revisions));
  ASSERT_TRUE(lagging->Commit().ok());
  ExpectConverged();
}

}  // namespace
}  // namespace loopbreaker
