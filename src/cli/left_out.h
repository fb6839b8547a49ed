// What a command that looks back over a whole export did not use, and why: for the person who ran it, since silence
// about it would look like an answer.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "engine/fact_store.h"

namespace loopbreaker {

class LeftOut {
 public:
  // Without --as-of the present is the clock of this machine.
  LeftOut(std::optional<Instant> as_of, Instant present) : by_choice_(as_of.has_value()), present_(present) {}

  void CountUnusable(std::uint64_t events = 1) { unusable_ += events; }
  // After each event that the store was given.
  void Count(FactStore::Outcome outcome, const Refusal& refusal);

  // A line for each reason; empty when everything was used.
  std::string Text() const;

 private:
  bool by_choice_;
  Instant present_;
  std::uint64_t unusable_ = 0;
  std::uint64_t later_ = 0;
};

}  // namespace loopbreaker
