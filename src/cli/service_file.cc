#include "cli/service_file.h"

#include <unistd.h>

#include "cli/common.h"
#include "cli/error_format.h"

namespace loopbreaker {
namespace {

std::map<std::string, std::string> Environment() {
  std::map<std::string, std::string> variables;
  for (char** variable = environ; *variable != nullptr; ++variable) {
    const std::string_view text = *variable;
    const std::size_t equals = text.find('=');
    variables.emplace(text.substr(0, equals), text.substr(equals + 1));
  }
  return variables;
}

}  // namespace

std::optional<ServiceFile> LoadServiceFile(const std::string& path, int& exit_code) {
  std::string error;
  const auto text = ReadFile(path, error);
  if (!text) {
    PrintError(error);
    exit_code = kEnvironment;
    return std::nullopt;
  }
  Diagnostics errors;
  auto config = LoadServiceConfig(*text, path, Environment(), errors);
  if (!config) {
    PrintDiagnostics(errors);
    exit_code = kWrongInput;
    return std::nullopt;
  }
  ServiceFile file;
  file.config = *std::move(config);
  file.rules = LoadRulesFile(file.config.rules, exit_code);
  for (const SourceConfig& source : file.config.sources) {
    if (source.mapping.empty() || file.mappings.contains(source.mapping)) continue;
    file.mappings[source.mapping] = LoadMappingFile(source.mapping, exit_code);
    if (file.mappings[source.mapping] == nullptr) return std::nullopt;
  }
  if (file.rules == nullptr) return std::nullopt;
  return file;
}

}  // namespace loopbreaker
