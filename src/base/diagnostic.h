// What is wrong in a file that a person wrote, and where.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace loopbreaker {

struct Diagnostic {
  std::string file;
  int line = 0;    // from 1; 0: the file as a whole
  int column = 0;  // from 1
  std::string message;
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

// Of `candidates` the one nearest to `name` (at most two edits, or a third of its length), or empty.
std::string Nearest(std::string_view name, const std::vector<std::string>& candidates);

// "; did you mean 'X'?" or empty.
std::string DidYouMean(std::string_view name, const std::vector<std::string>& candidates);

}  // namespace loopbreaker
