#include "backtest/sentences.h"

#include <array>

#include "text/words.h"

namespace loopbreaker {

std::string CatchesText(const Catches& catches, std::uint64_t dragged_on) {
  std::string text = "caught " + Grouped(catches.caught) + " of " + Grouped(dragged_on) + " (" +
                     Percent(catches.caught, dragged_on) + "), " + Grouped(catches.in_time) +
                     " of them before it came so far";
  if (catches.lead) text += " (median: " + LengthText(*catches.lead) + " earlier)";
  if (catches.to_settled) text += "; median from the first alert to the end: " + LengthText(*catches.to_settled);
  return text;
}

std::string WhomText(const Difference& difference) {
  if (difference.customer.empty()) return difference.group;
  return difference.customer + (difference.per.empty() ? "" : ", " + difference.per);
}

std::string SampleText(const BacktestResult& result, const Difference& difference) {
  const auto when = [&](Instant at) { return MinuteText(at, result.zone); };
  std::string text = std::string(NameOf(difference.change)) + ": " + WhomText(difference) + ", ";
  if (difference.change == Change::kMoves)
    return text + when(*difference.old_at) + " becomes " + when(*difference.new_at);
  return text + when(difference.new_at ? *difference.new_at : *difference.old_at);
}

std::string ChangesText(const BacktestResult& result) {
  std::array<std::uint64_t, 3> changes{};
  for (const RuleResult& rule : result.rules) {
    for (std::size_t i = 0; i < changes.size(); ++i) changes[i] += rule.changes[i];
  }
  if (changes[0] + changes[1] + changes[2] == 0) return "Nothing changes: every alert is the same under both.";
  return Counted(changes[0], "alert appears", "alerts appear") + ", " + Counted(changes[1], "disappears", "disappear") +
         ", " + Counted(changes[2], "moves", "move") + " in time.";
}

}  // namespace loopbreaker
