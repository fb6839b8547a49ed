// Events that are written at a steady pace, and how long after that what they bring about can be read.
#pragma once

#include <atomic>
#include <chrono>
#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "client.h"

namespace loopbreaker::bench {

// Before what is counted: a broker that has just begun compiles itself.
inline constexpr int kWarmUpSeconds = 120;
constexpr std::size_t EventsOf(int rate, int seconds) {
  return static_cast<std::size_t>(rate) * static_cast<std::size_t>(seconds);
}

// Nanoseconds of the steady clock at which each event was given to the client.
using Written = std::vector<std::atomic<std::int64_t>>;

// Writes as many events as `written` has places, `rate` a second; `event_of` gives the n-th, serialised.
void WritePaced(Producer& producer, int rate, Written& written,
                const std::function<std::string(std::size_t n)>& event_of);

// Reads until `wanted` records have come or the deadline has. `event_of`: the number of the event that the record with
// this key answers; below 0: none that counts. In order, in nanoseconds.
std::vector<std::int64_t> Await(Consumer& consumer, const Written& written, std::size_t wanted,
                                std::chrono::steady_clock::time_point deadline,
                                const std::function<std::int64_t(std::string_view key)>& event_of);

// As one JSON object.
std::string FiguresOf(std::size_t awaited, const std::vector<std::int64_t>& took);

}  // namespace loopbreaker::bench
