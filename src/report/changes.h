// What should change in the process first: the parts and mandates that are missing most, what else stood in the way,
// and what the process rules found, each with the loops that it concerns.
//
// A loop that lacked two things counts in both, so the rows do not add up.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "engine/batch.h"

namespace loopbreaker {

enum class ChangeKind : std::uint8_t { kPart, kMandate, kBlocker, kFeedback };
std::string_view NameOf(ChangeKind kind);  // "PART"

struct LoopMoney {
  std::int64_t cost_cents = 0;
  std::int64_t avoidable_cents = 0;
  std::uint32_t customer_days = 0;
};

struct ProcessChange {
  ChangeKind kind = ChangeKind::kPart;
  std::string what;                // the part, the mandate, the name of the blocker, or the id of the rule
  std::string title;               // of the rule
  std::vector<std::string> group;  // of feedback: the values that it counted by
  bool open = false;               // feedback that is open at the clock
  std::uint64_t facts = 0;         // visits that named it; of feedback what it counted
  std::uint64_t loops = 0;
  std::uint64_t customers = 0;
  std::int64_t cost_cents = 0;  // of those loops
  std::int64_t avoidable_cents = 0;
  std::uint64_t customer_days = 0;
};

class ProcessChanges {
 public:
  // `customers_min`: feedback on fewer is left out, as the settings have it.
  explicit ProcessChanges(int customers_min) : customers_min_(static_cast<std::size_t>(customers_min)) {}
  void BeginCustomer() { ++customer_; }
  // One visit of a loop, by the number that no other loop has.
  void TakeVisit(const Fact& visit, std::uint32_t loop_number);
  void EndLoop(std::uint32_t loop_number, const LoopMoney& money);
  void TakeFeedback(const PastFeedback& feedback);
  // Those that cost most first; ties by days, then by name. Feedback about a part or a mandate is told by its row.
  std::vector<ProcessChange> Result();

 private:
  struct Row {
    std::uint64_t facts = 0;
    std::vector<std::uint32_t> loops;
    std::uint64_t customers = 0;
    std::uint64_t last_customer = 0;
  };
  void Note(ChangeKind kind, std::string_view what, std::uint32_t loop_number);
  void Sum(std::vector<std::uint32_t>& loops, ProcessChange& change) const;

  std::size_t customers_min_;
  std::map<std::pair<ChangeKind, std::string>, Row> rows_;
  std::vector<LoopMoney> money_;  // by number of the loop
  std::vector<ProcessChange> feedback_;
  std::uint64_t customer_ = 0;
};

}  // namespace loopbreaker
