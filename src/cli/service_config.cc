#include "cli/service_config.h"

#include <unistd.h>

#include "cli/commands.h"
#include "cli/common.h"

namespace loopbreaker {

std::map<std::string, std::string> ServiceEnvironment() {
  std::map<std::string, std::string> variables;
  for (char** entry = environ; *entry != nullptr; ++entry) {
    const std::string_view text = *entry;
    const std::size_t equals = text.find('=');
    if (!text.starts_with("LOOPBREAKER_") || equals == std::string_view::npos) continue;
    variables.emplace(text.substr(0, equals), text.substr(equals + 1));
  }
  return variables;
}

std::optional<ServiceConfig> LoadServiceConfigFile(const std::string& path, int& exit_code) {
  std::string error;
  const std::optional<std::string> text = ReadFile(path, error);
  if (!text) {
    PrintError(error);
    exit_code = kEnvironment;
    return std::nullopt;
  }
  Diagnostics errors;
  std::optional<ServiceConfig> config = LoadServiceConfig(*text, path, ServiceEnvironment(), errors);
  PrintDiagnostics(errors);
  if (!config) exit_code = kWrongInput;
  return config;
}

}  // namespace loopbreaker
