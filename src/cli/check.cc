// `loopbreaker check FILE…`: rules and mappings, every error at its place.
#include <iostream>

#include "cli/commands.h"
#include "cli/common.h"

namespace loopbreaker {
namespace {

// A file is what its top keys say: a mapping has `events`, rules have `rules`.
bool CheckFile(const std::string& path, int& exit_code) {
  std::string error;
  const auto text = ReadFile(path, error);
  if (!text) {
    PrintError(error);
    exit_code = kEnvironment;
    return false;
  }
  Diagnostics diagnostics;
  const YamlDocument document = ParseYaml(*text, path, diagnostics);
  const bool mapping = document.root.Find("events") != nullptr || document.root.Find("format") != nullptr;
  Diagnostics errors;
  std::string what;
  if (mapping) {
    if (LoadMapping(*text, path, errors) != nullptr) what = "a mapping";
  } else if (const auto rules = LoadRules(*text, path, errors); rules != nullptr) {
    what = std::to_string(rules->ids.size()) + " rules, " + std::to_string(rules->rules.size()) + " of them enabled";
  }
  PrintDiagnostics(errors);
  if (what.empty()) {
    exit_code = kWrongInput;
    return false;
  }
  std::cout << path << ": ok, " << what << "\n";
  return true;
}

}  // namespace

void AddCheck(CLI::App& app, int& exit_code) {
  auto* command = app.add_subcommand("check", "Check rules and mappings: every error at once, with its place");
  auto files = std::make_shared<std::vector<std::string>>();
  command->add_option("files", *files, "Rules or mappings (YAML); '-' is standard input")->required();
  command->callback([files, &exit_code] {
    for (const std::string& file : *files) CheckFile(file, exit_code);
  });
}

}  // namespace loopbreaker
