// Verdicts of process rules into feedback for those who own the process.
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "loopbreaker/v1/escalation.pb.h"
#include "rules/judge.h"
#include "rules/process.h"

namespace loopbreaker {

// What feedback says of a loop in the window, after the loop's customer has been put away.
struct LoopFigures {
  std::int64_t cost_cents = 0;
  std::int64_t customer_days = 0;
  std::string id;                  // as LoopIdOf
  std::vector<std::string> parts;  // missing ones
  std::vector<std::string> authorisations;
  // The lists of the loop that they were read from: while these stay, so do the names.
  std::uint32_t parts_list = kNone;
  std::uint32_t authorisations_list = kNone;
};

LoopFigures FiguresOf(const Judge& judge, LoopIndex loop, std::string_view customer);

// `figures` of a GroupEntry::loop; null when it is not known any more. All but id, revision, state and previous_state.
v1::Feedback BuildFeedback(const ProcessVerdict& verdict, const std::vector<std::pair<std::string, std::string>>& group,
                           const RuleSet& rules, Instant clock,
                           const std::function<const LoopFigures*(std::uint32_t)>& figures);

// "RULE|FIELD=VALUE|…", each part percent-encoded.
std::string FeedbackId(const Rule& rule, const std::vector<std::pair<std::string, std::string>>& group);

// Of all carried fields but the state, the clock and the edges of a window that moves with it.
std::uint64_t DigestOf(const v1::Feedback& feedback);

}  // namespace loopbreaker
