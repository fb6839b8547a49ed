#include "base/diagnostic.h"

#include <algorithm>

#include "absl/strings/str_cat.h"

namespace loopbreaker {
namespace {

// People type `Fixed` and `work-order-id`: case and the kind of dash are no edits.
char Folded(char c) {
  if (c >= 'A' && c <= 'Z') return static_cast<char>(c - 'A' + 'a');
  return c == '-' || c == ' ' ? '_' : c;
}

// Insertions, deletions, substitutions and swaps of neighbours that turn `a` into `b`.
std::size_t Edits(std::string_view a, std::string_view b) {
  std::vector<std::size_t> before_last(b.size() + 1), last(b.size() + 1), row(b.size() + 1);
  for (std::size_t j = 0; j <= b.size(); ++j) last[j] = j;
  for (std::size_t i = 1; i <= a.size(); ++i) {
    row[0] = i;
    for (std::size_t j = 1; j <= b.size(); ++j) {
      const bool same = Folded(a[i - 1]) == Folded(b[j - 1]);
      row[j] = std::min({last[j] + 1, row[j - 1] + 1, last[j - 1] + (same ? 0 : 1)});
      if (i > 1 && j > 1 && Folded(a[i - 1]) == Folded(b[j - 2]) && Folded(a[i - 2]) == Folded(b[j - 1])) {
        row[j] = std::min(row[j], before_last[j - 2] + 1);
      }
    }
    std::swap(before_last, last);
    std::swap(last, row);
  }
  return last[b.size()];
}

// Longer texts are no misspelt names, and comparing them would cost the square of their length.
constexpr std::size_t kNameMax = 100;

constexpr std::string_view kAdviceBegins = "; did you mean '";
constexpr std::string_view kAdviceEnds = "'?";

}  // namespace

std::string ToText(const Diagnostic& diagnostic) {
  std::string text = diagnostic.file;
  if (diagnostic.line > 0) absl::StrAppend(&text, ":", diagnostic.line);
  if (diagnostic.line > 0 && diagnostic.column > 0) absl::StrAppend(&text, ":", diagnostic.column);
  absl::StrAppend(&text, ": error: ", diagnostic.message);
  return text;
}

std::string ToTextWithSource(const Diagnostic& diagnostic) {
  std::string text = ToText(diagnostic) + "\n";
  if (diagnostic.source.empty()) return text;
  const std::string number = std::to_string(diagnostic.line);
  absl::StrAppend(&text, "  ", number, " | ", diagnostic.source, "\n  ", std::string(number.size(), ' '), " | ");
  // Tabs are kept, so that the caret stands under its place however wide they are.
  int before = diagnostic.caret;
  for (const char c : diagnostic.source) {
    const bool continues = (static_cast<unsigned char>(c) & 0xC0) == 0x80;
    if (continues) continue;
    if (before-- == 0) break;
    text += c == '\t' ? '\t' : ' ';
  }
  return text + "^\n";
}

Advice SplitAdvice(std::string_view message) {
  const std::size_t begin = message.rfind(kAdviceBegins);
  if (begin == std::string_view::npos || !message.ends_with(kAdviceEnds)) return {message, {}};
  const std::size_t hint = begin + kAdviceBegins.size();
  if (hint + kAdviceEnds.size() > message.size()) return {message, {}};
  return {message.substr(0, begin), message.substr(hint, message.size() - kAdviceEnds.size() - hint)};
}

std::string Nearest(std::string_view name, const std::vector<std::string>& candidates) {
  if (name.empty() || name.size() > kNameMax) return {};
  const std::size_t allowed = std::max<std::size_t>(2, name.size() / 3);
  std::size_t best_edits = allowed + 1;
  std::string best;
  for (const std::string& candidate : candidates) {
    if (candidate.size() > name.size() + allowed) continue;
    const std::size_t edits = Edits(name, candidate);
    // With every letter changed nothing of the name is left: `x` does not resemble `on`.
    if (edits < best_edits && edits < std::max(name.size(), candidate.size())) {
      best_edits = edits;
      best = candidate;
    }
  }
  return best;
}

std::string DidYouMean(std::string_view name, const std::vector<std::string>& candidates) {
  const std::string nearest = Nearest(name, candidates);
  return nearest.empty() ? nearest : DidYouMean(nearest);
}

std::string DidYouMean(std::string_view meant) { return std::string(kAdviceBegins).append(meant).append(kAdviceEnds); }

}  // namespace loopbreaker
