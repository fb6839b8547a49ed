#include "cli/commands.h"

namespace loopbreaker {
void AddDemo(CLI::App&, int&) {}
}  // namespace loopbreaker
