// `loopbreaker check FILE…`: rules, their tests, mappings, and the configuration of the service with the files that it
// names; every error at its place.
#include <iostream>

#include "cli/commands.h"
#include "cli/common.h"
#include "cli/error_format.h"
#include "cli/service_config.h"
#include "kafka/client.h"
#include "scenario/load.h"
#include "text/words.h"

namespace loopbreaker {
namespace {

struct CheckOptions {
  std::vector<std::string> files;
  ErrorFormat error_format = ErrorFormat::kText;
};

// Loads what a configuration names with `load`, its errors at their own places.
template <typename Load>
auto LoadNamed(const std::string& path, Diagnostics& errors, Load load) -> decltype(load(path, path, errors)) {
  std::string error;
  if (const auto text = ReadFile(path, error)) return load(*text, path, errors);
  errors.Add({.file = path, .message = error});
  return nullptr;
}

std::string CheckService(const std::string& text, const std::string& path, Diagnostics& errors) {
  const auto config = LoadServiceConfig(text, path, ServiceEnvironment(), errors);
  if (!config) return "";
  if (const absl::Status status = kafka::CheckProperties(*config); !status.ok()) {
    errors.Add({.file = path, .message = std::string(status.message())});
  }
  LoadNamed(config->rules, errors,
            [](const auto& of, const auto& file, Diagnostics& found) { return LoadRules(of, file, found); });
  for (const SourceConfig& source : config->sources) {
    if (source.mapping.empty()) continue;
    const auto mapping = LoadNamed(source.mapping, errors, [](const auto& of, const auto& file, Diagnostics& found) {
      return LoadMapping(of, file, found);
    });
    if (mapping != nullptr && mapping->is_csv() && mapping->csv().columns.empty() && source.folder.empty()) {
      errors.Add({.file = source.mapping,
                  .message = "expected a mapping with format: json, or with `columns`, for the source '" +
                             source.topic + "', found one for CSV with a header row, which a record does not have"});
    }
  }
  return errors.empty() ? "a service of " + Counted(config->sources.size(), "source", "sources") : "";
}

// What there is in the text; empty: errors. A file is what its top keys say: a mapping has `events`, tests have
// `tests`, and the configuration of the service says where its rules are.
std::string CheckText(const std::string& text, const std::string& path, Diagnostics& errors) {
  Diagnostics said_again;
  const YamlDocument document = ParseYaml(text, path, said_again);
  const auto has = [&](std::string_view key) { return document.root.Find(key) != nullptr; };
  if (has("events") || has("format")) return LoadMapping(text, path, errors) == nullptr ? "" : "a mapping";
  if (has("tests")) {
    const auto tests = LoadRuleTests(text, path, ReadFile, errors);
    return tests == nullptr ? "" : Counted(tests->tests.size(), "test", "tests");
  }
  const YamlNode* const named_rules = document.root.Find("rules");
  if (has("kafka") || has("sources") || has("topics") || (named_rules != nullptr && named_rules->IsScalar())) {
    return CheckService(text, path, errors);
  }
  const auto rules = LoadRules(text, path, errors);
  if (rules == nullptr) return "";
  return std::to_string(rules->ids.size()) + " rules, " + std::to_string(rules->rules.size()) + " of them enabled";
}

void CheckFile(const std::string& path, ErrorFormat format, int& exit_code) {
  std::string error;
  const auto text = ReadFile(path, error);
  if (!text) {
    PrintDiagnostic({.file = path, .message = error}, format);
    exit_code = kEnvironment;
    return;
  }
  Diagnostics errors;
  const std::string what = CheckText(*text, path, errors);
  PrintDiagnostics(errors, format);
  if (what.empty()) {
    if (exit_code == kDone) exit_code = kWrongInput;
  } else {
    std::cout << path << ": ok, " << what << "\n";
  }
}

}  // namespace

void AddCheck(CLI::App& app, int& exit_code) {
  auto* command =
      app.add_subcommand("check", "Check rules, their tests, mappings and service.yaml: every error, with its place");
  auto options = std::make_shared<CheckOptions>();
  command->add_option("files", options->files, "Rules, tests, mappings, service.yaml; '-' is standard input")
      ->required();
  AddErrorFormat(*command, options->error_format);
  command->callback([options, &exit_code] {
    for (const std::string& file : options->files) CheckFile(file, options->error_format, exit_code);
  });
}

}  // namespace loopbreaker
