// Files that service.yaml names.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "base/diagnostic.h"
#include "service/config_layers.h"

namespace loopbreaker::config {

// A file that must exist: beside the configuration, or else in the working directory. Empty: reported.
std::optional<std::string> ExistingFile(const Layers& layers, const Setting& setting, std::string_view what,
                                        Diagnostics& errors);

// What is in it. Empty: reported at the setting that names it.
std::optional<std::string> WholeFile(const std::string& path, const Setting& setting, Diagnostics& errors);

// A secret in a file that the key of a map names, without the white space around it. Empty: there is no such key, or it
// is reported.
std::string SecretOf(const Layers& layers, const Setting& map, std::string_view key, Diagnostics& errors);

}  // namespace loopbreaker::config
