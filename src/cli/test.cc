// `loopbreaker test FILE…`: the tests that people write for their rules.
#include <iostream>
#include <set>

#include "cli/commands.h"
#include "cli/common.h"
#include "cli/error_format.h"
#include "scenario/junit.h"
#include "scenario/load.h"

namespace loopbreaker {
namespace {

struct TestOptions {
  std::vector<std::string> files;
  std::string junit;
  bool markdown = false;
  bool verbose = false;
  ErrorFormat error_format = ErrorFormat::kText;
};

// The tests of one YAML text, which may be one block of a longer file.
// Many files name the same rules: `told` holds the errors that have been printed, so that each is told once.
void RunText(const std::string& text, const std::string& file, ErrorFormat format, std::set<std::string>& told,
             RuleTestReport& report) {
  Diagnostics errors;
  const auto tests = LoadRuleTests(text, file, ReadFile, errors);
  for (const Diagnostic& error : errors.list()) {
    const std::string line = ToText(error);
    if (told.insert(line).second) PrintDiagnostic(error, format);
    report.errors += line + "\n";
  }
  if (tests == nullptr) return;
  for (const RuleTest& test : tests->tests) report.results.push_back(RunRuleTest(test, *tests));
}

// False: the file cannot be read.
bool RunFile(const std::string& file, const TestOptions& options, std::set<std::string>& told, RuleTestReport& report) {
  report.file = file;
  const auto text = ReadFile(file, report.errors);
  if (!text) {
    PrintDiagnostic({.file = file, .message = report.errors}, options.error_format);
    return false;
  }
  if (!options.markdown && !file.ends_with(".md")) {
    RunText(*text, file, options.error_format, told, report);
    return true;
  }
  const std::vector<std::string> blocks = RuleTestBlocks(*text);
  if (blocks.empty()) {
    const Diagnostic none{.file = file, .message = "expected a block ```yaml with the first line '# test', found none"};
    report.errors = ToText(none);
    PrintDiagnostic(none, options.error_format);
  }
  for (const std::string& block : blocks) RunText(block, file, options.error_format, told, report);
  return true;
}

// Tools want a test that fails beside its line, as they want an error.
void TellTools(const RuleTestReport& report, ErrorFormat format) {
  if (format == ErrorFormat::kText) return;
  for (const RuleTestResult& result : report.results) {
    if (result.passed()) continue;
    std::string message = "the test '" + result.name + "' failed";
    for (const std::string& failure : result.failures) message += "\n" + failure;
    PrintDiagnostic({.file = report.file, .line = result.line, .column = 1, .message = message}, format);
  }
}

void Print(const RuleTestReport& report, bool verbose, std::size_t& passed, std::size_t& failed) {
  std::size_t passed_here = 0;
  for (const RuleTestResult& result : report.results) {
    if (result.passed()) {
      ++passed_here;
      if (verbose) std::cout << "ok     " << result.name << "\n";
      continue;
    }
    std::cout << "FAILED " << result.name << " (" << report.file << ":" << result.line << ")\n";
    for (const std::string& failure : result.failures) std::cout << failure;
  }
  const std::size_t failed_here = report.results.size() - passed_here + (report.errors.empty() ? 0 : 1);
  std::cout << report.file << ": " << passed_here << " passed";
  if (failed_here != 0) std::cout << ", " << failed_here << " failed";
  if (!report.errors.empty()) std::cout << " (with errors in the file)";
  std::cout << "\n";
  passed += passed_here;
  failed += failed_here;
}

int Run(const TestOptions& options) {
  std::vector<RuleTestReport> reports;
  std::size_t passed = 0;
  std::size_t failed = 0;
  bool all_read = true;
  std::set<std::string> told;
  for (const std::string& file : options.files) {
    all_read = RunFile(file, options, told, reports.emplace_back()) && all_read;
    TellTools(reports.back(), options.error_format);
    Print(reports.back(), options.verbose, passed, failed);
  }
  if (!options.junit.empty()) {
    OutputFile out;
    std::string error;
    bool written = out.Open(options.junit, error);
    if (written) {
      out.Write(ToJUnit(reports));
      written = out.Close(error);
    }
    if (!written) {
      PrintError(error);
      all_read = false;
    }
  }
  std::cout << passed << " passed, " << failed << " failed\n";
  if (!all_read) return kEnvironment;
  return failed == 0 ? kDone : kWrongInput;
}

}  // namespace

void AddTest(CLI::App& app, int& exit_code) {
  auto* command = app.add_subcommand("test", "Run tests of rules: given events, expected escalations");
  auto options = std::make_shared<TestOptions>();
  command
      ->add_option("files", options->files,
                   "Tests (YAML), or Markdown (.md) with tests in ```yaml blocks that begin with '# test'")
      ->required();
  command->add_option("--junit", options->junit, "Write a JUnit report to this file");
  command->add_flag("--markdown", options->markdown, "Read every file as Markdown");
  command->add_flag("--verbose", options->verbose, "Name the tests that pass, too");
  AddErrorFormat(*command, options->error_format);
  command->callback([options, &exit_code] { exit_code = Run(*options); });
}

}  // namespace loopbreaker
