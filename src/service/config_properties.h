// Properties of librdkafka out of service.yaml, and out of a file that holds the secret ones.
#pragma once

#include <map>
#include <span>
#include <string>
#include <string_view>

#include "base/diagnostic.h"
#include "service/config_layers.h"

namespace loopbreaker::config {

// Whether the value of a property may be secret, or a line that names it: nothing of it is shown in any message.
bool LooksSecret(std::string_view text);

// `kafka.properties`: a map of texts. A property that the service itself sets, since it would not be right with another
// value, is an error that says which key is meant.
void ReadProperties(const Setting& setting, std::map<std::string, std::string>& properties, Diagnostics& errors);

// Those properties, and what to do in place of setting them.
struct OwnedProperty {
  std::string_view name;
  std::string_view advice;
};
std::span<const OwnedProperty> OwnedProperties();

// Lines NAME=VALUE; empty ones and those that begin with # say nothing. A name that is in `properties` already is an
// error.
void ReadPropertiesFile(std::string_view text, const std::string& file, std::map<std::string, std::string>& properties,
                        Diagnostics& errors);

}  // namespace loopbreaker::config
