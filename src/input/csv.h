// CSV files, cut into records.
#pragma once

#include "input/cutter.h"
#include "mapping/csv_records.h"

namespace loopbreaker {

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
