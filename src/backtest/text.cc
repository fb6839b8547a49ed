#include "backtest/text.h"

#include "backtest/sentences.h"
#include "text/page.h"
#include "text/words.h"

namespace loopbreaker {
namespace {

std::string Number(const RuleSide& side, std::uint64_t n) { return side.present ? Grouped(n) : "-"; }

// Of the side that counts: NEW's, or OLD's of a rule that is gone.
int SideOf(const RuleResult& rule) { return rule.sides[kNew].present ? kNew : kOld; }

void WriteChanges(const BacktestResult& result, bool feedback, std::string& text) {
  TextTable table;
  table.Row({feedback ? "feedback" : "rule", "old", "new", "appear", "disappear", "move", "", ""});
  bool any = false;
  std::vector<std::string> silent;
  for (const RuleResult& rule : result.rules) {
    if ((rule.scope == RuleScope::kProcess) != feedback) continue;
    const auto& [old_side, new_side] = rule.sides;
    if (old_side.load.alerts() + new_side.load.alerts() == 0) {
      silent.push_back(rule.id);
      continue;
    }
    any = true;
    std::string remark;
    if (!old_side.present) remark = "new";
    if (!new_side.present) remark = "gone";
    if (new_side.present && new_side.shadow) remark += remark.empty() ? "shadow" : ", shadow";
    const auto changes = [&](Change change) {
      const std::uint64_t n = rule.changes[static_cast<std::size_t>(change)];
      return n == 0 ? std::string(".") : Grouped(n);
    };
    table.Row({rule.id, Number(old_side, old_side.load.alerts()), Number(new_side, new_side.load.alerts()),
               changes(Change::kAppears), changes(Change::kDisappears), changes(Change::kMoves), remark});
  }
  if (any) text += table.Text();
  if (silent.empty()) return;
  std::string sentence = any ? "No alert under either:" : "No rule of this kind gave an alert:";
  for (const std::string& id : silent) sentence += (&id == &silent.front() ? " " : ", ") + id;
  WriteWrapped(text, sentence + ".", "  ");
}

void WriteLoads(const BacktestResult& result, std::string& text) {
  TextTable table;
  table.Row({"rule", "a day", "busiest day", "", "busiest hour", "customers"});
  for (const RuleResult& rule : result.rules) {
    const RuleSide& side = rule.sides[SideOf(rule)];
    if (!rule.sides[kNew].present || side.load.alerts() == 0) continue;
    const auto [day, most] = side.load.BusiestDay();
    const auto [hour, in_hour] = side.load.BusiestHour();
    table.Row({rule.id, Ratio(side.load.alerts(), static_cast<std::uint64_t>(result.days)), Grouped(most), DayText(day),
               HourText(hour),
               rule.scope == RuleScope::kProcess
                   ? Counted(side.customers, "group", "groups")
                   : Grouped(side.customers) + " (" + Percent(side.customers, result.customers) + ")"});
  }
  text += "\nHow often the new rules call\n" + table.Text();
}

void WriteDesks(const BacktestResult& result, std::string& text) {
  if (result.desks.empty()) return;
  const auto days = static_cast<std::uint64_t>(result.days);
  const auto limit = static_cast<std::uint32_t>(result.alerts_per_desk_day);
  TextTable table;
  table.Row({"desk", "old", "new", "a day", "was", "busiest day", "", "days above " + std::to_string(limit), "was"});
  for (const DeskResult& desk : result.desks) {
    const auto& [old_load, new_load] = desk.loads;
    std::string most = "-";
    std::string when;
    if (new_load.alerts() != 0) {
      most = Grouped(new_load.BusiestDay().second);
      when = DayText(new_load.BusiestDay().first);
    }
    table.Row({desk.desk, Grouped(old_load.alerts()), Grouped(new_load.alerts()), Ratio(new_load.alerts(), days),
               Ratio(old_load.alerts(), days), most, when, std::to_string(new_load.DaysAbove(limit)),
               std::to_string(old_load.DaysAbove(limit))});
  }
  text += "\nWhat the desks get (when an escalation opens; later steps of ladders are not counted)\n" + table.Text();
}

void WriteCatches(const BacktestResult& result, std::string& text) {
  const std::string what = YardstickText(result.yardstick);
  if (what.empty()) return;
  text += "\nThe loops that really dragged on\n";
  if (result.dragged_on == 0) return WriteWrapped(text, "None reached " + what + ".", "  ");
  WriteWrapped(text, Counted(result.dragged_on, "loop", "loops") + " reached " + what + ".", "  ");
  WriteWrapped(text, "New rules " + CatchesText(result.catches[kNew], result.dragged_on) + ".", "  ");
  WriteWrapped(text, "Old rules " + CatchesText(result.catches[kOld], result.dragged_on) + ".", "  ");
  TextTable table;
  table.Row({"rule", "caught", "was", "before", "was", "earlier by", "alert to end"});
  for (const RuleResult& rule : result.rules) {
    const Catches& now = rule.sides[kNew].catches;
    const Catches& was = rule.sides[kOld].catches;
    if (now.caught + was.caught == 0) continue;
    const Catches& side = rule.sides[SideOf(rule)].catches;
    table.Row({rule.id, Number(rule.sides[kNew], now.caught), Number(rule.sides[kOld], was.caught),
               Number(rule.sides[kNew], now.in_time), Number(rule.sides[kOld], was.in_time),
               side.lead ? LengthText(*side.lead) : "-", side.to_settled ? LengthText(*side.to_settled) : "-"});
  }
  text += table.Text();
}

}  // namespace

std::string BacktestText(const BacktestResult& result) {
  std::string text;
  WriteWrapped(text, "New: " + result.files[kNew], "");
  WriteWrapped(text, "Old: " + result.files[kOld], "");
  WriteWrapped(text,
               Counted(result.facts, "event", "events") + " of " + Counted(result.customers, "customer", "customers") +
                   ", " + Counted(result.loops[kNew], "loop", "loops") + ", " + DayText(result.first_day) + " to " +
                   DayText(result.first_day + result.days - 1) + " (" +
                   Counted(static_cast<std::uint64_t>(result.days), "day", "days") + ").",
               "");
  text += "\n";
  WriteWrapped(text, ChangesText(result), "");
  const std::uint64_t total = result.customers;
  WriteWrapped(text,
               "Customers with an alert: " + Grouped(result.customers_alerted[kNew]) + " (" +
                   Percent(result.customers_alerted[kNew], total) + "), before " +
                   Grouped(result.customers_alerted[kOld]) + " (" + Percent(result.customers_alerted[kOld], total) +
                   ").",
               "");
  for (const std::string& warning : result.warnings) WriteWrapped(text, "Warning: " + warning, "");
  text += "\nAlerts: how often an escalation opened\n";
  WriteChanges(result, false, text);
  text += "\nAbout the process\n";
  WriteChanges(result, true, text);
  WriteLoads(result, text);
  WriteDesks(result, text);
  WriteCatches(result, text);

  std::string rule;
  for (const Difference& difference : result.differences) {
    if (difference.story.empty()) continue;
    if (rule.empty()) text += "\nSamples of what changes\n";
    if (difference.rule != rule) text += "  " + difference.rule + "\n";
    rule = difference.rule;
    WriteWrapped(text, SampleText(result, difference), "    ");
    WriteWrapped(text, difference.story, "      ");
  }
  return text;
}

}  // namespace loopbreaker
