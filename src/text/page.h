// Lines for a terminal: tables and wrapped sentences, at most 100 columns where names allow.
#pragma once

#include <string>
#include <vector>

namespace loopbreaker {

// Columns as wide as what is in them: the first to the left, the others to the right, the last one as is said.
class TextTable {
 public:
  explicit TextTable(bool last_to_the_left = false) : last_to_the_left_(last_to_the_left) {}
  void Row(std::vector<std::string> cells) { rows_.push_back(std::move(cells)); }
  // Every line indented by two.
  std::string Text() const;

 private:
  bool last_to_the_left_;
  std::vector<std::vector<std::string>> rows_;
};

// Appends `sentence` to `text`, wrapped at words, every line with `indent` before it.
void WriteWrapped(std::string& text, const std::string& sentence, const std::string& indent);

}  // namespace loopbreaker
