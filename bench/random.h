// Random choices that are the same everywhere for one seed (the distributions of the standard library are not).
#pragma once

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <random>
#include <vector>

namespace loopbreaker::bench {

class Random {
 public:
  explicit Random(std::uint64_t seed) : bits_(seed) {}

  // From 0 to n - 1. The bias of the remainder does not matter for numbers as small as ours.
  std::uint64_t Below(std::uint64_t n) { return bits_() % n; }
  std::int64_t Between(std::int64_t from, std::int64_t to) {
    return from + static_cast<std::int64_t>(Below(static_cast<std::uint64_t>(to - from + 1)));
  }
  bool Chance(int percent) { return Below(100) < static_cast<std::uint64_t>(percent); }
  template <typename List>
  const auto& OneOf(const List& list) {
    return list[Below(list.size())];
  }

 private:
  std::mt19937_64 bits_;
};

// Few customers call all the time and most hardly ever: the weight of the customer of rank r is r to the power -0.7, so
// that of a million events the busiest of a hundred thousand customers has about six thousand.
class SkewedCustomers {
 public:
  SkewedCustomers(std::uint32_t customers, Random& random) : names_(customers), sums_(customers) {
    double sum = 0;
    for (std::uint32_t i = 0; i < customers; ++i) {
      names_[i] = i;
      sum += std::pow(i + 1, -0.7);
      sums_[i] = sum;
    }
    for (std::uint32_t i = customers; i > 1; --i) std::swap(names_[i - 1], names_[random.Below(i)]);
  }

  std::uint32_t Draw(Random& random) const {
    const double at = sums_.back() * static_cast<double>(random.Below(1u << 31)) / (1u << 31);
    return names_[static_cast<std::size_t>(std::upper_bound(sums_.begin(), sums_.end(), at) - sums_.begin())];
  }

 private:
  std::vector<std::uint32_t> names_;  // by rank
  std::vector<double> sums_;
};

}  // namespace loopbreaker::bench
