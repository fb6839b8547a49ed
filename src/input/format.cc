#include "input/format.h"

#include <string_view>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"

namespace loopbreaker {

std::optional<FileFormat> FormatOf(const std::string& path, const Mapping* mapping, std::string& error) {
  std::string name = absl::AsciiStrToLower(path);
  for (const char* packed : {".gz", ".zst"}) {
    if (absl::EndsWith(name, packed)) name.resize(name.size() - std::string_view(packed).size());
  }
  if (absl::EndsWith(name, ".pb")) return FileFormat::kProtobuf;
  const bool is_json =
      absl::EndsWith(name, ".jsonl") || absl::EndsWith(name, ".json") || absl::EndsWith(name, ".ndjson");
  const bool is_csv = absl::EndsWith(name, ".csv");
  if (is_json || (path == "-" && mapping == nullptr)) return FileFormat::kJson;
  if (is_csv && mapping == nullptr) {
    error = "'" + path + "' is CSV, whose columns only a mapping explains: pass one with --mapping FILE";
  } else if (is_csv && !mapping->is_csv()) {
    error = "'" + path + "' is CSV, and the mapping is for JSON (`format: json`): pass a mapping with `format: csv`";
  } else if (mapping != nullptr) {
    return mapping->is_csv() ? FileFormat::kCsv : FileFormat::kJson;
  } else {
    error =
        "the name of '" + path +
        "' does not tell its format: expected .jsonl, .json, .ndjson, .pb, or .csv with a mapping, and perhaps .gz or "
        ".zst behind it";
  }
  return std::nullopt;
}

}  // namespace loopbreaker
