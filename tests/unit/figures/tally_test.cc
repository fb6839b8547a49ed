#include "figures/tally.h"

#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace loopbreaker {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

const TallyKey kLeak{TallyKind::kCategory, 20000, "leak"};
const TallyKey kLeakNextDay{TallyKind::kCategory, 20001, "leak"};

TallyParts Loops(const TallyKey& key, std::int64_t loops) {
  TallyParts parts;
  parts[key].Add(figure::kLoops, loops);
  return parts;
}

TEST(TallyTest, OwnersAddUp) {
  Tally tally;
  tally.Put(1, Loops(kLeak, 2));
  tally.Put(2, Loops(kLeak, 3));
  EXPECT_EQ(tally.At(kLeak).Of(figure::kLoops), 5);
}

TEST(TallyTest, WhatAnOwnerAddsTakesThePlaceOfWhatItAddedBefore) {
  Tally tally;
  tally.Put(1, Loops(kLeak, 2));
  tally.Put(2, Loops(kLeak, 3));
  tally.Put(1, Loops(kLeakNextDay, 4));
  EXPECT_EQ(tally.At(kLeak).Of(figure::kLoops), 3);
  EXPECT_EQ(tally.At(kLeakNextDay).Of(figure::kLoops), 4);
}

TEST(TallyTest, AnOwnerThatAddsNothingAnyMoreLeavesNothing) {
  Tally tally;
  tally.Put(1, Loops(kLeak, -2));
  tally.Put(1, {});
  EXPECT_TRUE(tally.At(kLeak).empty());
}

TEST(TallyTest, OnlyWhatChangedIsTouched) {
  Tally tally;
  tally.Put(1, Loops(kLeak, 2));
  tally.Put(2, Loops(kLeakNextDay, 1));
  EXPECT_THAT(tally.TakeTouched(), ElementsAre(kLeak, kLeakNextDay));
  tally.Put(1, Loops(kLeak, 2));
  EXPECT_THAT(tally.TakeTouched(), IsEmpty());
  tally.Put(1, Loops(kLeak, 1));
  EXPECT_THAT(tally.TakeTouched(), ElementsAre(kLeak));
}

TEST(TallyTest, TheNewestTextsAreShownAndGoWithTheirOwner) {
  Tally tally;
  for (std::uint32_t owner = 0; owner < 7; ++owner) {
    TallyParts parts;
    parts[kLeak].texts.push_back({Instant{Days{owner}}, std::string(1, static_cast<char>('a' + owner))});
    tally.Put(owner, parts);
  }
  const auto texts = [&] {
    std::string all;
    for (const TallyText& text : tally.At(kLeak).texts) all += text.text;
    return all;
  };
  EXPECT_EQ(texts(), "gfedc");
  tally.Put(6, {});
  EXPECT_EQ(texts(), "fedcb");
}

TEST(TookSlotTest, TheMiddleOfAStepIsWithinATenthOfWhatIsInIt) {
  for (const Nanos took : {Nanos{hours{1}}, Nanos{hours{7}}, Nanos{Days{3}}, Nanos{Days{40}}}) {
    const auto middle = static_cast<double>(TookOf(TookSlot(took)).count());
    EXPECT_NEAR(middle / static_cast<double>(took.count()), 1, 0.1);
  }
  EXPECT_EQ(TookSlot(Nanos{0}), 0);
  EXPECT_EQ(TookSlot(kLongest * 5), figure::kTookSlots - 1);
}

}  // namespace
}  // namespace loopbreaker
