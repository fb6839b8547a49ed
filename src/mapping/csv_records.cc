#include "mapping/csv_records.h"

#include <algorithm>
#include <cstring>

namespace loopbreaker {

CsvRecords::Found CsvRecords::Find(std::string_view bytes, bool last, std::size_t& length, std::size_t& next,
                                   std::string& problem) const {
  // At a line end, or where the bytes end.
  const auto ends_at = [&](std::size_t end) {
    length = end > 0 && bytes[end - 1] == '\r' ? end - 1 : end;
    next = std::min(end + 1, bytes.size());
    return Found::kRecord;
  };
  const std::size_t newline = bytes.find('\n');
  const std::size_t line_bytes = std::min(newline, bytes.size());
  // Most rows have no quote at all.
  if (!quotes_ || line_bytes == 0 || std::memchr(bytes.data(), '"', line_bytes) == nullptr) {
    return newline != std::string_view::npos || last ? ends_at(line_bytes) : Found::kUnfinished;
  }
  std::size_t i = 0;
  for (;;) {
    if (i < bytes.size() && bytes[i] == '"') {
      do {
        i = bytes.find('"', i + 1);
        if (i == std::string_view::npos || (i + 1 == bytes.size() && !last)) {
          if (!last) return Found::kUnfinished;
          problem = "a quote is opened and never closed";
          return Found::kMalformed;
        }
        ++i;
      } while (i < bytes.size() && bytes[i] == '"');
      if (i < bytes.size() && bytes[i] == '\r') {
        if (i + 1 == bytes.size() && !last) return Found::kUnfinished;
        if (i + 1 == bytes.size() || bytes[i + 1] == '\n') ++i;
      }
      if (i < bytes.size() && bytes[i] != separator_ && bytes[i] != '\n') {
        problem = "text behind a closing quote, expected a separator; a quote within quotes is written twice";
        return Found::kMalformed;
      }
    } else {
      while (i < bytes.size() && bytes[i] != separator_ && bytes[i] != '\n') ++i;
    }
    if (i == bytes.size() && !last) return Found::kUnfinished;
    if (i == bytes.size() || bytes[i] == '\n') return ends_at(i);
    ++i;
  }
}

void CsvRecords::Split(std::string_view record, std::vector<std::string_view>& cells) {
  cells.clear();
  unquoted_.clear();
  // Cells are views into it, so it must not move while it grows.
  unquoted_.reserve(record.size());
  std::size_t i = 0;
  for (;;) {
    if (quotes_ && i < record.size() && record[i] == '"') {
      const std::size_t from = ++i;
      std::size_t end = record.find('"', i);
      if (end + 1 < record.size() && record[end + 1] == '"') {
        const std::size_t begin = unquoted_.size();
        for (; end + 1 < record.size() && record[end + 1] == '"'; end = record.find('"', i)) {
          unquoted_.append(record.substr(i, end + 1 - i));
          i = end + 2;
        }
        unquoted_.append(record.substr(i, end - i));
        cells.push_back(std::string_view(unquoted_).substr(begin));
      } else {
        cells.push_back(record.substr(from, end - from));
      }
      i = std::min(record.find(separator_, end), record.size());
    } else {
      const std::size_t end = std::min(record.find(separator_, i), record.size());
      cells.push_back(record.substr(i, end - i));
      i = end;
    }
    if (i == record.size()) return;
    ++i;
  }
}

}  // namespace loopbreaker
