#include "cli/service_file.h"

#include "cli/common.h"
#include "cli/service_config.h"

namespace loopbreaker {

std::optional<ServiceFile> LoadServiceFile(const std::string& path, int& exit_code) {
  std::optional<ServiceConfig> config = LoadServiceConfigFile(path, exit_code);
  if (!config) return std::nullopt;
  ServiceFile file;
  file.config = *std::move(config);
  file.rules = LoadRulesFile(file.config.rules, exit_code);
  bool complete = file.rules != nullptr;
  for (const SourceConfig& source : file.config.sources) {
    if (source.mapping.empty() || file.mappings.contains(source.mapping)) continue;
    file.mappings[source.mapping] = LoadMappingFile(source.mapping, exit_code);
    complete = complete && file.mappings[source.mapping] != nullptr;
  }
  if (!complete) return std::nullopt;
  return file;
}

}  // namespace loopbreaker
