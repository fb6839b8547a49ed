// The first half is a mapping file, the second rows of its CSV with their header, or one of its JSON documents.
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <string>
#include <string_view>
#include <vector>

#include "input/csv.h"
#include "mapping/mapping.h"

namespace {

using loopbreaker::CsvRecords;

void Expect(bool holds, const char* what) {
  if (holds) return;
  std::fprintf(stderr, "broken: %s\n", what);
  std::abort();
}

void CheckMapped(loopbreaker::Mapped& mapped) {
  for (loopbreaker::v1::ContactEvent& event : mapped.events) {
    loopbreaker::Refusal refusal;
    Expect(loopbreaker::Validate(event, refusal), "a mapped event is valid");
  }
  for (const loopbreaker::Refusal& refusal : mapped.refused) Expect(!refusal.detail.empty(), "a refusal says why");
  Expect(!mapped.ignored || (mapped.events.empty() && mapped.refused.empty()), "what is ignored gives nothing");
}

void MapRows(const loopbreaker::Mapping& mapping, std::string_view bytes) {
  const loopbreaker::CsvForm form = mapping.csv();
  CsvRecords records(form.separator, form.quotes);
  std::vector<std::string_view> cells;
  std::vector<int> columns;
  loopbreaker::Mapped mapped;
  for (bool is_header = true; !bytes.empty();) {
    std::size_t length = 0;
    std::size_t next = 0;
    std::string problem;
    if (records.Find(bytes, true, length, next, problem) != CsvRecords::Found::kRecord) return;
    Expect(length <= next && next <= bytes.size() && next > 0, "a record ends within the bytes");
    records.Split(bytes.substr(0, length), cells);
    if (is_header && !mapping.Bind({cells.begin(), cells.end()}, columns, problem)) return;
    if (!is_header) {
      mapping.MapRow(columns, cells, mapped);
      CheckMapped(mapped);
    }
    is_header = false;
    bytes.remove_prefix(next);
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view bytes(reinterpret_cast<const char*>(data), size);
  const std::string_view text = bytes.substr(0, size / 2);
  const std::string_view rows = bytes.substr(size / 2);
  loopbreaker::Diagnostics errors;
  const auto mapping = loopbreaker::LoadMapping(text, "fuzz.yaml", errors);
  Expect((mapping == nullptr) != errors.empty(), "a mapping, or an error that says why there is none");
  if (mapping == nullptr) return 0;
  if (mapping->is_csv()) {
    MapRows(*mapping, rows);
  } else {
    loopbreaker::Mapped mapped;
    mapping->MapJson(rows, mapped);
    CheckMapped(mapped);
  }
  return 0;
}
