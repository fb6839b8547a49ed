// One rule held against an export: what its filters matched, and how near it came where it did not fire.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "absl/container/flat_hash_set.h"
#include "coverage/coverage.h"
#include "coverage/probe.h"
#include "engine/batch.h"

namespace loopbreaker {

class RuleProbe {
 public:
  // `rule` outlives it.
  explicit RuleProbe(const Rule& rule);

  // Each fact of a customer, in order, with the loop that it joined; then the customer's end.
  void Take(const Fact& fact, LoopIndex loop);
  void EndCustomer(const Batch& batch, Instant clock);
  void TakeFeedback(const PastFeedback& feedback);
  void Fired(std::uint64_t times) { fired_ += times; }

  RuleCoverage Result(const RuleSettings& settings) const;

 private:
  struct Named {
    std::string place;
    std::unique_ptr<FilterProbe> probe;
    bool needed = false;  // the rule cannot fire without a match
  };
  // A field that the facts which match a filter must fill.
  struct NeededField {
    std::size_t filter = 0;
    Field field{};
    std::string place;  // "count.distinct"
    std::uint64_t filled = 0;
  };
  void Add(const char* place, const Filter& filter, bool needed);
  void Need(const char* place, Field field);
  void TakeCount(const Fact& fact, LoopIndex loop);
  void TakeStep(const Fact& fact, LoopIndex loop);
  void WhyNever(const RuleSettings& settings, std::vector<std::string>& why) const;
  std::string WhyNotReached(const RuleSettings& settings) const;

  const Rule& rule_;
  std::vector<Named> filters_;
  std::vector<NeededField> needed_;
  std::uint64_t fired_ = 0;
  std::uint64_t loops_ = 0;
  std::uint64_t where_ = 0;  // loops that `where` lets through
  // Of the customer that is being taken: what a loop (kNone: the customer) has of the count, and how many steps.
  absl::flat_hash_map<LoopIndex, std::uint64_t> counted_;
  absl::flat_hash_map<LoopIndex, absl::flat_hash_set<std::uint64_t>> values_;
  std::uint64_t most_ = 0;  // counted in one loop, customer or group; steps in one loop; the highest measure
};

}  // namespace loopbreaker
