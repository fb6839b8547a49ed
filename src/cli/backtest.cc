// `loopbreaker backtest FILE… --rules NEW --against OLD`: what other rules would have done to the same history.
#include "backtest/backtest.h"

#include <iostream>

#include "backtest/html.h"
#include "backtest/json.h"
#include "backtest/text.h"
#include "cli/commands.h"
#include "cli/common.h"
#include "cli/whole_export.h"

namespace loopbreaker {
namespace {

struct Options {
  InputOptions input;
  std::string against;
  std::string format = "text";
  std::string html;
  std::vector<std::string> dragged_on;
  BacktestOptions backtest;
};

int Run(Options& options) {
  int exit_code = kDone;
  Inputs inputs;
  if (!OpenInputs(options.input, inputs, exit_code)) return exit_code;
  options.backtest.yardstick = inputs.rules->settings.dragged_on;
  for (const std::string& measure : options.dragged_on) {
    std::string error;
    if (!SetYardstick(measure, options.backtest.yardstick, error)) {
      PrintError("--dragged-on: " + error);
      return kUsage;
    }
  }
  const std::shared_ptr<const RuleSet> old_rules = LoadRulesFile(options.against, exit_code);
  if (old_rules == nullptr) return exit_code;
  WholeExport whole;
  if (!ReadWholeExport(inputs, whole, exit_code)) return exit_code;

  options.backtest.clock = whole.clock;
  const RuleIndex old_index(old_rules);
  const RuleIndex new_index(inputs.rules);
  const BacktestResult result = RunBacktest(*whole.store, {&old_index, &new_index}, options.backtest);
  if (!options.html.empty() && !WriteWhole(options.html, BacktestHtml(result), exit_code)) return exit_code;
  if (options.html == "-") return exit_code;
  WriteWhole("-", options.format == "json" ? BacktestJson(result) : BacktestText(result), exit_code);
  return exit_code;
}

}  // namespace

void AddBacktest(CLI::App& app, int& exit_code) {
  auto* command = app.add_subcommand("backtest", "Try rules on an export: which alerts appear, disappear or move");
  auto options = std::make_shared<Options>();
  AddInputOptions(*command, options->input);
  command->add_option("--against", options->against, "The rules to compare with (YAML)")->required();
  command->add_option("--format", options->format, "What standard output gets: text or json")
      ->check(CLI::IsMember({"text", "json"}))
      ->capture_default_str();
  command->add_option("--html", options->html, "Also write one self-contained page; '-': to standard output, alone");
  command
      ->add_option("--alerts-per-desk-day", options->backtest.alerts_per_desk_day,
                   "Warn when a desk would get more alerts than this on a day")
      ->check(CLI::Range(0, 1'000'000))
      ->capture_default_str();
  command->add_option("--dragged-on", options->dragged_on,
                      "When a loop has really dragged on, in place of what the settings of --rules say: "
                      "failed_visits=3, cost_cents=30000, age=30d (0 leaves one out)");
  command
      ->add_option("--samples", options->backtest.samples, "How many alerts of each kind of change to tell of, a rule")
      ->check(CLI::Range(0, 1000))
      ->capture_default_str();
  command->callback([options, &exit_code] { exit_code = Run(*options); });
}

}  // namespace loopbreaker
