// `loopbreaker demo`: the main job on data that is part of the program; first told, then live with the page.
#include <unistd.h>

#include <cstdlib>
#include <iostream>

#include "cli/commands.h"
#include "cli/common.h"
#include "cli/demo_data.h"
#include "cli/demo_live.h"
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

int Run(bool once, const DemoLiveOptions& live) {
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
  return once ? kDone : PlayMonth(index, live);
}

}  // namespace

void AddDemo(CLI::App& app, int& exit_code) {
  auto* command =
      app.add_subcommand("demo", "Show the main job on bundled data: a story, a real log, and a month with the page");
  auto once = std::make_shared<bool>(false);
  auto live = std::make_shared<DemoLiveOptions>();
  command->add_flag("--once", *once, "Exit when the story is told, without the page");
  command->add_option("--listen", live->listen, "Where the page is served")->capture_default_str();
  command->add_option("--speed", live->speed, "How fast the month goes: 1 is two minutes, 0 stands still")
      ->check(CLI::Range(0.0, 64.0))
      ->capture_default_str();
  command->callback([once, live, &exit_code] { exit_code = Run(*once, *live); });
}

}  // namespace loopbreaker
