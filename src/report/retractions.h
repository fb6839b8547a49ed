// Which escalations and feedback a rule took back at least once. The final tables hold what turned out to be; this is
// known only of events in the order in which they came.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "absl/container/flat_hash_set.h"
#include "engine/stream.h"

namespace loopbreaker {

// The sink of a stream over the same events as the report. Not safe for concurrent use.
class Retractions final : public RevisionSink {
 public:
  explicit Retractions(const RuleIndex& rules);
  void OnEscalation(const EscalationRevision& revision) override;
  void OnFeedback(const v1::Feedback& feedback, bool shadow) override;

  // Of the rule at `index` in its file.
  std::uint64_t CountOf(std::size_t index) const { return ids_[index].size(); }

 private:
  void Take(const std::string& rule, const std::string& id) { ids_[index_.at(rule)].insert(id); }

  absl::flat_hash_map<std::string, std::size_t> index_;  // by id of the rule
  std::vector<absl::flat_hash_set<std::string>> ids_;
};

}  // namespace loopbreaker
