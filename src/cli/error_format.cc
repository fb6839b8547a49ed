#include "cli/error_format.h"

#include <iostream>
#include <map>
#include <string_view>

#include "event/json_writer.h"

namespace loopbreaker {
namespace {

std::string Json(const Diagnostic& diagnostic) {
  const Advice advice = SplitAdvice(diagnostic.message);
  std::string out;
  JsonWriter json(out);
  const auto text = [&](std::string_view key, std::string_view value) {
    json.Key(key);
    json.Text(value);
  };
  const auto place = [&](std::string_view key, int value) {
    if (value <= 0) return;
    json.Key(key);
    json.Number(value);
  };
  json.BeginObject();
  text("file", diagnostic.file);
  place("line", diagnostic.line);
  place("column", diagnostic.column);
  text("severity", "error");
  text("message", advice.message);
  if (!advice.hint.empty()) text("hint", advice.hint);
  json.EndObject();
  return out + "\n";
}

// What would end a workflow command, or one of its properties, is written as in a URL.
std::string GithubEscaped(std::string_view text, std::string_view special) {
  constexpr char kHex[] = "0123456789ABCDEF";
  std::string out;
  for (const char c : text) {
    if (special.find(c) == std::string_view::npos) {
      out += c;
    } else {
      out += {'%', kHex[c >> 4], kHex[c & 0xF]};
    }
  }
  return out;
}

std::string Github(const Diagnostic& diagnostic) {
  std::string out = "::error file=" + GithubEscaped(diagnostic.file, "%\r\n:,");
  if (diagnostic.line > 0) out += ",line=" + std::to_string(diagnostic.line);
  if (diagnostic.line > 0 && diagnostic.column > 0) out += ",col=" + std::to_string(diagnostic.column);
  return out + "::" + GithubEscaped(diagnostic.message, "%\r\n") + "\n";
}

}  // namespace

void AddErrorFormat(CLI::App& command, ErrorFormat& format) {
  static const std::map<std::string, ErrorFormat> kNames = {
      {"text", ErrorFormat::kText}, {"json", ErrorFormat::kJson}, {"github", ErrorFormat::kGithub}};
  command
      .add_option("--error-format", format,
                  "How errors are told on stderr: text (default), json (an object a line), github (annotations)")
      ->type_name("FORMAT")
      ->transform(CLI::CheckedTransformer(kNames).description(""));
}

std::string Formatted(const Diagnostic& diagnostic, ErrorFormat format) {
  switch (format) {
    case ErrorFormat::kJson:
      return Json(diagnostic);
    case ErrorFormat::kGithub:
      return Github(diagnostic);
    case ErrorFormat::kText:
      break;
  }
  return ToTextWithSource(diagnostic);
}

void PrintDiagnostic(const Diagnostic& diagnostic, ErrorFormat format) { std::cerr << Formatted(diagnostic, format); }

void PrintDiagnostics(const Diagnostics& diagnostics, ErrorFormat format) {
  for (const Diagnostic& diagnostic : diagnostics.list()) PrintDiagnostic(diagnostic, format);
}

}  // namespace loopbreaker
