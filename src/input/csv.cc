#include "input/csv.h"

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
