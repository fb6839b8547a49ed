// What is likely wrong where YAML cannot be read, in the words of a person who is no programmer. For yaml.cc.
#pragma once

#include <string>
#include <string_view>

#include "base/source_text.h"

namespace loopbreaker {

struct YamlTrouble {
  int line = 0;
  int column = 0;
  std::string message;
};

// What the parser stumbled over at this place (both from 1), which may have its cause earlier.
YamlTrouble ExplainTrouble(const SourceText& source, int line, int column, const std::string& parser_message);

// The part of `line` before `column` (from 0) is white space with a tab in it.
bool IndentedByTab(std::string_view line, std::size_t column);
inline constexpr std::string_view kTabMessage = "a tab in the indentation; expected spaces";

// The text that begins with a quote at this place (both from 1) has a closing one. True where there is no quote.
bool QuoteCloses(const SourceText& source, int line, int column);

}  // namespace loopbreaker
