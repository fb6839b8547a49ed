// `loopbreaker coverage FILE… --rules R`: which rules cannot fire on this data and why.
#include "coverage/coverage.h"

#include "cli/commands.h"
#include "cli/common.h"
#include "cli/whole_export.h"
#include "coverage/findings.h"

namespace loopbreaker {
namespace {

struct Options {
  InputOptions input;
  std::string format = "text";
};

int Run(const Options& options) {
  int exit_code = kDone;
  Inputs inputs;
  WholeExport whole;
  if (!OpenInputs(options.input, inputs, exit_code) || !ReadWholeExport(inputs, whole, exit_code)) return exit_code;
  const RuleIndex rules(inputs.rules);
  const CoverageResult result = RunCoverage(*whole.store, rules, whole.clock);
  WriteWhole("-", options.format == "json" ? CoverageJson(result) : CoverageText(result), exit_code);
  return exit_code;
}

}  // namespace

void AddCoverage(CLI::App& app, int& exit_code) {
  auto* command = app.add_subcommand("coverage", "Before you trust silence: which rules cannot fire on this data");
  auto options = std::make_shared<Options>();
  AddInputOptions(*command, options->input);
  command->add_option("--format", options->format, "text or json")
      ->check(CLI::IsMember({"text", "json"}))
      ->capture_default_str();
  command->callback([options, &exit_code] { exit_code = Run(*options); });
}

}  // namespace loopbreaker
