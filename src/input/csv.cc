#include "input/csv.h"

#include <algorithm>

namespace loopbreaker {

RecordCutter::Cut CsvCutter::Next(std::string_view& record) {
  bool last = false;
  for (;;) {
    ReleaseLast();
    const std::string_view bytes = window().unread();
    if (last && bytes.empty() && window().error().empty()) return Cut::kEnd;
    std::size_t length = 0;
    std::size_t next = 0;
    std::string problem;
    // A torn stream tears a row as well: only whole lines of it count.
    const bool torn = last && !window().error().empty();
    const CsvRecords::Found found = records_.Find(bytes, last && !torn, length, next, problem);
    if (found == CsvRecords::Found::kRecord && length <= bytes_max_) {
      record = bytes.substr(0, length);
      line_ += lines_held_;
      lines_held_ = static_cast<std::uint64_t>(std::count(record.begin(), record.end(), '\n')) + 1;
      ReleaseLater(next);
      if (!record.empty()) return Cut::kRecord;
    } else if (found == CsvRecords::Found::kMalformed || bytes.size() > bytes_max_) {
      if (problem.empty()) problem = "a record of more than " + std::to_string(bytes_max_) + " bytes";
      return RefuseLine(std::move(problem), record);
    } else if (torn) {
      if (ended_) return Cut::kEnd;
      ended_ = true;
      line_ += lines_held_;
      ReleaseLater(bytes.size());
      return Refuse(window().error(), bytes, record);
    } else {
      last = !window().More();
    }
  }
}

RecordCutter::Cut CsvCutter::RefuseLine(std::string problem, std::string_view& record) {
  line_ += lines_held_;
  lines_held_ = 1;
  raw_.clear();
  for (;;) {
    const std::string_view bytes = window().unread();
    const std::size_t newline = bytes.find('\n');
    KeepRaw(bytes.substr(0, newline));
    if (newline != std::string_view::npos) {
      window().Consume(newline + 1);
      break;
    }
    window().Consume(bytes.size());
    if (!window().More()) break;
  }
  return Refuse(std::move(problem), raw_, record);
}

}  // namespace loopbreaker
