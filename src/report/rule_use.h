// How good each rule is: how often it called, what people did with it, and how long before the solution it was.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "engine/batch.h"
#include "loopbreaker/v1/contact_event.pb.h"

namespace loopbreaker {

struct RuleUse {
  std::string id;
  std::string title;
  RuleScope scope = RuleScope::kLoop;
  bool shadow = false;
  bool cannot_fire = false;     // on this data, as coverage says
  std::uint64_t opened = 0;     // activities
  std::uint64_t open = 0;       // of them at the clock
  std::uint64_t customers = 0;  // of process rules: groups
  std::uint64_t acted = 0;      // taken up, given to somebody, or its loop was resolved by hand; and not dismissed
  std::uint64_t dismissed = 0;
  std::array<std::uint64_t, v1::DismissReason::Value_ARRAYSIZE> by_reason{};  // 0: none was given
  std::optional<std::uint64_t> retracted;  // at least once; empty: nobody looked how the events came
  std::uint64_t solved = 0;                // loops that were solved after the first alert
  std::optional<Nanos> lead;               // median, of those: from the alert to the solution
  // Of those that people judged, less than half were of use.
  bool BelowHalf() const { return dismissed > acted; }
};

class RuleUses {
 public:
  RuleUses(const RuleIndex& rules, Instant clock);
  // After a customer was walked. Whether any supervisor acted is in `actions()`.
  void Take(const Batch& batch);
  void TakeFeedback(const PastFeedback& feedback);
  // In the order of the file.
  std::vector<RuleUse> Result();
  std::uint64_t actions() const { return actions_; }

 private:
  struct Action {
    Instant at{};
    std::int64_t action = 0;
    std::int64_t reason = 0;
    std::uint32_t rule = kNone;  // kNone: all of the loop
    bool customer = false;
    LoopIndex loop = kNone;
    std::uint64_t per = 0;
  };
  void ReadActions(const Batch& batch);
  bool Concerns(const Action& action, const PastVerdict& past, const Batch& batch);
  void TakeActivity(const PastActivity& activity, const PastVerdict& past, const Batch& batch, RuleUse& use);

  const RuleIndex& rules_;
  Instant clock_;
  std::vector<RuleUse> uses_;
  std::vector<std::vector<Nanos>> leads_;
  std::vector<std::uint64_t> last_customer_;
  std::uint64_t customers_ = 0;
  std::uint64_t actions_ = 0;
  std::vector<Action> of_customer_;
  Fact fact_;
};

}  // namespace loopbreaker
