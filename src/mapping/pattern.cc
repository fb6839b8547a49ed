#include "mapping/pattern.h"

namespace loopbreaker {

bool Pattern::Parse(std::string_view text, bool takes_part, Pattern& pattern, std::string& error) {
  pattern = Pattern{};
  pattern.literals_.emplace_back();
  int begins = 0;
  int ends = 0;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const char c = text[i];
    std::string& literal = pattern.literals_.back();
    const Mark here{pattern.literals_.size() - 1, literal.size()};
    const bool is_open = begins > ends;
    if (c == '*') {
      pattern.literals_.emplace_back();
    } else if (takes_part && c == ')' && is_open) {
      ++ends;
      pattern.end_ = here;
    } else if (takes_part && (c == '(' || c == ')') && text.substr(i + 1, 1) == text.substr(i, 1)) {
      literal += c;
      ++i;
    } else if (takes_part && c == '(') {
      ++begins;
      pattern.begin_ = here;
    } else if (takes_part && c == ')') {
      ends += 2;  // of nothing
    } else {
      literal += c;
    }
  }
  if (!takes_part || (begins == 1 && ends == 1)) return true;
  error = "expected a text with one part in brackets, such as \"tel:(*)\", found '" + std::string(text) + "'";
  return false;
}

bool Pattern::Fits(std::string_view text) const {
  std::string_view part;
  return Fits(text, part);
}

bool Pattern::Fits(std::string_view text, std::string_view& part) const {
  std::size_t at = 0;
  std::size_t begin = 0;
  std::size_t end = text.size();
  for (std::size_t i = 0; i < literals_.size(); ++i) {
    const std::string& literal = literals_[i];
    if (i == 0) {
      if (text.substr(0, literal.size()) != literal) return false;
    } else if (i + 1 < literals_.size()) {
      at = text.find(literal, at);
      if (at == std::string_view::npos) return false;
    }
    if (i > 0 && i + 1 == literals_.size()) {
      if (text.size() < at + literal.size() || text.substr(text.size() - literal.size()) != literal) return false;
      at = text.size() - literal.size();
    }
    if (begin_.literal == i) begin = at + begin_.offset;
    if (end_.literal == i) end = at + end_.offset;
    at += literal.size();
  }
  if (at != text.size()) return false;
  part = text.substr(begin, end - begin);
  return true;
}

}  // namespace loopbreaker
