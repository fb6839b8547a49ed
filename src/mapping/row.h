// One row of a CSV or one object of JSON, reduced to the values that a mapping asks for.
#pragma once

#include <cstddef>
#include <deque>
#include <string>
#include <string_view>
#include <vector>

#include "mapping/json_path.h"

namespace loopbreaker {

// Where a value comes from: a column, or a place in the object (`up` levels above it, with `each`) or in the document.
struct Origin {
  std::string name;  // the column, or the JSON pointer
  int up = 0;
  bool of_document = false;
  bool whole = false;  // also an object: its JSON is the text
  JsonPath path;       // of JSON
  friend bool operator==(const Origin& a, const Origin& b) {
    return a.name == b.name && a.up == b.up && a.of_document == b.of_document && a.whole == b.whole;
  }
};

// The origins that a mapping uses, each once; a slot is the index of one.
class Origins {
 public:
  int SlotOf(const Origin& origin);
  const std::vector<Origin>& list() const { return list_; }

 private:
  std::vector<Origin> list_;
};

struct Cell {
  enum class Kind { kMissing, kText, kList, kObject };
  Kind kind = Kind::kMissing;
  std::string_view text;
  // Of a list of single values: Row::items[first] and on.
  std::size_t first = 0;
  std::size_t count = 0;
};

// Views live as long as what the row was read from and the row itself. Reused, it allocates nothing for a CSV.
struct Row {
  std::vector<Cell> cells;  // by slot
  std::vector<std::string_view> items;
  std::deque<std::string> kept;  // texts that the document has not: of numbers, and of whole objects

  void Reset(std::size_t slots);
};

}  // namespace loopbreaker
