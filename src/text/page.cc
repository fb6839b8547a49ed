#include "text/page.h"

#include <algorithm>

namespace loopbreaker {

std::string TextTable::Text() const {
  std::vector<std::size_t> widths;
  for (const auto& row : rows_) {
    widths.resize(std::max(widths.size(), row.size()));
    for (std::size_t i = 0; i < row.size(); ++i) widths[i] = std::max(widths[i], row[i].size());
  }
  std::string text;
  for (const auto& row : rows_) {
    std::string line = " ";
    for (std::size_t i = 0; i < row.size(); ++i) {
      const std::string room(widths[i] - row[i].size(), ' ');
      const bool to_the_left = i == 0 || (last_to_the_left_ && i + 1 == widths.size());
      line += (i == 0 ? " " : "  ") + (to_the_left ? row[i] + room : room + row[i]);
    }
    line.erase(line.find_last_not_of(' ') + 1);
    text += line + "\n";
  }
  return text;
}

void WriteWrapped(std::string& text, const std::string& sentence, const std::string& indent) {
  constexpr std::size_t kWidth = 100;
  std::string line = indent;
  for (std::size_t at = 0; at < sentence.size();) {
    const std::size_t end = std::min(sentence.find(' ', at), sentence.size());
    if (line.size() > indent.size() && line.size() + 1 + end - at > kWidth) {
      text += line + "\n";
      line = indent;
    }
    if (line.size() > indent.size()) line += ' ';
    line.append(sentence, at, end - at);
    at = end + 1;
  }
  text += line + "\n";
}

}  // namespace loopbreaker
