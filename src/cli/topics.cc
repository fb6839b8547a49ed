// `loopbreaker topics --config service.yaml [--create] [--fill FOLDER]` or `--needed`: the topics that the service
// needs, what there is of them, making what is missing, and filling them with what a service without Kafka has.
#include "kafka/topics.h"

#include <algorithm>
#include <iostream>
#include <string_view>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_split.h"
#include "cli/commands.h"
#include "cli/common.h"
#include "cli/service_config.h"
#include "embedded/fill_topics.h"
#include "observe/json_quote.h"

namespace loopbreaker {
namespace {

struct TopicsOptions {
  std::string config;
  bool create = false;
  bool needed = false;
  std::string fill;  // the folder of a log; empty: none
};

int ExitCodeOf(const absl::Status& status) {
  return absl::IsInvalidArgument(status) || absl::IsFailedPrecondition(status) ? kWrongInput : kEnvironment;
}

int Failed(const absl::Status& status) {
  for (const absl::string_view line : absl::StrSplit(status.message(), '\n')) PrintError(std::string(line));
  return ExitCodeOf(status);
}

std::string SettingsText(const kafka::Settings& settings) {
  return absl::StrJoin(settings, " ", absl::PairFormatter("="));
}

void PrintTable(const std::vector<kafka::TopicState>& states, const std::vector<std::string>& created) {
  std::size_t width = 0;
  for (const kafka::TopicState& state : states) width = std::max(width, state.spec.name.size());
  for (const kafka::TopicState& state : states) {
    const kafka::TopicSpec& spec = state.spec;
    std::string word = state.errors.empty() ? "ok" : state.exists ? "wrong" : "missing";
    if (std::find(created.begin(), created.end(), spec.name) != created.end()) word = "created";
    const std::string partitions = spec.partitions == 0 ? "any" : absl::StrCat(spec.partitions);
    std::cout << spec.name << std::string(width + 2 - spec.name.size(), ' ') << word
              << std::string(9 - word.size(), ' ') << partitions << (partitions == "1" ? " partition " : " partitions")
              << (spec.is_source ? "  a source" : absl::StrCat("  ", SettingsText(spec.settings))) << "\n";
  }
}

// A JSON object a line, for programs which make topics in their own way.
void PrintNeeded(const std::vector<kafka::TopicSpec>& specs) {
  for (const kafka::TopicSpec& spec : specs) {
    std::string line = "{\"topic\":";
    AppendJsonQuoted(line, spec.name);
    if (spec.is_source) line += ",\"source\":true";
    if (spec.partitions > 0) absl::StrAppend(&line, ",\"partitions\":", spec.partitions);
    line += ",\"settings\":{";
    std::string_view comma = "";
    for (const auto& [name, value] : spec.settings) {
      line += std::exchange(comma, ",");
      AppendJsonQuoted(line, name);
      line += ':';
      AppendJsonQuoted(line, value);
    }
    std::cout << line << "}}\n";
  }
}

int Fill(const ServiceConfig& config, const std::string& folder) {
  const auto filled = embedded::FillTopics(config, folder);
  if (!filled.ok()) return Failed(filled.status());
  for (const auto& [topic, records] : *filled) std::cout << topic << "  filled with " << records << " records\n";
  return kDone;
}

int Run(const TopicsOptions& options) {
  int exit_code = kDone;
  const std::optional<ServiceConfig> config = LoadServiceConfigFile(options.config, exit_code);
  if (!config) return exit_code;
  if (options.needed) {
    PrintNeeded(kafka::TopicsOf(*config));
    return kDone;
  }
  if (config->brokers.empty()) {
    PrintError(absl::StrCat("expected a 'kafka' section with 'brokers' in ", options.config, ", found none"));
    return kWrongInput;
  }
  absl::StatusOr<kafka::TopicAdmin> admin = kafka::TopicAdmin::Connect(*config);
  if (!admin.ok()) return Failed(admin.status());
  const std::vector<kafka::TopicSpec> specs = kafka::TopicsOf(*config);
  absl::StatusOr<std::vector<kafka::TopicState>> states = admin->Describe(specs);
  if (!states.ok()) return Failed(states.status());

  std::vector<std::string> created;
  if (options.create) {
    std::vector<kafka::TopicSpec> missing;
    for (const kafka::TopicState& state : *states) {
      if (!state.exists && !state.spec.is_source) missing.push_back(state.spec);
    }
    if (const absl::Status status = admin->Create(missing); !status.ok()) return Failed(status);
    for (const kafka::TopicSpec& spec : missing) created.push_back(spec.name);
    states = admin->Describe(specs);
    if (!states.ok()) return Failed(states.status());
  }

  PrintTable(*states, created);
  for (const kafka::TopicState& state : *states) {
    for (const std::string& warning : state.warnings) std::cerr << "loopbreaker: warning: " << warning << "\n";
    // Whoever sets up a service may do so before its sources.
    const bool allowed = options.create && state.spec.is_source && !state.exists;
    for (const std::string& error : state.errors) {
      if (allowed) {
        std::cerr << "loopbreaker: warning: " << error << "\n";
      } else {
        PrintError(error);
        exit_code = kWrongInput;
      }
    }
  }
  if (exit_code == kDone && !options.fill.empty()) return Fill(*config, options.fill);
  return exit_code;
}

}  // namespace

void AddTopics(CLI::App& app, int& exit_code) {
  auto* command = app.add_subcommand("topics", "The topics that the service needs, and whether they are there");
  auto options = std::make_shared<TopicsOptions>();
  command->add_option("--config", options->config, "Configuration of the service (YAML)")->required();
  auto* create = command->add_flag("--create", options->create, "Create what is missing");
  auto* needed = command->add_flag("--needed", options->needed, "Ask no broker: what is needed, as lines of JSON");
  needed->excludes(create);
  command
      ->add_option("--fill", options->fill, "Fill them with the log of a service without Kafka (STORE.PATH/log), once")
      ->excludes(needed);
  command->callback([options, &exit_code] { exit_code = Run(*options); });
}

}  // namespace loopbreaker
