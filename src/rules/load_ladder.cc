#include <utility>

#include "absl/strings/str_cat.h"
#include "base/text.h"
#include "rules/load_internal.h"

namespace loopbreaker::load {
namespace {

void ReadStep(const YamlReader& reader, const YamlNode& node, std::string_view what, const Calendar& calendar,
              std::vector<LadderStep>& ladder) {
  const std::string of_what = absl::StrCat("a step of ", Abseil(what));
  if (!reader.Map(node, of_what, {"after", "to"})) return;
  const YamlNode* after = reader.Required(node, of_what, "after");
  const YamlNode* to = reader.Required(node, of_what, "to");
  LadderStep step;
  if (to != nullptr) step.to = reader.Text(*to, "'to'").value_or("");
  const auto span = after == nullptr ? std::nullopt : reader.BusinessSpan(*after, "'after'", calendar);
  if (!span) return;
  step.after = *span;
  // Calendar and business time cannot be compared without a beginning.
  const bool earlier =
      !ladder.empty() && ladder.back().after.business == span->business && span->length < ladder.back().after.length;
  if (earlier) {
    reader.Expected(*after, "'after'", absl::StrCat("at least the ", ladder.back().after.text, " of the step before"));
  }
  ladder.push_back(std::move(step));
}

}  // namespace

std::vector<LadderStep> ReadLadder(const YamlReader& reader, const YamlNode* node, std::string_view what,
                                   const Calendar& calendar) {
  const LadderStep to_route{Span{.length = Nanos{0}, .business = false, .text = "0d"}, ""};
  if (node == nullptr) return {to_route};
  std::vector<LadderStep> ladder;
  if (!node->IsList() || node->items.empty()) {
    reader.Expected(*node, what, "a list of {after: 2bd, to: team-lead}");
  } else {
    for (const YamlNode& item : node->items) ReadStep(reader, item, what, calendar, ladder);
  }
  if (ladder.empty() || ladder.front().after.length != Nanos{0}) ladder.insert(ladder.begin(), to_route);
  return ladder;
}

}  // namespace loopbreaker::load
