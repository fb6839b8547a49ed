// Learn: what process rules observe of all customers, by group, into process feedback; and what the owners of `facts`
// add to the figures of days, into `kpi` and into what these figures say of the process.
//
// Owns the one partition of `observations`, `feedback` and `kpi`. One thread.
#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "absl/container/flat_hash_set.h"
#include "engine/feedback_table.h"
#include "figures/tally.h"
#include "service/config.h"
#include "service/owned_stage.h"
#include "service/unknown_actions.h"
#include "service/wire.h"

namespace loopbreaker {

class LearnStage final : public OwnedStage {
 public:
  struct Options {
    std::string writer;
    std::string source_name;  // CloudEvents' `source`
    Encoding encoding = Encoding::kJson;
  };
  LearnStage(Options options, std::shared_ptr<const RuleIndex> rules, Outbox out);

  void OnInput(const InRecord& record) override;
  void CompleteTo(Instant complete) override;
  std::size_t EndPutOff() override;

 private:
  void OnClaim() override {}
  void OnBegin(Instant complete) override;
  void OnLoad(Topic topic, const InRecord& record) override;
  void OnOvertaken(Topic topic, const InRecord& record) override;
  std::string UnknownAction(const FactKey& action) const;
  void TakeLoop(const std::string& loop_id, const InRecord& record);
  void TakeObservation(const std::string& key, const InRecord& record);
  void Publish(const v1::Feedback& feedback, bool shadow);
  // False: the record is not about figures or what people did.
  bool TakeApart(const InRecord& record);
  void SendKpi(const TallyKey& key);

  struct Observed {
    std::uint64_t group = 0;
    GroupEntry entry{};
  };
  std::uint32_t LoopOf(const std::string& loop_id);
  std::uint32_t CustomerOf(const std::string& customer);

  Options options_;
  std::shared_ptr<const RuleIndex> rules_;
  FeedbackTable feedback_;
  UnknownActions actions_;
  Instant clock_ = Instant::min();
  Instant complete_ = Instant::min();
  absl::flat_hash_map<std::string, Observed> observed_;        // by key
  absl::flat_hash_map<std::string, std::uint32_t> loops_;      // by id
  std::vector<absl::flat_hash_set<std::uint64_t>> groups_of_;  // by the number of the loop: those that ever counted it
  absl::flat_hash_map<std::string, std::uint32_t> customers_;  // by id
  std::uint32_t next_slot_ = 0;
  // Figures of days: what each partition adds, by the key of its record.
  Tally tally_;
  absl::flat_hash_map<std::string, std::uint32_t> parts_;
  bool figures_changed_ = false;                // since findings were looked for
  std::int32_t looked_in_ = 0;                  // the week, by its Monday
  std::map<std::string, std::uint64_t> kpi_;    // digests of what is published, by key
  std::map<std::string, TallyKey> kpi_unsent_;  // by key
};

}  // namespace loopbreaker
