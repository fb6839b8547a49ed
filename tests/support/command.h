// A command of the shell, and what it said.
#pragma once

#include <sys/wait.h>

#include <cstdio>
#include <string>

namespace loopbreaker {

struct CommandResult {
  int exit_code = -1;  // -1: could not be run, or was ended by a signal
  std::string out;     // standard output; with "2>&1" in the command, errors too
};

inline CommandResult RunCommand(const std::string& command) {
  CommandResult result;
  std::FILE* pipe = popen(command.c_str(), "r");
  if (pipe == nullptr) return result;
  char buffer[4096];
  for (std::size_t n = 0; (n = std::fread(buffer, 1, sizeof buffer, pipe)) > 0;) result.out.append(buffer, n);
  const int status = pclose(pipe);
  result.exit_code = WIFEXITED(status) ? WEXITSTATUS(status) : -1;
  return result;
}

}  // namespace loopbreaker
