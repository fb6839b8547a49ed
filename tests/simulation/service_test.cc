// The stages of the service under every schedule that chance finds: instances that die with what they had under way,
// sleep and write late, take over from each other, and read everything in another order. What is published in the end
// is what a fold from scratch gives, and nothing was written in two ways.
#include "simulation/service_simulation.h"

namespace loopbreaker {
namespace {

TEST_P(ServiceSimulation, CustomersWhoAreFoundByIdentifiersAndReferences) {
  for (std::uint64_t seed = 1; seed <= Seeds(30) && !HasFailure(); ++seed) {
    SCOPED_TRACE("seed " + std::to_string(seed));
    Set(GetParam(), seed);
    Live({.corrections = false});
  }
}

TEST_P(ServiceSimulation, CorrectionsThatMoveFactsAndDeletions) {
  for (std::uint64_t seed = 1; seed <= Seeds(30) && !HasFailure(); ++seed) {
    SCOPED_TRACE("seed " + std::to_string(seed));
    Set(GetParam(), seed);
    Live({.hidden_customers = false, .conflicts = false});
  }
}

TEST_P(ServiceSimulation, CorrectionsOfWhatOthersAreFoundBy) {
  for (std::uint64_t seed = 1; seed <= Seeds(30) && !HasFailure(); ++seed) {
    SCOPED_TRACE("seed " + std::to_string(seed));
    Set(GetParam(), seed);
    Live({.conflicts = false});
  }
}

TEST_P(ServiceSimulation, NothingOfAnErasedCustomerIsLeft) {
  for (std::uint64_t seed = 1; seed <= Seeds(30) && !HasFailure(); ++seed) {
    SCOPED_TRACE("seed " + std::to_string(seed));
    Set(GetParam(), seed);
    Live({.hidden_customers = false, .corrections = false}, Once::kErasure);
  }
}

TEST_P(ServiceSimulation, WhatIsForgottenIsMissedByNobody) {
  for (std::uint64_t seed = 1; seed <= Seeds(30) && !HasFailure(); ++seed) {
    SCOPED_TRACE("seed " + std::to_string(seed));
    Set(GetParam(), seed);
    LiveOnWithoutThePast();
  }
  if (GetParam().shape == Shape::kLong) {
    EXPECT_GT(forgotten_, 0u);
  }
}

TEST_P(ServiceSimulation, RulesThatChangeOnTheWay) {
  for (std::uint64_t seed = 1; seed <= Seeds(30) && !HasFailure(); ++seed) {
    SCOPED_TRACE("seed " + std::to_string(seed));
    Set(GetParam(), seed);
    SimulationCase before = GetParam();
    before.rules = before.rules == RuleFile::kRich ? RuleFile::kDefault : RuleFile::kRich;
    const World other(before, seed);
    rules_.push_back(std::shared_ptr<const RuleIndex>(&other.rules(), [](const RuleIndex*) {}));
    Live({.hidden_customers = false, .corrections = false}, Once::kOtherRules);
    alive_.clear();
    asleep_.clear();
  }
}

INSTANTIATE_TEST_SUITE_P(Histories, ServiceSimulation, kEveryCase, CaseName);

}  // namespace
}  // namespace loopbreaker
