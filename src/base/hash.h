// Stable 64-bit hashes: the same in every run, process and machine.
//
// Inside one customer's history, references and values are compared by these (2^-64 a pair; at 100,000 references one
// chance in four thousand million that any two collide), so that the fold keeps plain numbers instead of strings.
#pragma once

#include <cstdint>
#include <string_view>

namespace loopbreaker {

// Never 0 for a text that is not empty; 0 for the empty one.
std::uint64_t Hash64(std::string_view text);

constexpr std::uint64_t Combine(std::uint64_t a, std::uint64_t b) {
  std::uint64_t x = a * 0x9E3779B97F4A7C15ull + (b ^ (b >> 29)) * 0xBF58476D1CE4E5B9ull + 0x94D049BB133111EBull;
  x ^= x >> 31;
  x *= 0xD6E8FEB86659FD93ull;
  return x ^ (x >> 32);
}

}  // namespace loopbreaker
