#include "backtest/html.h"

#include "backtest/bars.h"
#include "backtest/sentences.h"
#include "text/words.h"

namespace loopbreaker {
namespace {

constexpr const char* kHead = R"(<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<title>Backtest</title>
<style>
body{font:15px/1.45 system-ui,sans-serif;max-width:60rem;margin:2rem auto;padding:0 1rem;color:#1c2430}
h1{font-size:1.5rem}h2{font-size:1.15rem;margin:2rem 0 .4rem;break-after:avoid}
table{border-collapse:collapse;width:100%;font-variant-numeric:tabular-nums}
th,td{text-align:right;padding:.2rem .5rem;border-bottom:1px solid #dde2e8}th:first-child,td:first-child{text-align:left}
th{font-weight:600;color:#55606e}tr{break-inside:avoid}
.warning{border-left:4px solid #c4560c;padding:.3rem .8rem;background:#fdf3ec;margin:.4rem 0}
.remark,figcaption,.quiet{color:#55606e;font-size:.87rem}
figure{margin:.6rem 0;break-inside:avoid}svg{width:100%;height:auto;background:#f6f7f9}
rect.old,span.old{fill:#b9c2cd;background:#b9c2cd}rect.new,span.new{fill:#1d5fa8;background:#1d5fa8;color:#fff}
span.old,span.new{padding:0 .4rem}line.limit{stroke:#c4560c;stroke-dasharray:4 3}
dt{margin-top:.6rem}dd{margin-left:1.2rem;color:#3c4653}
@media print{body{margin:0;max-width:none;font-size:11px}}
</style></head><body>
)";

std::string Row(const std::vector<std::string>& cells, const char* tag) {
  std::string row = "<tr>";
  for (const std::string& cell : cells) row += "<" + std::string(tag) + ">" + Escaped(cell) + "</" + tag + ">";
  return row + "</tr>\n";
}

std::string Paragraph(const std::string& text, const std::string& style = "") {
  return (style.empty() ? "<p>" : "<p class=\"" + style + "\">") + Escaped(text) + "</p>\n";
}

std::string Name(const RuleResult& rule) {
  std::string name = rule.id;
  if (!rule.sides[kOld].present) name += " (new)";
  if (!rule.sides[kNew].present) name += " (gone)";
  if (rule.sides[kNew].present && rule.sides[kNew].shadow) name += " (shadow)";
  return name;
}

std::string Side(const RuleSide& side, std::uint64_t n) { return side.present ? Grouped(n) : "-"; }

std::string Rules(const BacktestResult& result, bool feedback) {
  std::string table = "<table>" + Row({feedback ? "Feedback" : "Rule", "Old", "New", "Appear", "Disappear", "Move",
                                       "New, a day", "Busiest day", "Busiest hour", feedback ? "Groups" : "Customers"},
                                      "th");
  for (const RuleResult& rule : result.rules) {
    if ((rule.scope == RuleScope::kProcess) != feedback) continue;
    const auto& [old_side, new_side] = rule.sides;
    std::vector<std::string> cells = {Name(rule), Side(old_side, old_side.load.alerts()),
                                      Side(new_side, new_side.load.alerts())};
    for (const std::uint64_t n : rule.changes) cells.push_back(n == 0 ? "" : Grouped(n));
    if (new_side.load.alerts() != 0) {
      const auto [day, most] = new_side.load.BusiestDay();
      cells.push_back(Ratio(new_side.load.alerts(), static_cast<std::uint64_t>(result.days)));
      cells.push_back(Grouped(most) + ", " + DayText(day));
      cells.push_back(HourText(new_side.load.BusiestHour().first));
      cells.push_back(Grouped(new_side.customers) +
                      (feedback ? "" : " (" + Percent(new_side.customers, result.customers) + ")"));
    } else {
      cells.resize(10);
    }
    table += Row(cells, "td");
  }
  return table + "</table>\n";
}

std::string Desks(const BacktestResult& result) {
  const auto limit = static_cast<std::uint32_t>(result.alerts_per_desk_day);
  std::string text = Paragraph(
      "When an escalation opens; later steps of ladders are not counted, nor is what rules in "
      "the shadow would have said.",
      "remark");
  for (const DeskResult& desk : result.desks) {
    text += "<h3>" + Escaped(desk.desk) + "</h3>\n";
    const auto& [old_load, new_load] = desk.loads;
    text += Paragraph(Counted(new_load.alerts(), "alert", "alerts") + " (before " + Grouped(old_load.alerts()) + "), " +
                      Ratio(new_load.alerts(), static_cast<std::uint64_t>(result.days)) + " a day; above " +
                      std::to_string(limit) + " on " +
                      Counted(static_cast<std::uint64_t>(new_load.DaysAbove(limit)), "day", "days") + " (before " +
                      std::to_string(old_load.DaysAbove(limit)) + ").");
    text += AlertBars(result, desk.loads, limit);
  }
  return text;
}

std::string Dragging(const BacktestResult& result) {
  if (result.dragged_on == 0) return Paragraph("None reached " + YardstickText(result.yardstick) + ".");
  std::string text =
      Paragraph(Counted(result.dragged_on, "loop", "loops") + " reached " + YardstickText(result.yardstick) + ".");
  text += Paragraph("New rules " + CatchesText(result.catches[kNew], result.dragged_on) + ".");
  text += Paragraph("Old rules " + CatchesText(result.catches[kOld], result.dragged_on) + ".");
  text +=
      "<table>" + Row({"Rule", "Caught", "Was", "Before it dragged on", "Was", "By (median)", "Before settled"}, "th");
  for (const RuleResult& rule : result.rules) {
    const Catches& was = rule.sides[kOld].catches;
    const Catches& now = rule.sides[kNew].catches;
    if (now.caught + was.caught == 0) continue;
    const Catches& told = rule.sides[kNew].present ? now : was;
    text += Row({Name(rule), Side(rule.sides[kNew], now.caught), Side(rule.sides[kOld], was.caught),
                 Side(rule.sides[kNew], now.in_time), Side(rule.sides[kOld], was.in_time),
                 told.lead ? LengthText(*told.lead) : "", told.to_settled ? LengthText(*told.to_settled) : ""},
                "td");
  }
  return text + "</table>\n";
}

std::string Samples(const BacktestResult& result) {
  std::string text;
  std::string rule;
  for (const Difference& difference : result.differences) {
    if (difference.story.empty()) continue;
    if (difference.rule != rule)
      text += (rule.empty() ? "<h3>" : "</dl>\n<h3>") + Escaped(difference.rule) + "</h3>\n<dl>";
    rule = difference.rule;
    text += "<dt>" + Escaped(SampleText(result, difference)) + "</dt><dd>" + Escaped(difference.story) + "</dd>\n";
  }
  return rule.empty() ? text : text + "</dl>\n";
}

}  // namespace

std::string BacktestHtml(const BacktestResult& result) {
  std::string page = kHead;
  page += "<h1>What these rules would have done</h1>\n";
  page += Paragraph("New: " + result.files[kNew] + ". Old: " + result.files[kOld] + ".");
  page +=
      Paragraph(Counted(result.facts, "event", "events") + " of " + Counted(result.customers, "customer", "customers") +
                ", " + Counted(result.loops[kNew], "loop", "loops") + ", " + DayText(result.first_day) + " to " +
                DayText(result.first_day + result.days - 1) + ".");
  page += Paragraph(ChangesText(result));
  page += Paragraph("Customers with an alert: " + Grouped(result.customers_alerted[kNew]) + " (" +
                    Percent(result.customers_alerted[kNew], result.customers) + "), before " +
                    Grouped(result.customers_alerted[kOld]) + " (" +
                    Percent(result.customers_alerted[kOld], result.customers) + ").");
  for (const std::string& warning : result.warnings) page += Paragraph(warning, "warning");
  page += AlertBars(result, result.all, 0);
  page += "<h2>Alerts by rule: how often an escalation opened</h2>\n" + Rules(result, false);
  page += "<h2>About the process</h2>\n" + Rules(result, true);
  page += "<h2>The loops that really dragged on</h2>\n" + Dragging(result);
  page += "<h2>What the desks get</h2>\n" + Desks(result);
  const std::string samples = Samples(result);
  if (!samples.empty()) page += "<h2>Samples of what changes</h2>\n" + samples;
  return page + "</body></html>\n";
}

}  // namespace loopbreaker
