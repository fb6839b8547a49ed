#include "observe/metrics.h"

#include <thread>

#include "gtest/gtest.h"

namespace loopbreaker {
namespace {

TEST(MetricsTest, CounterIsTheSameForTheSameLabels) {
  Metrics metrics;
  metrics.GetCounter("events_total", "Events read.", {{"topic", "a"}}).Add();
  metrics.GetCounter("events_total", "Events read.", {{"topic", "a"}}).Add(2);
  metrics.GetCounter("events_total", "Events read.", {{"topic", "b"}}).Add(5);
  EXPECT_EQ(metrics.Text(),
            "# HELP events_total Events read.\n"
            "# TYPE events_total counter\n"
            "events_total{topic=\"a\"} 3\n"
            "events_total{topic=\"b\"} 5\n");
}

TEST(MetricsTest, GaugeIsShownOnlyWhileItIsSet) {
  Metrics metrics;
  Gauge& lag = metrics.GetGauge("lag_seconds", "Behind.");
  EXPECT_EQ(metrics.Text(), "");
  lag.Set(1.5);
  EXPECT_EQ(metrics.Text(), "# HELP lag_seconds Behind.\n# TYPE lag_seconds gauge\nlag_seconds 1.5\n");
  lag.Clear();
  EXPECT_EQ(metrics.Text(), "");
}

TEST(MetricsTest, HistogramCountsUpToEachBound) {
  Metrics metrics;
  Histogram& delay = metrics.GetHistogram("delay_seconds", "Delay.", {0.25, 2}, {{"rule", "r"}});
  for (const double value : {0.125, 0.25, 1.0, 100.0}) delay.Observe(value);
  EXPECT_EQ(metrics.Text(),
            "# HELP delay_seconds Delay.\n"
            "# TYPE delay_seconds histogram\n"
            "delay_seconds_bucket{rule=\"r\",le=\"0.25\"} 2\n"
            "delay_seconds_bucket{rule=\"r\",le=\"2\"} 3\n"
            "delay_seconds_bucket{rule=\"r\",le=\"+Inf\"} 4\n"
            "delay_seconds_sum{rule=\"r\"} 101.375\n"
            "delay_seconds_count{rule=\"r\"} 4\n");
}

TEST(MetricsTest, TextsAreEscaped) {
  Metrics metrics;
  metrics.GetCounter("a_total", "One\\two\nthree \"four\".", {{"reason", "a\"b\\c\nd"}});
  EXPECT_EQ(metrics.Text(),
            "# HELP a_total One\\\\two\\nthree \"four\".\n"
            "# TYPE a_total counter\n"
            "a_total{reason=\"a\\\"b\\\\c\\nd\"} 0\n");
}

TEST(MetricsTest, NothingIsLostBetweenThreads) {
  Metrics metrics;
  const auto count = [&] {
    for (int i = 0; i < 10'000; ++i) {
      metrics.GetCounter("n_total", "N.").Add();
      metrics.GetHistogram("h", "H.", {1}).Observe(1);
    }
  };
  std::thread one(count);
  std::thread two(count);
  one.join();
  two.join();
  EXPECT_EQ(metrics.GetCounter("n_total", "N.").value(), 20'000u);
  EXPECT_EQ(metrics.GetHistogram("h", "H.", {1}).sum(), 20'000);
}

TEST(MetricsDeathTest, NameOfTwoKindsIsAMistake) {
  Metrics metrics;
  metrics.GetCounter("n", "N.");
  EXPECT_DEATH(metrics.GetGauge("n", "N."), "'n'");
  EXPECT_DEATH(metrics.GetGauge("no name", "N."), "'no name'");
}

}  // namespace
}  // namespace loopbreaker
