// What customers and the organisation got.
#include "report/pictures.h"
#include "report/sections.h"
#include "text/words.h"

namespace loopbreaker {
namespace {

std::string Share(const Speech& speech, std::uint64_t part, std::uint64_t whole) {
  return whole == 0 ? "–" : speech.Share(static_cast<double>(part) / static_cast<double>(whole));
}

std::string Broken(const PageContext& page) {
  const ResultFigures& results = page.result.results;
  const Speech& speech = page.speech;
  if (results.went_round == 0) return BigFigure(speech.Say("broken"), "–", {speech.Say("broken.none")});
  const auto number = [&](std::uint64_t n) { return speech.Number(n); };
  return BigFigure(
      speech.Say("broken"), number(results.broken),
      {speech.Say("broken.of", number(results.went_round), Share(speech, results.went_round, results.loops)),
       speech.Say("broken.rest", number(results.still_round), number(results.left), number(results.quiet))});
}

std::string DaysLost(const PageContext& page) {
  const Speech& speech = page.speech;
  if (!page.Seen(Kind::kVisitCompleted) && !page.Seen(Kind::kVisitMissed)) {
    return BigFigure(speech.Say("days_lost"), speech.Say("not_known"), {speech.Say("days_lost.unknown")});
  }
  const ResultFigures& results = page.result.results;
  return BigFigure(speech.Say("days_lost"), speech.Number(results.avoidable_days),
                   {speech.Say("days_lost.of", speech.Number(results.customer_days))});
}

std::string Cost(const PageContext& page) {
  const ResultFigures& results = page.result.results;
  const Speech& speech = page.speech;
  const bool anything = page.result.work.contacts + results.customer_days + results.cost_cents != 0;
  if (!page.result.priced || !anything) {
    return BigFigure(speech.Say("cost"), speech.Say("not_known"),
                     {page.result.priced ? speech.Say("cost.nothing") : speech.Say("cost.unknown")});
  }
  return BigFigure(speech.Say("cost"), speech.Money(results.cost_cents),
                   {speech.Say("cost.avoidable", speech.Money(results.avoidable_cents))});
}

std::string ToSolution(const PageContext& page) {
  const ResultFigures& results = page.result.results;
  const Speech& speech = page.speech;
  std::vector<Nanos> lengths = results.to_solution;
  const auto median = Percentile(lengths, 50);
  if (!median) return BigFigure(speech.Say("solution"), "–", {speech.Say("solution.none")});
  std::vector<std::string> remarks = {
      speech.Say("solution.median", speech.Number(results.solved), speech.Length(*Percentile(lengths, 90)))};
  std::string more = speech.Say("solution.open", speech.Number(results.open));
  if (results.provisional != 0) {
    more += "; " + speech.Say("solution.provisional", speech.Number(results.provisional),
                              speech.Length(page.result.confirm_window));
  }
  remarks.push_back(more);
  return BigFigure(speech.Say("solution"), speech.Length(*median), remarks);
}

std::string Nps(const Speech& speech, const CustomerOutcomes& outcomes) {
  if (outcomes.answers == 0) return "–";
  const auto answers = static_cast<double>(outcomes.answers);
  const double score =
      100 * (static_cast<double>(outcomes.promoters) - static_cast<double>(outcomes.detractors)) / answers;
  const auto whole = static_cast<std::int64_t>(score < 0 ? score - 0.5 : score + 0.5);
  return speech.Say("nps.value", speech.Signed(whole), speech.Number(outcomes.answers));
}

std::string Left(const Speech& speech, const CustomerOutcomes& outcomes) {
  return speech.Say("sales.value", speech.Number(outcomes.left), Share(speech, outcomes.left, outcomes.customers));
}

std::string Compared(const PageContext& page) {
  const Speech& speech = page.speech;
  const CustomerOutcomes& looped = page.result.outcomes.groups[kLooped];
  const CustomerOutcomes& others = page.result.outcomes.groups[kUnlooped];
  const bool nps = page.result.outcomes.Answers() != 0;
  const bool left = page.Seen(Kind::kCustomerLeft);
  std::string html = Heading(3, speech.Say("compared"));
  HtmlTable table(speech.Say("compared"));
  for (const std::string& name : {std::string(), speech.Say("looped"), speech.Say("unlooped")}) table.Column(name);
  table.Row({Escaped(speech.Say("customers")), speech.Number(looped.customers), speech.Number(others.customers)});
  if (nps) table.Row({Escaped(speech.Say("nps")), Escaped(Nps(speech, looped)), Escaped(Nps(speech, others))});
  if (left) table.Row({Escaped(speech.Say("left")), Left(speech, looped), Left(speech, others)});
  if (nps || left) html += table.Html();
  std::string remark;
  const auto add = [&](const std::string& text) { remark += (remark.empty() ? "" : " ") + text; };
  if (!nps) add(speech.Say("nps.unknown"));
  if (!left) add(speech.Say("left.unknown"));
  if (nps && std::min(looped.answers, others.answers) < kComparedMin) {
    add(speech.Say("too_few", std::to_string(kComparedMin)));
  } else if (left && std::min(looped.customers, others.customers) < kComparedMin) {
    add(speech.Say("too_few_customers", std::to_string(kComparedMin)));
  } else if (nps || left) {
    add(speech.Say("no_cause"));
  }
  return html + Paragraph(remark, "quiet");
}

std::string SalesTable(const PageContext& page) {
  const Speech& speech = page.speech;
  if (!page.Seen(Kind::kSaleMade)) return Paragraph(speech.Say("sales.unknown"), "quiet");
  HtmlTable table(speech.Say("sales"));
  table.Column(speech.Say("sales"));
  table.Column(" ");
  const std::array<std::string, kSaleMoments> names = {speech.Say("sales.no_loop"), speech.Say("sales.round"),
                                                       speech.Say("sales.after")};
  for (std::size_t i = 0; i < names.size(); ++i) {
    const Sales& sales = page.result.outcomes.sales[i];
    table.Row({Escaped(names[i]),
               Escaped(speech.Say("sales.value", speech.Number(sales.sales), speech.Money(sales.amount_cents)))});
  }
  return table.Html();
}

}  // namespace

std::string ResultsSection(const PageContext& page) {
  std::string html = "<section>" + Heading(2, page.speech.Say("results"));
  html += "<div class=\"figures\">" + Broken(page) + DaysLost(page) + Cost(page) + ToSolution(page) + "</div>\n";
  html += Compared(page) + SalesTable(page) + Definitions(Topic::kResults, page.speech);
  return html + "</section>\n";
}

std::string WeeksSection(const PageContext& page) {
  std::string html = "<section>" + Heading(2, page.speech.Say("weeks"));
  html += page.result.weeks.size() < 3 ? Paragraph(page.speech.Say("weeks.short"), "quiet")
                                       : WeeksPicture(page.result.weeks, page.speech);
  return html + "</section>\n";
}

}  // namespace loopbreaker
