#include "figures/rate.h"

#include "gmock/gmock.h"

namespace loopbreaker {
namespace {

// Published values, for example of the Wilson interval of 15 of 30.
TEST(RateTest, IntervalIsWilsons) {
  EXPECT_NEAR(Wilson95(15, 30).low, 0.3315, 0.0001);
  EXPECT_NEAR(Wilson95(15, 30).high, 0.6685, 0.0001);
  EXPECT_NEAR(Wilson95(0, 30).high, 0.1135, 0.0001);
  EXPECT_EQ(Wilson95(0, 30).low, 0);
  EXPECT_EQ(Wilson95(30, 30).high, 1);
}

TEST(RateTest, PercentileIsTheNearestRank) {
  std::vector<Nanos> lengths;
  EXPECT_FALSE(Percentile(lengths, 50));
  for (int i = 10; i >= 1; --i) lengths.push_back(Nanos{i});
  EXPECT_EQ(Percentile(lengths, 50), Nanos{5});
  EXPECT_EQ(Percentile(lengths, 90), Nanos{9});
  lengths = {Nanos{7}};
  EXPECT_EQ(Percentile(lengths, 90), Nanos{7});
}

}  // namespace
}  // namespace loopbreaker
