// What every simulation needs: rules, a directory, seeds, tables of a store.
//
// Every test runs a fixed list of seeds, which LOOPBREAKER_SEEDS=N makes longer (N seeds a case). A failure prints its
// case; seed s of a case is the same history everywhere.
#pragma once

#include <memory>
#include <optional>
#include <ostream>
#include <string>
#include <string_view>
#include <vector>

#include "conformance/final_table.h"
#include "engine/fact_store.h"
#include "gtest/gtest.h"
#include "link/directory.h"
#include "link/pseudonym.h"
#include "rules/rule_index.h"
#include "support/random_history.h"

namespace loopbreaker {

// A rule file that tests know by a word.
enum class RuleFile : std::uint8_t { kRich, kDefault };
std::string PathOf(RuleFile which);

struct SimulationCase {
  RuleFile rules = RuleFile::kRich;
  Shape shape = Shape::kDense;
};
std::string NameOf(const SimulationCase& simulated);
inline std::ostream& operator<<(std::ostream& out, const SimulationCase& simulated) { return out << NameOf(simulated); }

// How many seeds to run where a test by itself runs `usual`.
std::uint64_t Seeds(std::uint64_t usual);

// Rules, directory, and one history.
class World {
 public:
  // `evidence_limit`: as in the settings; as good as none, so that escalations can be compared with the final table.
  World(const SimulationCase& simulated, std::uint64_t seed, int evidence_limit = 1'000'000);

  const RuleIndex& rules() const { return *rules_; }
  const Directory& directory() const { return directory_; }
  RandomHistory& chance() { return *chance_; }
  // The present: not before any of the events.
  Instant PresentAfter(const std::vector<v1::ContactEvent>& events);

  FactStore NewStore() const { return FactStore(rules_->set().settings, directory_, {}, nullptr); }
  // Dead letters are none of these tests' business.
  void Remember(const std::vector<v1::ContactEvent>& events, FactStore& store) const;

  // All lines, sorted.
  std::vector<std::string> VerdictLines(const FactStore& store, Instant clock) const;
  std::vector<std::string> LoopLines(const FactStore& store, Instant clock) const;
  // The verdicts of customers, and those of groups as feedback carries them: without evidence.
  FinalTable Escalations(const FactStore& store, Instant clock) const;
  // The same with the names of provisional customers as the service has them.
  FinalTable Escalations(const FactStore& store, Instant clock, const Pseudonyms& pseudonyms) const;
  FinalTable Feedback(const FactStore& store, Instant clock) const;

 private:
  Directory directory_;
  std::unique_ptr<RuleIndex> rules_;
  std::unique_ptr<RandomHistory> chance_;
};

class SimulationTest : public testing::TestWithParam<SimulationCase> {};

inline const auto kEveryCase =
    testing::Values(SimulationCase{RuleFile::kRich, Shape::kDense}, SimulationCase{RuleFile::kRich, Shape::kLong},
                    SimulationCase{RuleFile::kRich, Shape::kTies}, SimulationCase{RuleFile::kDefault, Shape::kDense},
                    SimulationCase{RuleFile::kDefault, Shape::kLong}, SimulationCase{RuleFile::kDefault, Shape::kTies});

inline std::string CaseName(const testing::TestParamInfo<SimulationCase>& info) { return NameOf(info.param); }

}  // namespace loopbreaker
