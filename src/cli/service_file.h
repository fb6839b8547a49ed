// service.yaml with all that it names, loaded and checked.
#pragma once

#include <map>
#include <memory>
#include <optional>
#include <string>

#include "mapping/mapping.h"
#include "rules/rule.h"
#include "service/config.h"

namespace loopbreaker {

struct ServiceFile {
  ServiceConfig config;
  std::shared_ptr<const RuleSet> rules;
  std::map<std::string, std::shared_ptr<const Mapping>> mappings;  // by path
};

// Empty: said on stderr, and `exit_code` is set.
std::optional<ServiceFile> LoadServiceFile(const std::string& path, int& exit_code);

}  // namespace loopbreaker
