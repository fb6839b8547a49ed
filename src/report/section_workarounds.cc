// Workarounds that worked: to learn from.
#include "report/sections.h"
#include "text/words.h"

namespace loopbreaker {
namespace {

// How long its like took; empty where there are none.
std::string Beside(const Speech& speech, const Workaround& workaround) {
  if (!workaround.ordinary) return {};
  return Escaped(speech.Length(*workaround.ordinary)) + " <small>" +
         Escaped(speech.Say("workarounds.of", speech.Number(workaround.ordinary_loops))) + "</small>";
}

}  // namespace

std::string WorkaroundsSection(const PageContext& page) {
  const Speech& speech = page.speech;
  const ReportResult& result = page.result;
  if (result.workarounds.empty() && result.workarounds_left_out == 0) return {};
  std::string html = "<section>" + Heading(2, speech.Say("workarounds"));
  HtmlTable table(speech.Say("workarounds"));
  for (const std::string& column :
       {speech.Say("workarounds.category"), speech.Say("workarounds.done"), speech.Say("column.loops"),
        speech.Say("customers"), speech.Say("workarounds.took"), speech.Say("workarounds.ordinary")}) {
    table.Column(column);
  }
  for (const Workaround& workaround : result.workarounds) {
    std::string done;
    for (const std::string& note : workaround.notes) done += (done.empty() ? "" : "<br>") + Escaped(note);
    table.Row({Escaped(workaround.category.empty() ? speech.Say("nothing_without") : workaround.category), done,
               speech.Number(workaround.loops), speech.Number(workaround.customers),
               workaround.solved_in ? Escaped(speech.Length(*workaround.solved_in)) : std::string(),
               Beside(speech, workaround)});
  }
  if (!table.empty()) html += Paragraph(speech.Say("workarounds.remark"), "quiet") + table.Html();
  if (result.workarounds_left_out != 0) {
    html += Paragraph(result.workarounds_left_out == 1
                          ? speech.Say("workarounds.left_out_one", speech.Number(result.feedback_min_customers))
                          : speech.Say("workarounds.left_out", speech.Number(result.workarounds_left_out),
                                       speech.Number(result.feedback_min_customers)),
                      "quiet");
  }
  return html + Definitions(Topic::kWorkarounds, speech) + "</section>\n";
}

}  // namespace loopbreaker
