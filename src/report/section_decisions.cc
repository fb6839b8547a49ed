// What was decided about feedback, and what became of it.
#include "base/percent.h"
#include "base/split.h"
#include "report/sections.h"
#include "text/words.h"

namespace loopbreaker {
namespace {

// The id of feedback as a person reads it: "same-part, valve".
std::string Readable(const std::string& id) {
  std::string text;
  for (std::string_view part : Split(id, '|')) {
    if (const std::size_t equals = part.find('='); equals != std::string_view::npos) part.remove_prefix(equals + 1);
    text += (text.empty() ? "" : ", ") + DecodePercent(part).value_or(std::string(part));
  }
  return text;
}

std::string Became(const Speech& speech, const KnotCut& cut) {
  if (cut.decision == v1::Decision::DO_NOT) return {};
  if (!cut.announced) return speech.Say("decisions.not_announced");
  return speech.SayAny(cut.turn == Turn::kImproved   ? "effects.improved"
                       : cut.turn == Turn::kWorsened ? "effects.worsened"
                                                     : "effects.not_shown",
                       "");
}

}  // namespace

std::string DecisionsSection(const PageContext& page) {
  const Speech& speech = page.speech;
  if (page.result.decisions.empty()) return {};
  HtmlTable table(speech.Say("decisions"));
  for (const std::string& column :
       {speech.Say("decisions.about"), speech.Say("decisions.decision"), speech.Say("decisions.by"),
        speech.Say("decisions.why"), speech.Say("decisions.became")}) {
    table.Column(column);
  }
  for (const KnotCut& cut : page.result.decisions) {
    const std::string decision =
        cut.decision == v1::Decision::DO ? speech.Say("decisions.do") : speech.Say("decisions.do_not");
    table.Row({Escaped(Readable(cut.feedback)), Escaped(decision + ", " + speech.Day(cut.at)), Escaped(cut.by),
               Escaped(cut.why), Escaped(Became(speech, cut))});
  }
  return "<section>" + Heading(2, speech.Say("decisions")) + table.Html() + "</section>\n";
}

}  // namespace loopbreaker
