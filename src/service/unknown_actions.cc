#include "service/unknown_actions.h"

#include <algorithm>
#include <utility>

#include "event/decode.h"

namespace loopbreaker {

void UnknownActions::Add(Topic topic, const InRecord& record, FactKey action, Instant time) {
  waiting_.emplace(AddSaturated(std::max(time, record.appended), park_for_),
                   Waiting{std::move(action), topic, record.partition, record.offset});
}

void UnknownActions::Begin(Instant said_until) { waiting_.erase(waiting_.begin(), waiting_.upper_bound(said_until)); }

void UnknownActions::TellUntil(Instant clock) {
  while (!waiting_.empty() && waiting_.begin()->first <= clock) {
    const Waiting waiting = std::move(waiting_.extract(waiting_.begin()).mapped());
    std::string bytes = find_(waiting.action);
    if (bytes.empty()) continue;
    out_({Topic::kDeadLetters,
          -1,
          ToText(waiting.action),
          std::move(bytes),
          {{"lb_reason", std::string(NameOf(DeadReason::kUnknownEscalation))},
           {"lb_detail", std::string(kUnknownEscalationDetail)},
           {"lb_topic", std::string(NameOf(waiting.topic))},
           {"lb_partition", std::to_string(waiting.partition)},
           {"lb_offset", std::to_string(waiting.offset)}}});
  }
}

}  // namespace loopbreaker
