// What happens, in numbers: counters, gauges and histograms, rendered in the text format of Prometheus (0.0.4).
//
// Our own few lines, since Debian's prometheus-cpp-dev brings a web server and an HTTP client along. Counting is one
// relaxed atomic addition; get a metric once and keep the reference, which holds as long as the registry. Everything
// here is safe in any thread.
#pragma once

#include <atomic>
#include <cstdint>
#include <limits>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace loopbreaker {

// Names and values, in the order in which they are shown. Values come from few: a topic, a rule, a reason, never a
// customer.
using MetricLabels = std::vector<std::pair<std::string, std::string>>;

class alignas(64) Counter {
 public:
  void Add(std::uint64_t n = 1) { value_.fetch_add(n, std::memory_order_relaxed); }
  // Of what is counted elsewhere, by one thread at a time: never less than before.
  void RaiseTo(std::uint64_t total) {
    if (total > value()) value_.store(total, std::memory_order_relaxed);
  }
  std::uint64_t value() const { return value_.load(std::memory_order_relaxed); }

 private:
  std::atomic<std::uint64_t> value_{0};
};

// Not shown until it is set, and not after Clear: of a partition that moved away there is nothing to say.
class alignas(64) Gauge {
 public:
  void Set(double value) { value_.store(value, std::memory_order_relaxed); }
  void Clear() { Set(std::numeric_limits<double>::quiet_NaN()); }
  double value() const { return value_.load(std::memory_order_relaxed); }

 private:
  std::atomic<double> value_{std::numeric_limits<double>::quiet_NaN()};
};

class Histogram {
 public:
  // The upper bounds of its buckets, ascending; one without a bound is added.
  explicit Histogram(std::vector<double> bounds);
  // A value at a bound is within it.
  void Observe(double value);

  const std::vector<double>& bounds() const { return bounds_; }
  // How many fell into each bucket alone, one more than bounds.
  std::vector<std::uint64_t> counts() const;
  double sum() const { return sum_.load(std::memory_order_relaxed); }

 private:
  std::vector<double> bounds_;
  std::unique_ptr<std::atomic<std::uint64_t>[]> counts_;
  std::atomic<double> sum_{0};
};

// Of durations in seconds, from a millisecond to an hour.
std::vector<double> DurationBounds();

class Metrics {
 public:
  Metrics();
  ~Metrics();

  // The metric of this name with these labels, made at its first call; `help` is that of the first call for the name. A
  // name that is there as another kind, or is no name in Prometheus, is a mistake of ours and ends the program.
  Counter& GetCounter(std::string_view name, std::string_view help, const MetricLabels& labels = {});
  Gauge& GetGauge(std::string_view name, std::string_view help, const MetricLabels& labels = {});
  // `bounds` as at the first call for the name.
  Histogram& GetHistogram(std::string_view name, std::string_view help, const std::vector<double>& bounds,
                          const MetricLabels& labels = {});

  // Families and what is in them in the order of their names and labels.
  std::string Text() const;
  // The content type of what Text returns.
  static constexpr std::string_view kContentType = "text/plain; version=0.0.4; charset=utf-8";

 private:
  struct Family;
  template <typename T, typename... Arguments>
  T& Get(std::string_view name, std::string_view help, const MetricLabels& labels, const Arguments&... arguments);

  mutable std::mutex mutex_;
  std::map<std::string, std::unique_ptr<Family>, std::less<>> families_;
};

}  // namespace loopbreaker
