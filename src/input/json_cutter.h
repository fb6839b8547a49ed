// JSON that is not lines: one list, or one document over many lines.
#pragma once

#include <string_view>

#include "input/cutter.h"

namespace loopbreaker {

// Each element of the list that the file is, while it is read. line() is where the element begins. Elements above
// `bytes_max` are refused; a list that does not close, or text behind it, is refused and the end.
class ListCutter : public RecordCutter {
 public:
  ListCutter(ByteWindow& window, std::size_t bytes_max) : RecordCutter(window), bytes_max_(bytes_max) {}
  Cut Next(std::string_view& record) override;

 private:
  // Consumes space and the given marks in front of an element; the next byte, or -1 at the end.
  int SkipTo(std::string_view marks);
  Cut TakeElement(std::string_view& record);
  Cut Break(const char* problem, std::string_view& record);

  const std::size_t bytes_max_;
  enum class State { kBefore, kWithin, kEnd } state_ = State::kBefore;
  std::uint64_t lines_passed_ = 1;
  std::uint64_t lines_held_ = 0;
};

// The whole rest of the file as one record, at most `bytes_max`.
class DocumentCutter : public RecordCutter {
 public:
  DocumentCutter(ByteWindow& window, std::size_t bytes_max) : RecordCutter(window), bytes_max_(bytes_max) {}
  Cut Next(std::string_view& record) override;

 private:
  const std::size_t bytes_max_;
};

// Follows the brackets of JSON over any number of pieces.
class JsonDepth {
 public:
  // The position behind the byte that closes the value, or npos if it goes on. The value begins with the first byte of
  // the first piece.
  std::size_t Follow(std::string_view piece);
  int depth() const { return depth_; }

 private:
  int depth_ = 0;
  bool in_string_ = false;
  bool escaped_ = false;
};

}  // namespace loopbreaker
