// Shares of counts, with what they are worth: how many there were, how many are too young to be counted, and between
// which shares the real one probably lies.
#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "base/time.h"

namespace loopbreaker {

struct Rate {
  std::uint64_t hits = 0;
  std::uint64_t of = 0;
  std::uint64_t young = 0;  // left out, because what would make them no hit may still come
};

struct Interval {
  double low = 0;
  double high = 0;
};

// Wilson's interval at 95 %, as shares from 0 to 1: it keeps its promise for small numbers and for shares near 0 and 1,
// where the usual one does not. REQUIRES: of > 0.
Interval Wilson95(std::uint64_t hits, std::uint64_t of);

// The smallest length that at least so many percent do not exceed (nearest rank); empty when there are none. Sorts.
std::optional<Nanos> Percentile(std::vector<Nanos>& lengths, unsigned percent);

}  // namespace loopbreaker
