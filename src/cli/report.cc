// `loopbreaker report FILE… --rules R --html OUT`: a look back for those who answer for it.
#include "report/report.h"

#include "cli/commands.h"
#include "cli/common.h"
#include "cli/whole_export.h"
#include "report/html.h"
#include "report/json.h"

namespace loopbreaker {
namespace {

struct Options {
  InputOptions input;
  std::string html;
  std::string format;
  std::string language;
};

int Run(const Options& options) {
  int exit_code = kDone;
  if (options.html.empty() && options.format.empty()) {
    PrintError("expected --html OUT, --format json or both: nowhere to write the report");
    return kUsage;
  }
  if (options.html == "-" && !options.format.empty()) {
    PrintError("expected one of --html - and --format json: both would go to standard output");
    return kUsage;
  }
  Inputs inputs;
  WholeExport whole;
  if (!OpenInputs(options.input, inputs, exit_code)) return exit_code;
  const RuleIndex rules(inputs.rules);
  Retractions retractions(rules);
  Stream stream(rules, *inputs.directory, retractions);
  if (!ReadWholeExport(inputs, whole, exit_code, &stream)) return exit_code;
  ReportResult result = RunReport(*whole.store, rules, whole.clock, &retractions);
  result.late_events = whole.late;
  const RuleSettings& settings = inputs.rules->settings;
  const Language language = options.language.empty()   ? settings.language
                            : options.language == "nl" ? Language::kDutch
                                                       : Language::kEnglish;
  if (!options.html.empty() && !WriteWhole(options.html, ReportHtml(result, settings, language), exit_code)) {
    return exit_code;
  }
  if (!options.format.empty()) WriteWhole("-", ReportJson(result), exit_code);
  return exit_code;
}

}  // namespace

void AddReport(CLI::App& app, int& exit_code) {
  auto* command = app.add_subcommand("report", "One page: what customers got, which loops to break, what to change");
  auto options = std::make_shared<Options>();
  AddInputOptions(*command, options->input);
  command->add_option("--html", options->html, "Write one self-contained page there; '-': to standard output");
  command->add_option("--format", options->format, "json: the same figures for programs, to standard output")
      ->check(CLI::IsMember({"json"}));
  command->add_option("--language", options->language, "en or nl; default: that of the rules' settings")
      ->check(CLI::IsMember({"en", "nl"}));
  command->callback([options, &exit_code] { exit_code = Run(*options); });
}

}  // namespace loopbreaker
