// What changes of the process have done.
#include <algorithm>
#include <cstdio>

#include "report/sections.h"
#include "text/words.h"

namespace loopbreaker {
namespace {

std::string PerThousand(const Speech& speech, std::uint64_t hits, const PeriodFigures& period) {
  if (period.contacts == 0) return {};
  return speech.Ratio(1000 * static_cast<double>(hits) / static_cast<double>(period.contacts));
}

std::string CostPerThousand(const PageContext& page, const PeriodFigures& period) {
  if (period.contacts == 0 || !page.result.priced) return {};
  return Escaped(page.speech.Money(1000 * period.cost_cents / static_cast<std::int64_t>(period.contacts)));
}

// Falls are often smaller than a tenth: two digits.
std::string Hundredths(const Speech& speech, double ratio) {
  char text[32];
  std::snprintf(text, sizeof text, "%.2f", ratio);
  std::string written = text;
  if (speech.language() == Language::kDutch) std::replace(written.begin(), written.end(), '.', ',');
  return written;
}

std::string RatioText(const Speech& speech, const std::optional<RatioOfRates>& ratio) {
  if (!ratio) return {};
  return Hundredths(speech, ratio->ratio) + " <small>" +
         Escaped(speech.Say("effects.interval", Hundredths(speech, ratio->low), Hundredths(speech, ratio->high))) +
         "</small>";
}

std::string TurnTag(const Speech& speech, const ChangeEffect& effect) {
  switch (effect.turn) {
    case Turn::kImproved:
      return "<span class=\"tag plain\">" + Escaped(speech.Say("effects.improved")) + "</span>";
    case Turn::kWorsened:
      return "<span class=\"tag grave\">" + Escaped(speech.Say("effects.worsened")) + "</span>";
    case Turn::kNotShown:
      break;
  }
  std::string why = speech.Say("effects.never");
  if (effect.young) {
    why = speech.Say("effects.young", speech.Length(*effect.wait));
  } else if (effect.cut) {
    why = speech.Say("effects.cut");
  } else if (!effect.loops) {
    why = speech.Say("effects.nothing");
  } else if (effect.wait) {
    why = speech.Say("effects.wait", speech.Length(*effect.wait));
  }
  return Escaped(speech.Say("effects.not_shown")) + " <small>" + Escaped(why) + "</small>";
}

void AddRows(const PageContext& page, const ChangeEffect& effect, HtmlTable& table) {
  const Speech& speech = page.speech;
  const auto row = [&](const std::string& name, const PeriodFigures& period, bool with_ratio) {
    table.Row({Escaped(name), speech.Number(period.contacts), PerThousand(speech, period.loops, period),
               with_ratio ? RatioText(speech, effect.loops) : std::string(),
               PerThousand(speech, period.failed_visits, period),
               with_ratio ? RatioText(speech, effect.failed_visits) : std::string(), CostPerThousand(page, period)});
  };
  row(speech.Say("effects.before"), effect.before, false);
  row(speech.Say("effects.after"), effect.after, true);
  row(speech.Say("effects.others_before"), effect.others_before, false);
  row(speech.Say("effects.others_after"), effect.others_after, false);
}

}  // namespace

std::string EffectsSection(const PageContext& page) {
  const Speech& speech = page.speech;
  if (page.result.effects.empty()) return {};
  std::string html = "<section>" + Heading(2, speech.Say("effects"));
  for (const ChangeEffect& effect : page.result.effects) {
    const std::string what = effect.description.empty() ? effect.change_id : effect.description;
    const std::string where = effect.region.empty() ? effect.category : effect.category + ", " + effect.region;
    html += "<h3>" + Escaped(speech.Say("effects.change", what, where, speech.Day(effect.at))) + "</h3>";
    html += "<p>" + TurnTag(speech, effect) + "</p>";
    if (effect.together) html += Paragraph(speech.Say("effects.together"), "quiet");
    if (!effect.loops) continue;
    HtmlTable table(what);
    for (const std::string& column :
         {speech.Say("effects.period"), speech.Say("column.contacts"), speech.Say("effects.loops"),
          speech.Say("effects.ratio"), speech.Say("effects.failed"), speech.Say("effects.ratio"),
          speech.Say("effects.cost")}) {
      table.Column(column);
    }
    AddRows(page, effect, table);
    html += table.Html();
  }
  return html + Definitions(Topic::kEffects, speech) + "</section>\n";
}

}  // namespace loopbreaker
