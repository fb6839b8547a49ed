// What was done for it: in all, and by category, team and contractor. No figure goes below a team.
#include "report/pictures.h"
#include "report/sections.h"
#include "text/words.h"

namespace loopbreaker {
namespace {

constexpr std::size_t kRowsShown = 12;

double Of(const Rate& rate) { return static_cast<double>(rate.hits) / static_cast<double>(rate.of); }

std::string DaysOf(const Speech& speech, int days) {
  return days == 1 ? speech.Say("day", "1") : speech.Say("days", std::to_string(days));
}

// "77 %" with its bar, "31 of 40" and how many are too young.
std::string RateRow(const Speech& speech, const std::string& label, const Rate& rate) {
  std::string html = "<tr><th scope=\"row\">" + Escaped(label) + "</th><td>" + Escaped(speech.Of(rate)) +
                     "</td><td class=\"picture\">";
  if (rate.of != 0) html += ShareBar(Of(rate), speech.Of(rate));
  std::vector<std::string> remarks;
  if (rate.of >= 10) remarks.push_back(speech.Say("rate", speech.Number(rate.hits), speech.Number(rate.of)));
  if (rate.young != 0) remarks.push_back(speech.Say("young", speech.Number(rate.young)));
  std::string remark;
  for (const std::string& each : remarks) remark += (remark.empty() ? "" : "; ") + each;
  return html + "<span class=\"quiet\">" + Escaped(remark) + "</span></td></tr>\n";
}

std::string PlainRow(const std::string& label, const std::string& value, const std::string& remark) {
  return "<tr class=\"total\"><th scope=\"row\">" + Escaped(label) + "</th><td>" + Escaped(value) +
         "</td><td class=\"quiet\">" + Escaped(remark) + "</td></tr>\n";
}

std::string GroupRow(const std::string& label) {
  return "<tr><th class=\"group\" scope=\"rowgroup\" colspan=\"3\">" + Escaped(label) + "</th></tr>\n";
}

// What is not in the data goes to `unknown`.
std::string ContactRows(const PageContext& page, std::vector<std::string>& unknown) {
  const Speech& speech = page.speech;
  const WorkFigures& work = page.result.work;
  if (work.contacts == 0) {
    unknown.push_back(speech.Say("contacts.unknown"));
    return {};
  }
  std::string html = PlainRow(speech.Say("contacts"), speech.Number(work.contacts),
                              work.redials == 0 ? "" : speech.Say("contacts.redials", speech.Number(work.redials)));
  if (work.timed == 0) {
    unknown.push_back(speech.Say("handle.unknown"));
  } else {
    html += PlainRow(speech.Say("handle"), speech.Minutes(work.handle / static_cast<std::int64_t>(work.timed)),
                     speech.Say("handle.of", speech.Number(work.timed)));
  }
  if (!page.Seen(Kind::kContactTransferred)) {
    unknown.push_back(speech.Say("transfers.unknown"));
  } else {
    const double per = 100 * static_cast<double>(work.transfers) / static_cast<double>(work.contacts);
    html += PlainRow(speech.Say("transfers"), speech.Number(work.transfers),
                     speech.Say("transfers.per", speech.Ratio(per)));
  }
  html += GroupRow(speech.Say("fcr"));
  for (std::size_t i = 0; i < kFirstContactDays.size(); ++i) {
    html += RateRow(speech, speech.Say("fcr.within", DaysOf(speech, kFirstContactDays[i])), work.first_contact[i]);
  }
  html += GroupRow(speech.Say("repeat"));
  for (std::size_t i = 0; i < kRepeatDays.size(); ++i) {
    html += RateRow(speech, speech.Say("repeat.within", DaysOf(speech, kRepeatDays[i])), work.repeats[i]);
  }
  return html;
}

std::string VisitRows(const PageContext& page, std::vector<std::string>& unknown) {
  const Speech& speech = page.speech;
  const WorkFigures& work = page.result.work;
  if (!page.Seen(Kind::kVisitCompleted)) {
    unknown.push_back(speech.Say("visits.unknown"));
    return {};
  }
  std::string remark = speech.Say("visits.failed", speech.Number(work.failed_visits));
  if (work.no_access + work.steps != 0) {
    remark += "; " + speech.Say("visits.left_out", speech.Number(work.no_access), speech.Number(work.steps));
  }
  std::string html = PlainRow(speech.Say("visits"), speech.Number(work.visits), remark) + GroupRow(speech.Say("ftf"));
  for (std::size_t i = 0; i < kFirstFixDays.size(); ++i) {
    html += RateRow(speech, speech.Say("ftf.within", DaysOf(speech, kFirstFixDays[i])), work.first_fix[i]);
  }
  return html;
}

// "12" with a bar as long as that is of `most`.
std::string WithBar(const std::string& text, double value, double most) {
  if (value <= 0) return Escaped(text);
  return Escaped(text) + ShareBar(most <= 0 ? 0 : value / most, text);
}

std::string RateCell(const Speech& speech, const Rate& rate) {
  if (rate.of == 0) return {};
  std::string html = Escaped(speech.Of(rate));
  if (rate.of >= 10)
    html += " <small>" + Escaped(speech.Say("rate", speech.Number(rate.hits), speech.Number(rate.of))) + "</small>";
  return html;
}

// Result above work: side by side they do not fit a page.
std::string PartTable(const PageContext& page, const std::vector<PartFigures>& parts, TextKey caption) {
  const Speech& speech = page.speech;
  HtmlTable got(speech.Say(caption) + ", " + speech.Say("results"));
  HtmlTable done(speech.Say(caption) + ", " + speech.Say("work"));
  for (const std::string& column :
       {speech.Say("results"), speech.Say("column.loops"), speech.Say("column.round"), speech.Say("column.broken"),
        speech.Say("column.avoidable"), speech.Say("column.lost"), speech.Say("column.solution")}) {
    got.Column(column);
  }
  const auto fcr = [&](int days) { return speech.Say("column.fcr", std::to_string(days)); };
  for (const std::string& column : {speech.Say("work"), speech.Say("column.contacts"), speech.Say("column.handle"),
                                    fcr(7), fcr(30), speech.Say("column.repeat", "7"), speech.Say("column.transfers"),
                                    speech.Say("column.visits"), speech.Say("column.ftf", "30")}) {
    done.Column(column);
  }
  double most = 0;
  for (const PartFigures& part : parts) most = std::max(most, static_cast<double>(part.results.avoidable_cents));
  const auto number = [&](std::uint64_t n) { return n == 0 ? std::string() : speech.Number(n); };
  bool worked = false;
  for (std::size_t i = 0; i < parts.size() && i < kRowsShown; ++i) {
    const PartFigures& part = parts[i];
    const ResultFigures& results = part.results;
    const WorkFigures& work = part.work;
    std::vector<Nanos> lengths = results.to_solution;
    const auto median = Percentile(lengths, 50);
    const bool costs = page.result.priced && results.avoidable_cents != 0;
    const std::string row = Escaped(part.name.empty() ? speech.Say("nothing_without") : part.name);
    got.Row({row, number(results.loops), number(results.went_round), number(results.broken),
             costs ? WithBar(speech.Money(results.avoidable_cents), static_cast<double>(results.avoidable_cents), most)
                   : std::string(),
             number(results.avoidable_days), median ? Escaped(speech.Length(*median)) : std::string()});
    done.Row({row, number(work.contacts),
              work.timed == 0 ? std::string() : speech.Minutes(work.handle / static_cast<std::int64_t>(work.timed)),
              RateCell(speech, work.first_contact[1]), RateCell(speech, work.first_contact[3]),
              RateCell(speech, work.repeats[0]), number(work.transfers), number(work.visits),
              RateCell(speech, work.first_fix[1])});
    worked = worked || work.contacts + work.visits + work.transfers != 0;
  }
  std::string html = worked ? "<div class=\"parts\">" + got.Html() + done.Html() + "</div>\n" : got.Html();
  if (parts.size() > kRowsShown) {
    html += Paragraph(speech.Say("more_rows", speech.Number(parts.size() - kRowsShown)), "quiet");
  }
  return html;
}

// A share of a contractor with its interval.
std::string Contracted(const Speech& speech, std::uint64_t hits, std::uint64_t of) {
  if (of == 0) return {};
  const double share = static_cast<double>(hits) / static_cast<double>(of);
  const Interval interval = Wilson95(hits, of);
  const std::string range = speech.Share(interval.low) + " – " + speech.Share(interval.high);
  return Escaped(speech.Share(share)) + " <small>" + Escaped(range) + "; " +
         Escaped(speech.Say("rate", speech.Number(hits), speech.Number(of))) + "</small>" +
         IntervalBar(share, interval, range);
}

std::string Contractors(const PageContext& page) {
  const Speech& speech = page.speech;
  const ReportResult& result = page.result;
  std::string html = Heading(2, speech.Say("contractors"));
  const std::string least = std::to_string(kContractorVisitsMin);
  if (!page.Seen(Kind::kVisitCompleted)) return html + NotKnown(page, speech.Say("no_such_fact", "visit_completed"));
  if (result.contractors.empty()) {
    return html + Paragraph(result.small_contractors == 0 ? speech.Say("contractors.unknown")
                                                          : speech.Say("contractors.none", least),
                            "quiet");
  }
  HtmlTable table(speech.Say("contractors"));
  for (const std::string& column :
       {speech.Say("name.contractor"), speech.Say("column.visits"), speech.Say("column.failed"),
        speech.Say("column.ftf", "14"), speech.Say("column.ftf", "30")}) {
    table.Column(column);
  }
  for (const PartFigures& part : result.contractors) {
    const WorkFigures& work = part.work;
    table.Row({Escaped(part.name), speech.Number(work.visits), Contracted(speech, work.failed_visits, work.visits),
               Contracted(speech, work.first_fix[0].hits, work.first_fix[0].of),
               Contracted(speech, work.first_fix[1].hits, work.first_fix[1].of)});
  }
  html += Paragraph(speech.Say("contractors.remark"), "quiet") + table.Html();
  if (result.small_contractors == 1) html += Paragraph(speech.Say("contractors.small_one", "1", least), "quiet");
  if (result.small_contractors > 1) {
    html += Paragraph(speech.Say("contractors.small", speech.Number(result.small_contractors), least), "quiet");
  }
  return html;
}

}  // namespace

std::string WorkSection(const PageContext& page) {
  std::vector<std::string> unknown;
  std::string html = "<section>" + Heading(2, page.speech.Say("work"));
  const std::string rows = ContactRows(page, unknown) + VisitRows(page, unknown);
  if (!rows.empty()) html += "<table class=\"work\"><tbody>\n" + rows + "</tbody></table>\n";
  for (const std::string& each : unknown) html += NotKnown(page, each);
  return html + Definitions(Topic::kWork, page.speech) + "</section>\n";
}

std::string PartsSections(const PageContext& page) {
  const Speech& speech = page.speech;
  std::string html = "<section>" + Heading(2, speech.Say("categories")) +
                     PartTable(page, page.result.categories, "categories") + Heading(2, speech.Say("teams"));
  if (page.result.teams.empty()) {
    html += Paragraph(speech.Say("teams.none"), "quiet");
  } else {
    html += Paragraph(speech.Say("teams.remark"), "quiet");
    html += PartTable(page, page.result.teams, "teams");
  }
  if (page.result.teams_of_one == 1) html += Paragraph(speech.Say("teams.of_one_one", "1"), "quiet");
  if (page.result.teams_of_one > 1) {
    html += Paragraph(speech.Say("teams.of_one", speech.Number(page.result.teams_of_one)), "quiet");
  }
  return html + Contractors(page) + Definitions(Topic::kParts, speech) + "</section>\n";
}

}  // namespace loopbreaker
