// service.yaml as the commands of the service read it: with the environment of the process over it.
#pragma once

#include <map>
#include <optional>
#include <string>

#include "service/config.h"

namespace loopbreaker {

// The variables of the process that begin with LOOPBREAKER_.
std::map<std::string, std::string> ServiceEnvironment();

// Prints what is wrong on stderr. Empty: there was something, and `exit_code` is set.
std::optional<ServiceConfig> LoadServiceConfigFile(const std::string& path, int& exit_code);

}  // namespace loopbreaker
