// The schemas as an editor uses them: files against what the program prints.
#pragma once

#include <string>

#include "support/command.h"

namespace loopbreaker {

// tests/tools/validate.py, which needs python3, python3-yaml and python3-jsonschema: a line for each refusal, and how
// many documents there were. Shell patterns in `arguments` are expanded.
inline CommandResult Validate(const std::string& arguments) {
  return RunCommand("cd " LOOPBREAKER_SOURCE_DIR " && python3 tests/tools/validate.py " + arguments + " 2>&1");
}

}  // namespace loopbreaker
