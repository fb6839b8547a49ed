// What is wrong with the input.
#include <set>

#include "faults/fault_test.h"
#include "faults/upstream.h"

namespace loopbreaker {
namespace {

using std::chrono::milliseconds;

TEST_F(FaultTest, DuplicatesAndDisorder) {
  const Town town = MixedTown(60, 60);
  ASSERT_NO_FATAL_FAILURE(Prepare(town));
  Start("a");
  Start("b");
  Feed feed = Arriving(Disordered(town.events), seconds{20});
  ASSERT_TRUE(feed.Finish().ok());
  ExpectConverged();
}

// Corrections that move facts to customers of other partitions, and deletions that know the identity only, while
// owners come and go.
TEST_F(FaultTest, CorrectionsThatMoveFacts) {
  const Town town = MakeTown(seed(), 60, 60, {.hidden_customers = false, .conflicts = false}, Now() - hours{1});
  ASSERT_NO_FATAL_FAILURE(Prepare(town));
  Start("a");
  Start("b");
  Feed feed = Arriving(Disordered(town.events), seconds{30});
  for (int i = 0; i < 3; ++i) {
    Wait(milliseconds{4000 + Below(3000)});
    Kill("b");
    Say("kill -9 of b");
    Start("b");
  }
  ASSERT_TRUE(feed.Finish().ok());
  ExpectConverged();
}

TEST_F(FaultTest, Poison) {
  const Town town = MixedTown();
  ASSERT_NO_FATAL_FAILURE(Prepare(town));
  std::vector<TopicRecord> records = Records(Disordered(town.events));
  const std::string deep(20'000, '[');
  std::size_t poisoned = 0;
  for (std::size_t i = 0; i < records.size(); i += 100, ++poisoned) {
    TopicRecord poison;
    poison.key = "poison";
    switch (Below(6)) {
      case 0:
        break;  // a tombstone
      case 1:
        poison.value = "";
        break;
      case 2:
        poison.value = "";
        for (std::int64_t n = Below(2000); n >= 0; --n) *poison.value += static_cast<char>(Below(256));
        break;
      case 3:
        poison.value = "{\"id\":" + deep;
        break;
      case 4:  // half of an event
        poison.value = records[i].value->substr(0, records[i].value->size() / 2);
        break;
      default:
        poison.value = std::string(10 << 20, ' ');
        break;
    }
    records.insert(records.begin() + static_cast<std::ptrdiff_t>(i), std::move(poison));
  }
  Start("a");
  Start("b");
  Feed feed(broker().bootstrap(), Source(), std::move(records), seconds{30});
  Wait(milliseconds{12'000});
  Kill("a");
  Say("kill -9 of a");
  Start("a");
  ASSERT_TRUE(feed.Finish().ok());
  ExpectConverged();
  // Those that were read again when a was killed have two letters.
  std::set<std::string> dead;
  const auto letters = topics().ReadToEnd(Topic("dead-letters"));
  ASSERT_TRUE(letters.ok()) << letters.status();
  for (const TopicRecord& record : *letters) {
    if (record.key != "poison") continue;
    std::string place;
    for (const auto& [name, value] : record.headers) {
      if (name == "lb_partition" || name == "lb_offset") place += value + "/";
    }
    dead.insert(place);
  }
  EXPECT_EQ(dead.size(), poisoned);
  Say(std::to_string(dead.size()) + " of " + std::to_string(poisoned) + " poisoned records are dead letters");
}

TEST_F(FaultTest, SourceGroupReset) {
  const Town town = MixedTown();
  ASSERT_NO_FATAL_FAILURE(Prepare(town));
  ASSERT_NO_FATAL_FAILURE(Write(Source(), Records(Disordered(town.events))));
  Start("a");
  ExpectConverged();
  const std::size_t revisions = Escalations().table.revisions();
  Stop("a");
  const absl::Status reset = ResetGroup(broker().bootstrap(), "f.g.link", Source(), 3);
  ASSERT_TRUE(reset.ok()) << reset;
  Say("the group of link reset to the beginning");
  Start("a");
  Start("b");
  AwaitReady({"a", "b"});
  Wait(milliseconds{5000});
  const auto facts = topics().ReadToEnd(Topic("facts"));
  ASSERT_TRUE(facts.ok()) << facts.status();
  EXPECT_GT(facts->size(), town.events.size() * 3 / 2) << "nothing was read again";
  ExpectConverged();
  Say(std::to_string(Escalations().table.revisions() - revisions) + " further revisions");
}

}  // namespace
}  // namespace loopbreaker
