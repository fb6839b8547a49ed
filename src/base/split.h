// The parts of a text, as views into it (absl::StrSplit gives none of std::string_view where Abseil has its own).
#pragma once

#include <string_view>
#include <vector>

namespace loopbreaker {

// "a|b|" gives "a", "b" and "".
inline std::vector<std::string_view> Split(std::string_view text, char at) {
  std::vector<std::string_view> parts;
  for (;;) {
    const std::size_t end = text.find(at);
    parts.push_back(text.substr(0, end));
    if (end == std::string_view::npos) return parts;
    text.remove_prefix(end + 1);
  }
}

}  // namespace loopbreaker
