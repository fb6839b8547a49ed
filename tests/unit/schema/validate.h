// The schemas as an editor uses them: files against what the program prints.
#pragma once

#include <sys/wait.h>

#include <cstdio>
#include <string>

namespace loopbreaker {

struct Validated {
  int exit_code = -1;
  std::string out;  // a line for each refusal, and how many documents there were
};

// tests/tools/validate.py, which needs python3, python3-yaml and python3-jsonschema. Shell patterns in `arguments` are
// expanded.
inline Validated Validate(const std::string& arguments) {
  Validated validated;
  const std::string command = "cd " LOOPBREAKER_SOURCE_DIR " && python3 tests/tools/validate.py " + arguments + " 2>&1";
  FILE* pipe = popen(command.c_str(), "r");
  if (pipe == nullptr) return validated;
  char buffer[4096];
  for (std::size_t n = 0; (n = fread(buffer, 1, sizeof buffer, pipe)) > 0;) validated.out.append(buffer, n);
  const int status = pclose(pipe);
  validated.exit_code = WIFEXITED(status) ? WEXITSTATUS(status) : -1;
  return validated;
}

}  // namespace loopbreaker
