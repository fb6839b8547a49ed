// CSV as RFC 4180 has it: quoted cells, "" for a quote, line ends within quotes; \n and \r\n.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace loopbreaker {

// A quote opens a cell only as its first byte; elsewhere, and without `quotes`, it is a byte like any other.
class CsvRecords {
 public:
  explicit CsvRecords(char separator, bool quotes = true) : separator_(separator), quotes_(quotes) {}

  enum class Found { kRecord, kUnfinished, kMalformed };
  // Looks for the end of the first record. kRecord: its `length` without and `next` with its line end. kUnfinished:
  // more bytes are needed (never when `last`). kMalformed: `problem` says why.
  Found Find(std::string_view bytes, bool last, std::size_t& length, std::size_t& next, std::string& problem) const;

  // The cells of a whole record. Views into it, or into this object until the next call.
  void Split(std::string_view record, std::vector<std::string_view>& cells);

 private:
  char separator_;
  bool quotes_;
  std::string unquoted_;
};

}  // namespace loopbreaker
