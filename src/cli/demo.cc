// `loopbreaker demo`: the main job on data that is part of the program.
#include <unistd.h>

#include <cstdlib>
#include <iostream>

#include "cli/commands.h"
#include "cli/common.h"
#include "cli/demo_data.h"
#include "cli/demo_log.h"
#include "cli/demo_page.h"
#include "cli/demo_story.h"

namespace loopbreaker {
namespace {

// On a terminal that knows them, unless somebody does not want them (no-color.org).
bool WantsColours() {
  const char* no_colour = std::getenv("NO_COLOR");
  const char* terminal = std::getenv("TERM");
  return isatty(STDOUT_FILENO) != 0 && (no_colour == nullptr || *no_colour == '\0') && terminal != nullptr &&
         std::string_view(terminal) != "dumb";
}

int Run() {
  std::string error;
  const auto rules = DemoRules(error);
  if (rules == nullptr) {
    PrintError(error);
    return kWrongInput;
  }
  const RuleIndex index(rules);
  DemoPage page(std::cout, WantsColours(), rules->settings.history.calendar.zone());
  bool told = TellPlumber(index, page, error);
  page.Blank();
  told = told && TellRealLog(index, page, error);
  if (!told) {
    PrintError("bundled data: " + error);
    return kWrongInput;
  }
  std::cout.flush();
  if (!std::cout) {
    PrintError("cannot write to standard output");
    return kEnvironment;
  }
  return kDone;
}

}  // namespace

void AddDemo(CLI::App& app, int& exit_code) {
  auto* command = app.add_subcommand("demo", "Show the main job on bundled data: a story and a real log");
  command->add_flag("--once")->description("Exit when it is told, which it does anyway");
  command->callback([&exit_code] { exit_code = Run(); });
}

}  // namespace loopbreaker
