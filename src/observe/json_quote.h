// A text as JSON has it.
#pragma once

#include <string>
#include <string_view>

namespace loopbreaker {

// Appends `text` in quotes. Each byte that is not UTF-8 becomes U+FFFD.
void AppendJsonQuoted(std::string& out, std::string_view text);

}  // namespace loopbreaker
