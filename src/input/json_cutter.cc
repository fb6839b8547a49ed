#include "input/json_cutter.h"

#include <algorithm>

namespace loopbreaker {

std::size_t JsonDepth::Follow(std::string_view piece) {
  for (std::size_t i = 0; i < piece.size(); ++i) {
    const char c = piece[i];
    if (in_string_) {
      if (escaped_) {
        escaped_ = false;
      } else if (c == '\\') {
        escaped_ = true;
      } else if (c == '"') {
        in_string_ = false;
        if (depth_ == 0) return i + 1;
      }
    } else if (c == '"') {
      in_string_ = true;
    } else if (c == '{' || c == '[') {
      ++depth_;
    } else if (c == '}' || c == ']') {
      // Of a number or a name: the bracket around it.
      if (depth_ == 0) return i;
      if (--depth_ == 0) return i + 1;
    } else if (depth_ == 0 && (c == ',' || c == ' ' || c == '\n' || c == '\r' || c == '\t')) {
      return i;
    }
  }
  return std::string_view::npos;
}

int ListCutter::SkipTo(std::string_view marks) {
  for (;;) {
    const std::string_view bytes = window().unread();
    for (std::size_t i = 0; i < bytes.size(); ++i) {
      const char c = bytes[i];
      if (c == '\n') ++lines_passed_;
      if (c == ' ' || c == '\n' || c == '\r' || c == '\t' || marks.find(c) != std::string_view::npos) continue;
      window().Consume(i);
      return static_cast<unsigned char>(c);
    }
    window().Consume(bytes.size());
    if (!window().More()) return -1;
  }
}

RecordCutter::Cut ListCutter::Next(std::string_view& record) {
  ReleaseLast();
  lines_passed_ += lines_held_;
  lines_held_ = 0;
  raw_.clear();
  if (state_ == State::kEnd) return Cut::kEnd;
  if (state_ == State::kBefore) {
    if (SkipTo("") != '[') return Break("expected '[' in front of a list", record);
    window().Consume(1);
    state_ = State::kWithin;
  }
  const int next = SkipTo(",");
  line_ = lines_passed_;
  if (next == -1) return Break("the list is not closed", record);
  if (next != ']') return TakeElement(record);
  window().Consume(1);
  const bool goes_on = SkipTo("") != -1;
  line_ = lines_passed_;
  if (goes_on) return Break("expected the end of the file behind the list", record);
  if (!window().error().empty()) return Break("", record);
  state_ = State::kEnd;
  return Cut::kEnd;
}

RecordCutter::Cut ListCutter::TakeElement(std::string_view& record) {
  JsonDepth brackets;
  std::size_t searched = 0;
  std::uint64_t dropped = 0;
  for (;;) {
    const std::string_view bytes = window().unread();
    const std::size_t found = brackets.Follow(bytes.substr(searched));
    if (found != std::string_view::npos) {
      const std::size_t length = searched + found;
      // A stray bracket is an element of its own, so that reading goes on.
      record = bytes.substr(0, std::max<std::size_t>(length, 1));
      lines_held_ = static_cast<std::uint64_t>(std::count(record.begin(), record.end(), '\n'));
      ReleaseLater(record.size());
      if (dropped == 0 && length <= bytes_max_) return Cut::kRecord;
      KeepRaw(record);
      return Refuse("an element of " + std::to_string(dropped + length) + " bytes, expected at most " +
                        std::to_string(bytes_max_),
                    raw_, record);
    }
    searched = bytes.size();
    if (searched > bytes_max_) {
      KeepRaw(bytes);
      dropped += searched;
      lines_passed_ += static_cast<std::uint64_t>(std::count(bytes.begin(), bytes.end(), '\n'));
      window().Consume(searched);
      searched = 0;
    }
    if (!window().More()) return Break("the list is not closed: the file ends within an element", record);
  }
}

RecordCutter::Cut ListCutter::Break(const char* problem, std::string_view& record) {
  state_ = State::kEnd;
  if (line_ == 0) line_ = 1;
  KeepRaw(window().unread());
  return Refuse(window().error().empty() ? problem : window().error(), raw_, record);
}

RecordCutter::Cut DocumentCutter::Next(std::string_view& record) {
  if (line_ > 0) return Cut::kEnd;
  line_ = 1;
  while (window().unread().size() <= bytes_max_) {
    if (window().More()) continue;
    record = window().unread();
    return window().error().empty() ? Cut::kRecord : Refuse(window().error(), record, record);
  }
  return Refuse("a document of more than " + std::to_string(bytes_max_) + " bytes", window().unread(), record);
}

}  // namespace loopbreaker
