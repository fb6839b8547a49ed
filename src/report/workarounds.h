// Loops that were solved because somebody left the normal process (case_resolved with `deviation`): what was done, how
// often, and how long it took beside loops of the same category that were solved as prescribed. To learn from; nobody
// is named, and who did it is not looked at.
#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "base/time.h"

namespace loopbreaker {

struct Workaround {
  std::string category;
  std::uint64_t loops = 0;  // solved by leaving the process
  std::uint64_t customers = 0;
  std::vector<std::string> notes;  // what was done: the newest ones, each once
  // Medians from the first sign to the solution. `ordinary`: of loops that went round as well and were solved as
  // prescribed; empty when there are none.
  std::optional<Nanos> solved_in;
  std::optional<Nanos> ordinary;
  std::uint64_t ordinary_loops = 0;
};

class Workarounds {
 public:
  // Of fewer customers than `customers_min` nothing is shown: everybody would know who it was.
  explicit Workarounds(int customers_min) : customers_min_(static_cast<std::size_t>(customers_min)) {}

  // In the order of their facts, customer by customer.
  void BeginCustomer() { ++customer_; }
  void TakeDeviation(std::string_view note, Instant at, std::uint32_t loop_number);
  // After the facts of the loop, of loops that are solved. `round`: it went round.
  void TakeSolved(std::uint32_t loop_number, const std::string& category, bool round, Nanos took);

  // Those that happened most first; ties by category.
  std::vector<Workaround> Result();
  // Loops in groups too small to be shown; known after Result.
  std::uint64_t left_out() const { return left_out_; }

 private:
  struct Note {
    Instant at{};
    std::string text;
  };
  struct Group {
    std::vector<Nanos> took;
    std::vector<Nanos> ordinary;
    std::vector<Note> notes;
    std::set<std::uint64_t> customers;
  };
  std::size_t customers_min_;
  std::uint64_t customer_ = 0;
  std::map<std::uint32_t, std::vector<Note>> deviations_;  // by number of the loop
  std::map<std::string, Group> groups_;
  std::uint64_t left_out_ = 0;
};

}  // namespace loopbreaker
