#include "input/file_reader.h"

#include <simdjson.h>

#include "absl/strings/ascii.h"
#include "base/text.h"

namespace loopbreaker {
namespace {

constexpr const char* kNotUtf8 = "expected UTF-8, found bytes that are not; save the file as UTF-8";

}  // namespace

EventReader::Next FileReader::Refuse(DeadReason reason, std::string detail, std::string_view raw,
                                     DeadLetter& dead) const {
  dead.reason = reason;
  dead.detail = std::move(detail);
  dead.file = file_;
  dead.line = cutter_->line();
  dead.raw = std::string(raw.substr(0, raw.size() > kEventBytesMax ? kRawBytesMax : raw.size()));
  return Next::kDead;
}

EventReader::Next JsonFileReader::Read(Event& event, DeadLetter& dead) {
  std::string_view record;
  const RecordCutter::Cut cut = cutter().Next(record);
  if (cut == RecordCutter::Cut::kEnd) return Next::kEnd;
  if (cut == RecordCutter::Cut::kRefused) return RefuseCut(record, dead);
  Refusal refusal;
  if (decoder_.Decode(record, decoded_, refusal) && Validate(decoded_, refusal)) {
    event.View(decoded_);
    return Next::kEvent;
  }
  return Refuse(refusal.reason, std::move(refusal.detail), record, dead);
}

EventReader::Next ProtoFileReader::Read(Event& event, DeadLetter& dead) {
  std::string_view record;
  const RecordCutter::Cut cut = cutter().Next(record);
  if (cut == RecordCutter::Cut::kEnd) return Next::kEnd;
  if (cut == RecordCutter::Cut::kRefused) return RefuseCut(record, dead);
  Refusal refusal;
  if (event.Read(record, refusal)) return Next::kEvent;
  return Refuse(refusal.reason, std::move(refusal.detail), record, dead);
}

EventReader::Next MappedReader::Read(Event& event, DeadLetter& dead) {
  for (;;) {
    if (next_event_ < mapped_.events.size()) {
      event.View(mapped_.events[next_event_++]);
      return Next::kEvent;
    }
    if (next_refused_ < mapped_.refused.size()) {
      Refusal& refusal = mapped_.refused[next_refused_++];
      return Refuse(refusal.reason, std::move(refusal.detail), record_, dead);
    }
    const RecordCutter::Cut cut = cutter().Next(record_);
    if (cut == RecordCutter::Cut::kEnd) return Next::kEnd;
    if (cut == RecordCutter::Cut::kRefused) return RefuseCut(record_, dead);
    next_event_ = 0;
    next_refused_ = 0;
    std::string problem;
    if (!Map(record_, mapped_, problem)) {
      mapped_.events.clear();
      mapped_.refused.clear();
      return Refuse(DeadReason::kUnreadable, std::move(problem), record_, dead);
    }
    if (mapped_.ignored) ++ignored_;
  }
}

bool MappedJsonReader::Map(std::string_view record, Mapped& mapped, std::string&) {
  mapping().MapJson(record, mapped);
  return true;
}

bool CsvReader::ReadHeader(std::string& error) {
  if (!form_.columns.empty()) return mapping().Bind(form_.columns, columns_, error);
  std::string_view record;
  const RecordCutter::Cut cut = cutter().Next(record);
  if (cut != RecordCutter::Cut::kRecord) {
    error = cut == RecordCutter::Cut::kEnd
                ? "'" + file() + "' is empty, expected CSV with a header row"
                : "'" + file() + "' has no header row that can be read: " + cutter().problem();
    return false;
  }
  if (!simdjson::validate_utf8(record.data(), record.size())) {
    error = "the header row of '" + file() + "': " + kNotUtf8;
    return false;
  }
  records_.Split(record, cells_);
  width_ = cells_.size();
  std::vector<std::string> header;
  for (const std::string_view cell : cells_) header.emplace_back(Standard(absl::StripAsciiWhitespace(Abseil(cell))));
  std::string problem;
  if (mapping().Bind(header, columns_, problem)) return true;
  error = "'" + file() + "': " + problem;
  return false;
}

bool CsvReader::Map(std::string_view record, Mapped& mapped, std::string& problem) {
  if (!simdjson::validate_utf8(record.data(), record.size())) {
    problem = kNotUtf8;
    return false;
  }
  records_.Split(record, cells_);
  if (width_ > 0 && cells_.size() != width_) {
    problem = "a row of " + std::to_string(cells_.size()) + " cells, and the header has " + std::to_string(width_);
    return false;
  }
  mapping().MapRow(columns_, cells_, mapped);
  return true;
}

}  // namespace loopbreaker
