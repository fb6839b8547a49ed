// How good each rule is.
#include "report/sections.h"
#include "text/words.h"

namespace loopbreaker {
namespace {

std::string Dismissed(const Speech& speech, const RuleUse& use) {
  std::string html = speech.Number(use.dismissed);
  std::string reasons;
  for (std::size_t reason = 0; reason < use.by_reason.size(); ++reason) {
    if (use.by_reason[reason] == 0) continue;
    const std::string name = v1::DismissReason::Value_Name(static_cast<v1::DismissReason::Value>(reason));
    reasons += (reasons.empty() ? "" : ", ") + speech.SayAny("reason." + name, name) + " " +
               speech.Number(use.by_reason[reason]);
  }
  return reasons.empty() ? html : html + " <small>" + Escaped(reasons) + "</small>";
}

std::string RuleName(const Speech& speech, const RuleUse& use, bool judged) {
  std::string html = Escaped(use.title) + " <small>" + Escaped(use.id);
  if (use.shadow) html += ", " + Escaped(speech.Say("rules.shadow"));
  html += "</small>";
  if (judged && use.BelowHalf()) {
    html +=
        "<br><span class=\"tag grave\">" +
        Escaped(speech.Say("rules.below_half", speech.Number(use.acted), speech.Number(use.acted + use.dismissed))) +
        "</span>";
  }
  return html;
}

}  // namespace

std::string RulesSection(const PageContext& page) {
  const Speech& speech = page.speech;
  const bool judged = page.result.actions != 0;
  HtmlTable table(speech.Say("rules"));
  for (const std::string& column :
       {speech.Say("rules.rule"), speech.Say("rules.opened"), speech.Say("rules.open"), speech.Say("rules.customers"),
        speech.Say("rules.acted"), speech.Say("rules.dismissed"), speech.Say("rules.retracted"),
        speech.Say("rules.lead")}) {
    table.Column(column);
  }
  std::string silent;
  std::string cannot;
  for (const RuleUse& use : page.result.rules) {
    if (use.opened == 0) {
      std::string& list = use.cannot_fire ? cannot : silent;
      list += (list.empty() ? "" : ", ") + use.id;
      continue;
    }
    const bool of_people = judged && use.scope != RuleScope::kProcess;
    table.Row({RuleName(speech, use, judged), speech.Number(use.opened), speech.Number(use.open),
               speech.Number(use.customers), of_people ? speech.Number(use.acted) : std::string(),
               of_people ? Dismissed(speech, use) : std::string(),
               use.retracted ? speech.Number(*use.retracted) : std::string(),
               use.lead ? Escaped(speech.Say("rules.lead.of", speech.Length(*use.lead), speech.Number(use.solved)))
                        : std::string()});
  }
  std::string html = "<section>" + Heading(2, speech.Say("rules"));
  html += table.empty() ? Paragraph(speech.Say("rules.none"), "quiet") : table.Html();
  if (!judged) html += Paragraph(speech.Say("rules.no_actions"), "quiet");
  if (!silent.empty()) html += Paragraph(speech.Say("rules.silent", silent), "quiet");
  if (!cannot.empty()) html += Paragraph(speech.Say("rules.cannot", cannot), "quiet");
  if (page.result.late_events != 0) {
    html += Paragraph(speech.Say("rules.late", speech.Number(page.result.late_events)), "quiet");
  }
  return html + Definitions(Topic::kRules, speech) + "</section>\n";
}

}  // namespace loopbreaker
