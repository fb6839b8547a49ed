#include "figures/rate.h"

#include <algorithm>
#include <cmath>

namespace loopbreaker {

Interval Wilson95(std::uint64_t hits, std::uint64_t of) {
  constexpr double kZ = 1.959964;
  const auto n = static_cast<double>(of);
  const double share = static_cast<double>(hits) / n;
  const double middle = share + kZ * kZ / (2 * n);
  const double reach = kZ * std::sqrt(share * (1 - share) / n + kZ * kZ / (4 * n * n));
  const double scale = 1 + kZ * kZ / n;
  return {std::max(0.0, (middle - reach) / scale), std::min(1.0, (middle + reach) / scale)};
}

std::optional<Nanos> Percentile(std::vector<Nanos>& lengths, unsigned percent) {
  if (lengths.empty()) return std::nullopt;
  std::sort(lengths.begin(), lengths.end());
  const std::size_t rank = (lengths.size() * percent + 99) / 100;
  return lengths[std::max<std::size_t>(rank, 1) - 1];
}

}  // namespace loopbreaker
