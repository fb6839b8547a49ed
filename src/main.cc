#include "cli/commands.h"

int main(int argc, char** argv) {
  using namespace loopbreaker;
  CLI::App app("Finds customers who are kept in a loop, and tells the desk that can break it.", "loopbreaker");
  app.set_version_flag("--version", LOOPBREAKER_VERSION);
  app.require_subcommand(1);
  int exit_code = kDone;
  AddReplay(app, exit_code);
  AddCheck(app, exit_code);
  AddTest(app, exit_code);
  AddExplain(app, exit_code);
  AddBacktest(app, exit_code);
  AddCoverage(app, exit_code);
  AddReport(app, exit_code);
  AddDemo(app, exit_code);
  AddSchema(app, exit_code);
  AddTopics(app, exit_code);
  AddRun(app, exit_code);
  AddToken(app, exit_code);
  try {
    app.parse(argc, argv);
  } catch (const CLI::ParseError& error) {
    return app.exit(error) == 0 ? kDone : kUsage;
  }
  return exit_code;
}
