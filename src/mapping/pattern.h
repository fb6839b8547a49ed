// Texts with parts that may be anything: "zen:ticket:(*)".
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace loopbreaker {

// `*` stands for any text, also none; each takes as little as it can, from left to right, and the last one the rest.
// The brackets are around the part that is taken; a bracket itself is written twice. Linear in the text.
class Pattern {
 public:
  // False: `error` says what was expected.
  static bool Parse(std::string_view text, bool takes_part, Pattern& pattern, std::string& error);

  // Whether the whole of `text` fits. `part` is a view into it.
  bool Fits(std::string_view text, std::string_view& part) const;
  bool Fits(std::string_view text) const;

 private:
  std::vector<std::string> literals_;  // with a `*` between each two
  // Where the part begins and ends: in the literal of this number, behind this many bytes.
  struct Mark {
    std::size_t literal = 0;
    std::size_t offset = 0;
  };
  Mark begin_;
  Mark end_;
};

}  // namespace loopbreaker
