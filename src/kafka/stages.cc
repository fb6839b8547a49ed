#include "kafka/stages.h"

#include <utility>

#include "service/detect_partition.h"
#include "service/learn_stage.h"

namespace loopbreaker::kafka {
namespace {

// CloudEvents' `source`.
std::string SourceNameOf(const ServiceConfig& config) { return "loopbreaker/" + config.group; }

}  // namespace

LinkStage::Options LinkOptionsOf(const Shared& shared) {
  const std::shared_ptr<const RuleIndex> rules = shared.rules();
  const RuleSettings& settings = rules->set().settings;
  const ServiceConfig& config = shared.config();
  return {config.partitions, settings.max_clock_skew, settings.park_for, config.pseudonyms, SourceNameOf(config)};
}

std::unique_ptr<OwnedStage> MakeDetect(std::int32_t partition, const std::string& writer, Shared& shared,
                                       ServiceMetrics& metrics, std::shared_ptr<const RuleIndex> rules, Outbox out) {
  const ServiceConfig& config = shared.config();
  return std::make_unique<DetectPartition>(
      DetectPartition::Options{partition, config.partitions, writer, SourceNameOf(config), config.encoding,
                               [&metrics](const v1::Escalation& escalation) {
                                 metrics.CountEscalation(escalation.rule_id(),
                                                         v1::State::Value_Name(escalation.state()));
                               }},
      std::move(rules), shared.directory(), shared.references(), shared.erasures(), std::move(out));
}

std::unique_ptr<OwnedStage> MakeLearn(const std::string& writer, const ServiceConfig& config,
                                      std::shared_ptr<const RuleIndex> rules, Outbox out) {
  return std::make_unique<LearnStage>(LearnStage::Options{writer, SourceNameOf(config), config.encoding},
                                      std::move(rules), std::move(out));
}

}  // namespace loopbreaker::kafka
