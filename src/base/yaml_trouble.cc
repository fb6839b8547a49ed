#include "base/yaml_trouble.h"

#include <algorithm>

#include "absl/strings/str_cat.h"
#include "base/text.h"
#include "yaml-cpp/exceptions.h"

namespace loopbreaker {
namespace {

constexpr std::size_t kShownBytes = 60;

std::size_t IndentOf(std::string_view line) { return std::min(line.find_first_not_of(' '), line.size()); }

bool IsNameCharacter(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_';
}

// "key:value": where the value begins, from 0; npos: the line is not of this form.
std::size_t ColonWithoutSpace(std::string_view line) {
  std::size_t at = IndentOf(line);
  while (line.substr(at).starts_with("- ")) at += 2;
  const std::size_t begin = at;
  while (at < line.size() && IsNameCharacter(line[at])) ++at;
  const bool found =
      at > begin && at + 1 < line.size() && line[at] == ':' && line[at + 1] != ' ' && line[at + 1] != '\r';
  return found ? at + 1 : std::string_view::npos;
}

// The line above that says anything; 0: none.
int LineAbove(const SourceText& source, int line) {
  for (--line; line > 0; --line) {
    const std::string_view text = source.Line(line);
    const std::size_t indent = text.find_first_not_of(" \t\r");
    if (indent != std::string_view::npos && text[indent] != '#') return line;
  }
  return 0;
}

std::string_view WithoutLineEnd(std::string_view line) {
  while (line.ends_with('\r') || line.ends_with(' ')) line.remove_suffix(1);
  return line;
}

// A ':' that the parser did not expect at `column`.
YamlTrouble UnexpectedColon(const SourceText& source, int line, int column) {
  const std::string_view text = WithoutLineEnd(source.Line(line));
  for (const int n : {line, LineAbove(source, line)}) {
    const std::string_view candidate = source.Line(n);
    const std::size_t indent = IndentOf(candidate);
    if (indent + 1 < candidate.size() && candidate[indent] == '-' && candidate[indent + 1] != ' ' &&
        candidate[indent + 1] != '-' && candidate[indent + 1] != '\r') {
      return {n, static_cast<int>(indent) + 2, "expected a space behind the '-' of a list"};
    }
    const std::size_t value = ColonWithoutSpace(candidate);
    if (value != std::string_view::npos) {
      return {n, static_cast<int>(value) + 1, "expected a space between ':' and the value"};
    }
  }
  const std::size_t here = std::min(static_cast<std::size_t>(column) - 1, text.size());
  const std::size_t first = text.find(": ");
  if (first == std::string_view::npos || first >= here) {
    return {line, column, "expected no ': ' here; is this line indented too far, or does the line above lack its ':'?"};
  }
  std::string advice;
  const std::string_view value = text.substr(first + 2);
  if (value.size() <= kShownBytes && value.find_first_of("\"\\{[") == std::string_view::npos) {
    advice = DidYouMean(absl::StrCat("\"", Abseil(value), "\""));
  }
  return {line, column, "a text with ': ' in it needs quotes around it" + advice};
}

}  // namespace

bool IndentedByTab(std::string_view line, std::size_t column) {
  const std::string_view indent = line.substr(0, column);
  return indent.find_first_not_of(" \t") == std::string_view::npos && indent.find('\t') != std::string_view::npos;
}

bool QuoteCloses(const SourceText& source, int line, int column) {
  const std::string_view first = source.Line(line);
  if (first.size() < static_cast<std::size_t>(column)) return true;
  const std::string_view rest = std::string_view(source.text())
                                    .substr(static_cast<std::size_t>(first.data() - source.text().data()) + column - 1);
  const char quote = rest[0];
  if (quote != '"' && quote != '\'') return true;
  for (std::size_t i = 1; i < rest.size(); ++i) {
    if (quote == '"' && rest[i] == '\\') {
      ++i;
    } else if (rest[i] == quote) {
      if (quote == '"' || i + 1 == rest.size() || rest[i + 1] != quote) return true;
      ++i;
    }
  }
  return false;
}

YamlTrouble ExplainTrouble(const SourceText& source, int line, int column, const std::string& parser_message) {
  line = std::max(line, 1);
  column = std::max(column, 1);
  const std::string_view text = source.Line(line);
  if (IndentedByTab(text, text.find_first_not_of(" \t"))) return {line, column, std::string(kTabMessage)};
  if (parser_message == YAML::ErrorMsg::MAP_VALUE) return UnexpectedColon(source, line, column);
  std::string message = parser_message;
  if (message == YAML::ErrorMsg::END_OF_MAP) {
    message = "expected a 'key: value' of the map above; is the indentation wrong?";
  } else if (message == YAML::ErrorMsg::END_OF_SEQ) {
    message = "expected a '- item' of the list above; is the indentation wrong?";
  } else if (message == YAML::ErrorMsg::END_OF_MAP_FLOW) {
    message = "expected ',' or '}' of the map that starts with '{'";
  } else if (message == YAML::ErrorMsg::END_OF_SEQ_FLOW) {
    message = "expected ',' or ']' of the list that starts with '['";
  } else if (message.starts_with(YAML::ErrorMsg::UNKNOWN_ANCHOR)) {
    message = "expected the name of an earlier anchor ('&name') after '*', found none of that name";
  }
  return {line, column, message};
}

}  // namespace loopbreaker
