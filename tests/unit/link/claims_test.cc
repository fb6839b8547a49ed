#include "link/claims.h"

#include <algorithm>
#include <map>
#include <random>
#include <set>

#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace loopbreaker {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;
using testing::UnorderedElementsAre;

Instant Day(int day) { return Instant{Days{day}}; }

std::vector<ClaimTable::Customer> Find(const ClaimTable& table, std::uint64_t key, Instant at) {
  std::vector<ClaimTable::Customer> found;
  table.Find(key, at, found);
  return found;
}

TEST(ClaimTableTest, KeysThatShareHalfAreApart) {
  ClaimTable table;
  table.Add(0x1'0000'0002, 1, ClaimTable::kAlways, kNever);
  table.Add(0x2'0000'0002, 2, ClaimTable::kAlways, kNever);
  table.Add(0x1'0000'0001, 3, ClaimTable::kAlways, kNever);
  EXPECT_THAT(Find(table, 0x1'0000'0002, Day(0)), ElementsAre(1u));
  EXPECT_THAT(Find(table, 0x2'0000'0002, Day(0)), ElementsAre(2u));
}

TEST(ClaimTableTest, FirstClaimSurvivesTheSecond) {
  ClaimTable table;
  table.Add(7, 1, ClaimTable::kAlways, kNever);
  table.Add(7, 2, Day(1), Day(2));
  EXPECT_THAT(Find(table, 7, Day(0)), ElementsAre(1u));
  EXPECT_THAT(Find(table, 7, Day(1)), UnorderedElementsAre(1u, 2u));
  table.Remove(7, 1);
  EXPECT_THAT(Find(table, 7, Day(1)), ElementsAre(2u));
  table.Remove(7, 2);
  EXPECT_TRUE(table.empty());
}

TEST(ClaimTableTest, RemovingAStrangerChangesNothing) {
  ClaimTable table;
  table.Add(7, 1, ClaimTable::kAlways, kNever);
  table.Remove(7, 2);
  table.Remove(8, 1);
  EXPECT_THAT(Find(table, 7, Day(0)), ElementsAre(1u));
}

// Against a plain map, over additions and removals at random: the lists on the side are used again and never mixed up.
TEST(ClaimTableTest, AgreesWithAPlainMap) {
  struct Claim {
    Instant from;
    Instant until;
  };
  std::mt19937 random(7);
  ClaimTable table;
  std::map<std::uint64_t, std::multimap<ClaimTable::Customer, Claim>> plain;
  for (int step = 0; step < 20'000; ++step) {
    const std::uint64_t key = random() % 40;
    const ClaimTable::Customer customer = random() % 6;
    if (random() % 2 == 0) {
      Claim claim{ClaimTable::kAlways, kNever};
      if (random() % 2 == 0) claim = {Day(static_cast<int>(random() % 5)), Day(static_cast<int>(random() % 9))};
      table.Add(key, customer, claim.from, claim.until);
      plain[key].emplace(customer, claim);
    } else {
      table.Remove(key, customer);
      plain[key].erase(customer);
    }
    const Instant at = Day(static_cast<int>(random() % 9));
    std::vector<ClaimTable::Customer> expected;
    for (const auto& [who, claim] : plain[key]) {
      if (claim.from <= at && at < claim.until) expected.push_back(who);
    }
    std::vector<ClaimTable::Customer> found = Find(table, key, at);
    std::sort(found.begin(), found.end());
    ASSERT_EQ(found, expected) << "key " << key << " at step " << step;
  }
}

}  // namespace
}  // namespace loopbreaker
