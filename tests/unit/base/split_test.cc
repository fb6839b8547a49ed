#include "base/split.h"

#include "gmock/gmock.h"

namespace loopbreaker {
namespace {

using testing::ElementsAre;

TEST(SplitTest, PartsStandBetweenTheMarks) {
  EXPECT_THAT(Split("a|bc|d", '|'), ElementsAre("a", "bc", "d"));
  EXPECT_THAT(Split("alone", '|'), ElementsAre("alone"));
}

TEST(SplitTest, EmptyPartsStayParts) {
  EXPECT_THAT(Split("", '|'), ElementsAre(""));
  EXPECT_THAT(Split("|a||", '|'), ElementsAre("", "a", "", ""));
}

}  // namespace
}  // namespace loopbreaker
