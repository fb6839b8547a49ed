// How errors in files are told: to a person, or to the tool that shows them beside the file.
#pragma once

#include <string>

#include "base/diagnostic.h"
#include "cli/commands.h"

namespace loopbreaker {

enum class ErrorFormat {
  kText,    // file:line:column: error: message, with the line and a caret
  kJson,    // an object a line: file, line, column (from 1, in bytes; absent: the whole file), severity, message, hint
  kGithub,  // workflow commands, which GitHub shows as annotations
};

// --error-format text|json|github.
void AddErrorFormat(CLI::App& command, ErrorFormat& format);

// Ends with a line feed.
std::string Formatted(const Diagnostic& diagnostic, ErrorFormat format);

// On stderr.
void PrintDiagnostic(const Diagnostic& diagnostic, ErrorFormat format);
void PrintDiagnostics(const Diagnostics& diagnostics, ErrorFormat format);

}  // namespace loopbreaker
