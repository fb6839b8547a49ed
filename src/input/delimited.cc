#include "input/delimited.h"

#include <algorithm>

#include "event/decode.h"
#include "google/protobuf/io/coded_stream.h"

namespace loopbreaker {
namespace {

constexpr std::size_t kVarintBytesMax = 10;
// Nobody writes an event of this size: the bytes are no length.
constexpr std::uint64_t kPlausibleLengthMax = 1u << 30;

enum class Varint { kRead, kShort, kWrong };

Varint ReadVarint(std::string_view bytes, std::uint64_t& value, std::size_t& size) {
  value = 0;
  for (size = 0; size < std::min(bytes.size(), kVarintBytesMax); ++size) {
    const auto byte = static_cast<unsigned char>(bytes[size]);
    value |= static_cast<std::uint64_t>(byte & 0x7F) << (7 * size);
    if (byte < 0x80) {
      ++size;
      return Varint::kRead;
    }
  }
  return bytes.size() < kVarintBytesMax ? Varint::kShort : Varint::kWrong;
}

}  // namespace

void WriteDelimited(const v1::ContactEvent& event, std::string& out) {
  std::uint8_t length[kVarintBytesMax];
  const std::uint8_t* end = google::protobuf::io::CodedOutputStream::WriteVarint64ToArray(event.ByteSizeLong(), length);
  out.append(reinterpret_cast<const char*>(length), static_cast<std::size_t>(end - length));
  event.AppendToString(&out);
}

RecordCutter::Cut DelimitedCutter::Next(std::string_view& record) {
  if (broken_) return Cut::kEnd;
  ReleaseLast();
  std::uint64_t length = 0;
  std::size_t size = 0;
  Varint varint;
  while ((varint = ReadVarint(window().unread(), length, size)) == Varint::kShort && window().More()) {
  }
  if (varint == Varint::kShort && window().unread().empty() && window().error().empty()) return Cut::kEnd;
  ++line_;
  if (varint == Varint::kShort) return Break("the file ends within the length of a record", record);
  if (varint == Varint::kWrong || length > kPlausibleLengthMax) {
    return Break("expected the length of a record, found bytes that are none", record);
  }
  if (length > kEventBytesMax) {
    window().Consume(size);
    return SkipOversized(length, record);
  }
  while (window().unread().size() < size + length) {
    if (!window().More()) {
      return Break("a record of " + std::to_string(length) + " bytes is cut off after " +
                       std::to_string(window().unread().size() - size),
                   record);
    }
  }
  record = window().unread().substr(size, length);
  ReleaseLater(size + length);
  return Cut::kRecord;
}

RecordCutter::Cut DelimitedCutter::SkipOversized(std::uint64_t length, std::string_view& record) {
  raw_.clear();
  for (std::uint64_t left = length; left > 0;) {
    if (window().unread().empty() && !window().More()) {
      return Break("a record of " + std::to_string(length) + " bytes is cut off after " + std::to_string(length - left),
                   record);
    }
    const std::string_view piece = window().unread().substr(0, left);
    KeepRaw(piece);
    left -= piece.size();
    window().Consume(piece.size());
  }
  return Refuse("a record of " + std::to_string(length) + " bytes, expected at most " + std::to_string(kEventBytesMax),
                raw_, record);
}

RecordCutter::Cut DelimitedCutter::Break(std::string problem, std::string_view& record) {
  broken_ = true;
  KeepRaw(window().unread());
  return Refuse(window().error().empty() ? std::move(problem) : window().error(), raw_, record);
}

}  // namespace loopbreaker
