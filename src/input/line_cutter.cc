#include <cstring>

#include "input/cutter.h"

namespace loopbreaker {
namespace {

bool IsBlank(std::string_view line) { return line.find_first_not_of(" \t\r") == std::string_view::npos; }

}  // namespace

RecordCutter::Cut LineCutter::Next(std::string_view& record) {
  ReleaseLast();
  std::size_t searched = 0;
  bool oversized = false;
  std::uint64_t dropped = 0;
  raw_.clear();
  while (!ended_) {
    const std::string_view bytes = window().unread();
    const void* found =
        bytes.size() > searched ? std::memchr(bytes.data() + searched, '\n', bytes.size() - searched) : nullptr;
    if (found != nullptr) {
      const auto length = static_cast<std::size_t>(static_cast<const char*>(found) - bytes.data());
      ++line_;
      ReleaseLater(length + 1);
      if (oversized || length > bytes_max_) {
        KeepRaw(bytes.substr(0, length));
        return Refuse(TooLong(dropped + length), raw_, record);
      }
      record = bytes.substr(0, length);
      if (!record.empty() && record.back() == '\r') record.remove_suffix(1);
      if (!IsBlank(record)) return Cut::kRecord;
      ReleaseLast();
      searched = 0;
      continue;
    }
    searched = bytes.size();
    if (searched > bytes_max_) {
      oversized = true;
      KeepRaw(bytes);
      dropped += bytes.size();
      window().Consume(bytes.size());
      searched = 0;
    }
    if (!window().More()) return TakeRest(oversized, dropped, record);
  }
  return Cut::kEnd;
}

RecordCutter::Cut LineCutter::TakeRest(bool oversized, std::uint64_t dropped, std::string_view& record) {
  ended_ = true;
  const std::string_view rest = window().unread();
  ReleaseLater(rest.size());
  const bool blank = IsBlank(rest) && !oversized;
  if (blank && window().error().empty()) return Cut::kEnd;
  ++line_;
  if (!window().error().empty() || oversized || rest.size() > bytes_max_) {
    KeepRaw(rest);
    return Refuse(window().error().empty() ? TooLong(dropped + rest.size()) : window().error(), raw_, record);
  }
  record = rest;
  return Cut::kRecord;
}

std::string LineCutter::TooLong(std::uint64_t length) const {
  return "a line of " + std::to_string(length) + " bytes, expected at most " + std::to_string(bytes_max_);
}

}  // namespace loopbreaker
