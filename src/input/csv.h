// CSV as RFC 4180 has it: quoted cells, "" for a quote, line ends within quotes; \n and \r\n.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "input/cutter.h"

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

// Cuts a file into records of at most `bytes_max`. Of a malformed or a larger one its first line is refused, and
// reading goes on behind that: a quote that is never closed costs one line, not the rest of the file.
class CsvCutter : public RecordCutter {
 public:
  CsvCutter(ByteWindow& window, const CsvRecords& records, std::size_t bytes_max)
      : RecordCutter(window), records_(records), bytes_max_(bytes_max) {}
  Cut Next(std::string_view& record) override;

 private:
  Cut RefuseLine(std::string problem, std::string_view& record);

  const CsvRecords records_;
  const std::size_t bytes_max_;
  std::uint64_t lines_held_ = 1;  // of the last record
  bool ended_ = false;
};

}  // namespace loopbreaker
