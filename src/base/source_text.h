// A text by its lines, to show the one in which something is wrong.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "base/diagnostic.h"

namespace loopbreaker {

class SourceText {
 public:
  SourceText() : SourceText(std::string_view()) {}
  // A byte order mark at the beginning is no part of the text.
  explicit SourceText(std::string_view text);

  const std::string& text() const { return text_; }
  int lines() const { return static_cast<int>(starts_.size()); }
  // From 1, without its line feed; empty where there is none.
  std::string_view Line(int line) const;

  // Puts the line in which the diagnostic is, and the place of its caret, into it.
  void Show(Diagnostic& diagnostic) const;

 private:
  std::string text_;
  std::vector<std::size_t> starts_;
};

}  // namespace loopbreaker
