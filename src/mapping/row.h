// One row of a CSV or one object of JSON, reduced to the values that a mapping asks for.
#pragma once

#include <cstddef>
#include <deque>
#include <string>
#include <string_view>
#include <vector>

namespace loopbreaker {

// Where a value comes from: a column, or a place in the object (`up` levels above it, with `each`).
struct Origin {
  std::string name;  // the column, or the JSON pointer
  int up = 0;
  friend bool operator==(const Origin&, const Origin&) = default;
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
  std::deque<std::string> numbers;  // texts of JSON numbers, which have none of their own

  void Reset(std::size_t slots);
};

}  // namespace loopbreaker
