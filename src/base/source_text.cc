#include "base/source_text.h"

#include <algorithm>

#include "base/utf8.h"

namespace loopbreaker {
namespace {

// What fits on a screen beside the number of the line; of a longer line so much is shown, most of it before the place.
constexpr std::size_t kShownBytes = 110;
constexpr std::size_t kBeforeBytes = 70;

bool Continues(char c) { return (static_cast<unsigned char>(c) & 0xC0) == 0x80; }

// One character as it may be printed: what is none, or what a terminal obeys, as a question mark.
std::string_view Printable(std::string_view character) {
  const auto first = static_cast<unsigned char>(character[0]);
  const bool control = (first < 0x20 && first != '\t') || first == 0x7F ||
                       (first == 0xC2 && character.size() == 2 && static_cast<unsigned char>(character[1]) < 0xA0);
  return control ? "?" : character;
}

}  // namespace

SourceText::SourceText(std::string_view text) {
  if (text.starts_with("\xEF\xBB\xBF")) text.remove_prefix(3);
  text_ = text;
  starts_.push_back(0);
  for (std::size_t end = text_.find('\n'); end != std::string::npos; end = text_.find('\n', end + 1)) {
    starts_.push_back(end + 1);
  }
}

std::string_view SourceText::Line(int line) const {
  if (line < 1 || line > lines()) return {};
  const std::size_t begin = starts_[static_cast<std::size_t>(line) - 1];
  const std::size_t end = line == lines() ? text_.size() : starts_[static_cast<std::size_t>(line)] - 1;
  return std::string_view(text_).substr(begin, end - begin);
}

void SourceText::Show(Diagnostic& diagnostic) const {
  std::string_view line = Line(diagnostic.line);
  if (line.ends_with('\r')) line.remove_suffix(1);
  if (diagnostic.column < 1 || line.find_first_not_of(" \t") == std::string_view::npos) return;
  const std::size_t place = std::min(static_cast<std::size_t>(diagnostic.column) - 1, line.size());
  std::size_t begin = line.size() <= kShownBytes || place <= kBeforeBytes ? 0 : place - kBeforeBytes;
  std::size_t end = std::min(begin + kShownBytes, line.size());
  while (begin > 0 && begin < place && Continues(line[begin])) ++begin;
  while (end < line.size() && end > place && Continues(line[end])) --end;

  diagnostic.source = begin > 0 ? "…" : "";
  diagnostic.caret = begin > 0 ? 1 : 0;
  for (std::size_t i = begin; i < end;) {
    const std::size_t length = Utf8Length(line.substr(i, end - i));
    diagnostic.source += length == 0 ? "?" : Printable(line.substr(i, length));
    if (i < place) ++diagnostic.caret;
    i += std::max<std::size_t>(length, 1);
  }
  if (end < line.size()) diagnostic.source += "…";
}

}  // namespace loopbreaker
