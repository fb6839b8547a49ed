#include "service/config_files.h"

#include <filesystem>
#include <fstream>
#include <sstream>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "base/text.h"

namespace loopbreaker::config {

namespace fs = std::filesystem;

std::optional<std::string> ExistingFile(const Layers& layers, const Setting& setting, std::string_view what,
                                        Diagnostics& errors) {
  const std::optional<std::string> name = setting.Reader(errors).Text(*setting.node, what);
  if (!name) return std::nullopt;
  const fs::path beside = fs::path(layers.file().file).parent_path() / *name;
  for (const fs::path& path : {beside, fs::path(*name)}) {
    std::error_code error;
    const fs::file_status status = fs::status(path, error);
    if (fs::exists(status) && !fs::is_directory(status)) return path.string();
  }
  const std::string places = fs::path(*name).is_absolute()
                                 ? ""
                                 : absl::StrCat(" (neither as '", beside.string(), "' nor in the working directory)");
  setting.Reader(errors).Error(
      *setting.node, absl::StrCat("expected a file for ", Abseil(what), ", found no file '", *name, "'", places));
  return std::nullopt;
}

std::optional<std::string> WholeFile(const std::string& path, const Setting& setting, Diagnostics& errors) {
  std::ifstream in(path, std::ios::binary);
  std::ostringstream text;
  if (in) text << in.rdbuf();
  if (in && !in.bad()) return std::move(text).str();
  setting.Reader(errors).Error(*setting.node, absl::StrCat("cannot read '", path, "'; may this user read it?"));
  return std::nullopt;
}

std::string SecretOf(const Layers& layers, const Setting& map, std::string_view key, Diagnostics& errors) {
  const YamlNode* node = map.node->Find(key);
  if (node == nullptr) return "";
  const Setting file{map.document, node};
  const auto path = ExistingFile(layers, file, absl::StrCat("'", Abseil(key), "'"), errors);
  const auto text = path ? WholeFile(*path, file, errors) : std::nullopt;
  if (!text) return "";
  std::string secret(absl::StripAsciiWhitespace(*text));
  if (secret.empty()) {
    map.Reader(errors).Error(*node, absl::StrCat("expected something in '", *path, "', found an empty file"));
  }
  return secret;
}

}  // namespace loopbreaker::config
