#include "service/tally_record.h"

#include <vector>

#include "absl/strings/str_cat.h"
#include "base/percent.h"
#include "base/read_number.h"
#include "base/split.h"
#include "base/text.h"
#include "event/timestamp.h"
#include "loopbreaker/v1/internal.pb.h"

namespace loopbreaker {
namespace {

constexpr std::string_view kKinds[] = {"category", "team", "workaround"};

}  // namespace

std::string ToText(const TallyRowKey& row) {
  return absl::StrCat(Abseil(kTallyPrefix), row.partition, "|", Abseil(kKinds[static_cast<std::size_t>(row.key.kind)]),
                      "|", row.key.day, "|", EncodePercent(row.key.name));
}

std::optional<TallyRowKey> ParseTallyRowKey(std::string_view text) {
  if (!text.starts_with(kTallyPrefix)) return std::nullopt;
  text.remove_prefix(kTallyPrefix.size());
  const std::vector<std::string_view> parts = Split(text, '|');
  TallyRowKey row;
  if (parts.size() != 4 || !ReadNumber(parts[0], row.partition) || !ReadNumber(parts[2], row.key.day)) {
    return std::nullopt;
  }
  std::optional<std::string> name = DecodePercent(parts[3]);
  if (!name) return std::nullopt;
  row.key.name = *std::move(name);
  for (std::size_t kind = 0; kind < std::size(kKinds); ++kind) {
    if (parts[1] != kKinds[kind]) continue;
    row.key.kind = static_cast<TallyKind>(kind);
    return row;
  }
  return std::nullopt;
}

std::string TallyValue(const TallyPart& part) {
  v1::TallyRow row;
  for (const auto& [figure, amount] : part.figures) {
    row.add_figures(figure);
    row.add_amounts(amount);
  }
  for (const TallyText& text : part.texts) {
    v1::TallyText& out = *row.add_texts();
    SetTime(text.at, out.mutable_at());
    out.set_text(text.text);
  }
  return row.SerializeAsString();
}

bool ParseTallyValue(std::string_view value, TallyPart& part) {
  v1::TallyRow row;
  if (!row.ParseFromArray(value.data(), static_cast<int>(value.size()))) return false;
  if (row.figures_size() != row.amounts_size()) return false;
  part = {};
  for (int i = 0; i < row.figures_size(); ++i) part.Add(static_cast<Figure>(row.figures(i)), row.amounts(i));
  for (const v1::TallyText& text : row.texts()) part.texts.push_back({TimeOf(text.at()), text.text()});
  return true;
}

}  // namespace loopbreaker
