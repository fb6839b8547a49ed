// What is wrong in a file that a person wrote, and where.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace loopbreaker {

struct Diagnostic {
  std::string file;
  int line = 0;    // from 1; 0: the file as a whole
  int column = 0;  // from 1, in bytes
  std::string message;
  // The line itself, where it is known; of a long one the part around the place, and nothing in it that a terminal
  // would obey.
  std::string source = {};
  int caret = 0;  // characters of `source` before the place
};

// Collects every error of a file, so that a person mends them all at once.
class Diagnostics {
 public:
  void Add(Diagnostic diagnostic) { list_.push_back(std::move(diagnostic)); }
  bool empty() const { return list_.empty(); }
  const std::vector<Diagnostic>& list() const { return list_; }

 private:
  std::vector<Diagnostic> list_;
};

// "file:line:column: error: message".
std::string ToText(const Diagnostic& diagnostic);

// The same, and where the line is known, below it the line and a caret under the place. Ends with a line feed.
std::string ToTextWithSource(const Diagnostic& diagnostic);

// The message without the advice at its end, and the name that this advises; empty: it advises none.
struct Advice {
  std::string_view message;
  std::string_view hint;
};
Advice SplitAdvice(std::string_view message);

// Of `candidates` the one nearest to `name` (at most two edits, or a third of its length), or empty.
std::string Nearest(std::string_view name, const std::vector<std::string>& candidates);

// "; did you mean 'X'?" or empty.
std::string DidYouMean(std::string_view name, const std::vector<std::string>& candidates);
// The same of what is known to be meant.
std::string DidYouMean(std::string_view meant);

}  // namespace loopbreaker
