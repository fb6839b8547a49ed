// What lies where: the desks that break loops, and the teams that have them.
#include <cmath>

#include "report/sections.h"
#include "text/words.h"

namespace loopbreaker {
namespace {

constexpr std::size_t kShown = 8;
constexpr std::size_t kWeeksShown = 13;

// "+2.5 %" from one week to the next.
std::string WeeklyChange(const Speech& speech, double factor) {
  const double percent = 100 * (factor - 1);
  return (percent < 0 ? "-" : "+") + speech.Ratio(std::abs(percent)) + " %";
}

std::string DayAfter(const Speech& speech, const Pile& pile, double weeks) {
  // The last whole week is the one before the last.
  const std::int32_t monday = pile.weeks[pile.weeks.size() - 2].monday;
  return speech.Day(monday + static_cast<std::int32_t>(std::lround(7 * weeks)));
}

std::string EndText(const Speech& speech, const Pile& pile) {
  const Trend& trend = pile.trend;
  if (trend.next_to_nothing) return speech.Say("trend.next_to_nothing");
  if (trend.uneven) return speech.Say("trend.uneven");
  if (!trend.superfluous) return speech.Say("trend.far");
  const std::string day = DayAfter(speech, pile, trend.superfluous->weeks);
  const std::string soonest = DayAfter(speech, pile, trend.superfluous->soonest);
  if (!trend.superfluous->latest) return speech.Say("trend.superfluous_open", day, soonest);
  return speech.Say("trend.superfluous", day, soonest, DayAfter(speech, pile, *trend.superfluous->latest));
}

std::string TrendText(const Speech& speech, const Pile& pile, bool of_desk) {
  const Trend& trend = pile.trend;
  if (trend.course == Course::kTooShort) {
    return trend.next_to_nothing ? speech.Say("trend.next_to_nothing") : speech.Say("trend.too_short");
  }
  const std::string change = WeeklyChange(speech, trend.factor);
  const std::string low = WeeklyChange(speech, trend.low);
  const std::string high = WeeklyChange(speech, trend.high);
  if (trend.course == Course::kGrowing) return speech.Say("trend.growing", change, low, high);
  if (trend.course == Course::kNotShown) {
    return of_desk ? speech.Say("trend.not_shrinking", change, low, high)
                   : speech.Say("trend.neither", change, low, high);
  }
  const std::string shrinking = speech.Say("trend.shrinking", change, low, high);
  // What a desk is there for is to become superfluous; a team is not.
  if (!of_desk) return shrinking;
  return shrinking + "; " + EndText(speech, pile);
}

std::string KeptText(const Speech& speech, std::uint64_t out, std::uint64_t late) {
  return out == 0 ? std::string() : Escaped(speech.Of(Rate{out - late, out, 0}));
}

std::string Oldest(const Speech& speech, std::uint64_t pile, Nanos oldest) {
  return pile == 0 ? std::string() : Escaped(speech.Length(oldest));
}

std::string WeekByWeek(const Speech& speech, const Pile& pile) {
  HtmlTable table(pile.name);
  for (const std::string& column : {speech.Say("piles.week"), speech.Say("piles.in"), speech.Say("piles.out"),
                                    speech.Say("piles.pile"), speech.Say("piles.oldest"), speech.Say("piles.kept")}) {
    table.Column(column);
  }
  const std::size_t from = pile.weeks.size() - std::min(pile.weeks.size(), kWeeksShown);
  for (std::size_t i = from; i < pile.weeks.size(); ++i) {
    const PileWeek& week = pile.weeks[i];
    table.Row({Escaped(speech.Day(week.monday)), speech.Number(week.in), speech.Number(week.out),
               speech.Number(week.pile), Oldest(speech, week.pile, week.oldest),
               KeptText(speech, week.out, week.late)});
  }
  return "<details><summary>" + Escaped(speech.Say("piles.by_week", pile.name)) + "</summary>" + table.Html() +
         "</details>\n";
}

std::string Causes(const Speech& speech, const Pile& pile) {
  std::string html;
  for (const PileCause& cause : pile.causes) {
    const std::string what = cause.what.empty() ? speech.Say("nothing_without") : cause.what;
    html += (html.empty() ? "" : "<br>") + Escaped(what) + " <small>" + speech.Number(cause.in) + "</small>";
  }
  return html;
}

std::string Section(const PageContext& page, const std::vector<Pile>& piles, const std::string& title,
                    const std::string& first_column, const std::string& remark, bool of_desks) {
  if (piles.empty()) return {};
  const Speech& speech = page.speech;
  std::string html = "<section>" + Heading(2, title) + Paragraph(remark, "quiet");
  HtmlTable table(title);
  for (const std::string& column :
       {first_column, speech.Say("piles.in"), speech.Say("piles.out"), speech.Say("piles.pile"),
        speech.Say("piles.oldest"), speech.Say("piles.kept"), speech.Say("piles.trend"), speech.Say("piles.causes")}) {
    table.Column(column);
  }
  std::string weeks;
  for (std::size_t i = 0; i < piles.size() && i < kShown; ++i) {
    const Pile& pile = piles[i];
    std::string name = Escaped(pile.name);
    if (pile.overloaded) name += " <span class=\"tag grave\">" + Escaped(speech.Say("piles.overloaded")) + "</span>";
    std::string lying = speech.Number(pile.pile());
    if (pile.pile_late != 0) {
      lying +=
          " <small>" + Escaped(speech.Say("piles.late", speech.Number(pile.pile_late), pile.limit.text)) + "</small>";
    }
    std::string kept = KeptText(speech, pile.out, pile.late);
    if (!kept.empty()) kept += " <small>" + Escaped(pile.limit.text) + "</small>";
    table.Row({name, speech.Number(pile.in), speech.Number(pile.out), lying, Oldest(speech, pile.pile(), pile.oldest()),
               kept, Escaped(TrendText(speech, pile, of_desks)), Causes(speech, pile)});
    weeks += WeekByWeek(speech, pile);
  }
  html += table.Html();
  if (piles.size() > kShown) {
    html += Paragraph(speech.Say("and_more", speech.Number(piles.size() - kShown)), "quiet");
  }
  return html + weeks + Definitions(Topic::kPiles, speech) + "</section>\n";
}

}  // namespace

std::string PilesSections(const PageContext& page) {
  const Speech& speech = page.speech;
  return Section(page, page.result.desks, speech.Say("piles.desks"), speech.Say("piles.desk"),
                 speech.Say("piles.desks.remark"), true) +
         Section(page, page.result.team_piles, speech.Say("piles.teams"), speech.Say("piles.team"),
                 speech.Say("piles.teams.remark"), false);
}

}  // namespace loopbreaker
