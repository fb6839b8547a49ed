// A stream of bytes cut into records: lines, elements of a JSON list, rows of a CSV, length-delimited messages.
#pragma once

#include <algorithm>
#include <cstdint>
#include <string>
#include <string_view>
#include <utility>

#include "input/byte_window.h"

namespace loopbreaker {

// What is kept of a record that is too large to be read.
inline constexpr std::size_t kRawBytesMax = 64 * 1024;

// Used by one thread. The window must outlive it.
class RecordCutter {
 public:
  explicit RecordCutter(ByteWindow& window) : window_(window) {}
  virtual ~RecordCutter() = default;
  RecordCutter(const RecordCutter&) = delete;
  RecordCutter& operator=(const RecordCutter&) = delete;

  enum class Cut {
    kRecord,   // `record` is the next one
    kRefused,  // `record` is as much of it as is kept, problem() says what is wrong; reading may go on
    kEnd,
  };
  // `record` is valid until the next call.
  virtual Cut Next(std::string_view& record) = 0;

  const std::string& problem() const { return problem_; }
  // Where the last record begins, from 1.
  std::uint64_t line() const { return line_; }

 protected:
  ByteWindow& window() { return window_; }
  // The record that was handed out stays in the window until the next call.
  void ReleaseLater(std::size_t count) { held_ = count; }
  void ReleaseLast() {
    window_.Consume(held_);
    held_ = 0;
  }
  // Adds to raw_ as much as is kept.
  void KeepRaw(std::string_view bytes) {
    raw_.append(bytes.substr(0, kRawBytesMax - std::min(raw_.size(), kRawBytesMax)));
  }
  Cut Refuse(std::string problem, std::string_view raw, std::string_view& record) {
    problem_ = std::move(problem);
    record = raw.substr(0, kRawBytesMax);
    return Cut::kRefused;
  }

  std::uint64_t line_ = 0;
  std::string raw_;

 private:
  ByteWindow& window_;
  std::size_t held_ = 0;
  std::string problem_;
};

// Each line, without its end. Empty lines are left out. One above `bytes_max` is refused, and reading goes on behind
// it.
class LineCutter : public RecordCutter {
 public:
  LineCutter(ByteWindow& window, std::size_t bytes_max) : RecordCutter(window), bytes_max_(bytes_max) {}
  Cut Next(std::string_view& record) override;

 private:
  // What stands behind the last line end.
  Cut TakeRest(bool oversized, std::uint64_t dropped, std::string_view& record);
  std::string TooLong(std::uint64_t length) const;

  const std::size_t bytes_max_;
  bool ended_ = false;
};

}  // namespace loopbreaker
