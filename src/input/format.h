// The format of a file, by its name.
#pragma once

#include <optional>
#include <string>

#include "mapping/mapping.h"

namespace loopbreaker {

enum class FileFormat { kJson, kProtobuf, kCsv };

// Of `path` without .gz or .zst; `mapping` may be null. Empty: `error` is a sentence for a person.
std::optional<FileFormat> FormatOf(const std::string& path, const Mapping* mapping, std::string& error);

}  // namespace loopbreaker
