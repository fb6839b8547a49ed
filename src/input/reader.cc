#include "input/reader.h"

#include <utility>

#include "input/delimited.h"
#include "input/file_reader.h"
#include "input/format.h"
#include "input/json_cutter.h"

namespace loopbreaker {
namespace {

// A document whose list becomes many events is parsed as a whole.
constexpr std::size_t kDocumentBytesMax = std::size_t{256} << 20;

void SkipByteOrderMark(ByteWindow& window) {
  while (window.unread().size() < 3 && window.More()) {
  }
  if (window.unread().substr(0, 3) == "\xEF\xBB\xBF") window.Consume(3);
}

// The first byte that is no space, or 0, looking no further than the first block.
char FirstMark(ByteWindow& window) {
  for (;;) {
    const std::size_t at = window.unread().find_first_not_of(" \t\r\n");
    if (at != std::string_view::npos) return window.unread()[at];
    if (window.unread().size() >= kBlockBytes || !window.More()) return 0;
  }
}

// Whether the object that the file begins with goes on behind its first line.
bool GoesOnBehindLine(ByteWindow& window) {
  const std::size_t first = window.unread().find_first_not_of(" \t\r\n");
  if (first == std::string_view::npos) return false;
  std::size_t newline;
  while ((newline = window.unread().find('\n', first)) == std::string_view::npos &&
         window.unread().size() <= kDocumentBytesMax && window.More()) {
  }
  JsonDepth brackets;
  return newline != std::string_view::npos &&
         brackets.Follow(window.unread().substr(first, newline - first)) == std::string_view::npos;
}

std::unique_ptr<RecordCutter> JsonCutterFor(ByteWindow& window, bool has_each) {
  const std::size_t bytes_max = has_each ? kDocumentBytesMax : kEventBytesMax;
  if (FirstMark(window) == '[') return std::make_unique<ListCutter>(window, bytes_max);
  if (has_each && GoesOnBehindLine(window)) return std::make_unique<DocumentCutter>(window, bytes_max);
  return std::make_unique<LineCutter>(window, bytes_max);
}

}  // namespace

std::unique_ptr<EventReader> OpenEvents(const std::string& path, std::shared_ptr<const Mapping> mapping,
                                        std::string& error) {
  const std::optional<FileFormat> format = FormatOf(path, mapping.get(), error);
  if (!format) return nullptr;
  std::unique_ptr<ByteSource> source = OpenBytes(path, error);
  if (source == nullptr) return nullptr;
  auto window = std::make_unique<ByteWindow>(std::move(source));
  ByteWindow& bytes = *window;
  if (*format == FileFormat::kProtobuf) {
    return std::make_unique<ProtoFileReader>(path, std::move(window), std::make_unique<DelimitedCutter>(bytes));
  }
  SkipByteOrderMark(bytes);
  if (*format == FileFormat::kCsv) {
    const CsvForm form = mapping->csv();
    auto cutter = std::make_unique<CsvCutter>(bytes, CsvRecords(form.separator, form.quotes), kEventBytesMax);
    auto reader = std::make_unique<CsvReader>(path, std::move(window), std::move(cutter), std::move(mapping));
    if (!reader->ReadHeader(error)) return nullptr;
    return reader;
  }
  if (mapping == nullptr || mapping->is_csv()) {
    return std::make_unique<JsonFileReader>(path, std::move(window), JsonCutterFor(bytes, false));
  }
  std::unique_ptr<RecordCutter> cutter = JsonCutterFor(bytes, mapping->has_each());
  return std::make_unique<MappedJsonReader>(path, std::move(window), std::move(cutter), std::move(mapping));
}

}  // namespace loopbreaker
