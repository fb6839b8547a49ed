#include "service/running_service.h"

#include <chrono>
#include <utility>

#include "event/timestamp.h"
#include "service/wire.h"

namespace loopbreaker {
absl::Status RunningService::Act(const std::vector<v1::ContactEvent>& events) {
  for (const v1::ContactEvent& event : events) {
    const absl::Status sent = SendUntilWritten(
        {Topic::kActions, -1, event.id(), event.SerializeAsString(), ContentTypeHeaders(Encoding::kProtobuf)});
    if (!sent.ok()) return sent;
  }
  return absl::OkStatus();
}

void RunningService::Erase(const std::string& customer, Instant until, bool objection) {
  v1::Erasure erasure;
  SetTime(until, erasure.mutable_erased_before());
  erasure.set_objection(objection);
  SendUntilWritten(
      {Topic::kErasures, 0, customer, erasure.SerializeAsString(), ContentTypeHeaders(Encoding::kProtobuf)})
      .IgnoreError();
}

void RunningService::Remember(const std::string& key, const v1::SentAlert* sent) {
  std::optional<std::string> value;
  if (sent != nullptr) value = sent->SerializeAsString();
  SendUntilWritten({Topic::kAlerts, 0, key, std::move(value), {}}).IgnoreError();
}

void CountOwned(const OwnerCounts& counts, Instant complete, Metrics& metrics) {
  const auto set = [&](std::string_view name, std::string_view help, double value) {
    metrics.GetGauge(name, help).Set(value);
  };
  set("loopbreaker_partitions_owned", "Partitions of facts that this instance owns", counts.owned);
  set("loopbreaker_partitions_judged", "Of those, the ones that are loaded and judged", counts.judged);
  set("loopbreaker_partitions_behind_rules", "Of those owned, the ones that are not judged by the newest rules yet",
      counts.behind);
  set("loopbreaker_restore_records_left", "Records to read before every partition owned is judged",
      static_cast<double>(counts.to_load));
  set("loopbreaker_complete_timestamp_seconds", "Until when everything that happened has been read",
      complete == Instant::min() ? 0 : std::chrono::duration<double>(complete.time_since_epoch()).count());
}

}  // namespace loopbreaker
