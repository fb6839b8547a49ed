// The stages as the configuration and the rules want them, whoever gives them their records.
#pragma once

#include <cstdint>
#include <memory>
#include <string>

#include "kafka/service_metrics.h"
#include "kafka/shared.h"
#include "service/link_stage.h"
#include "service/owned_stage.h"

namespace loopbreaker::kafka {

LinkStage::Options LinkOptionsOf(const Shared& shared);

// Detect, for a partition of `facts`, and learn. `writer`: of this life of the instance. `shared` and `metrics` outlive
// the stage.
std::unique_ptr<OwnedStage> MakeDetect(std::int32_t partition, const std::string& writer, Shared& shared,
                                       ServiceMetrics& metrics, std::shared_ptr<const RuleIndex> rules, Outbox out);
std::unique_ptr<OwnedStage> MakeLearn(const std::string& writer, const ServiceConfig& config,
                                      std::shared_ptr<const RuleIndex> rules, Outbox out);

}  // namespace loopbreaker::kafka
