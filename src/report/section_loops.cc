// What to do: the loops to break first, what to change first, who waits on whom.
#include "reconcile/fact_line.h"
#include "reconcile/next_step.h"
#include "report/pictures.h"
#include "report/sections.h"
#include "text/words.h"

namespace loopbreaker {
namespace {

constexpr std::size_t kChangesShown = 12;
constexpr std::size_t kStandstillsShown = 10;
constexpr std::size_t kEndShown = 4;

std::string Joined(const std::vector<std::string>& texts) {
  std::string joined;
  for (const std::string& text : texts) joined += (joined.empty() ? "" : "; ") + text;
  return joined;
}

// A page is passed on more easily than a list of work: of a customer who is known by a number or address only, the end
// of it has to do.
std::string ShownCustomer(const std::string& customer) {
  const std::size_t colon = customer.find(':');
  if (!customer.starts_with('~') || colon == std::string::npos || customer.size() <= colon + 1 + kEndShown) {
    return customer;
  }
  return customer.substr(1, colon) + "…" + customer.substr(customer.size() - kEndShown);
}

std::vector<std::string> MissingOf(const LoopToBreak& loop, Language language) {
  std::vector<std::string> missing = loop.parts;
  missing.insert(missing.end(), loop.mandates.begin(), loop.mandates.end());
  for (int blocker = 1; blocker < v1::Blocker::Value_ARRAYSIZE; ++blocker) {
    const bool named = (blocker == v1::Blocker::NO_PARTS && !loop.parts.empty()) ||
                       (blocker == v1::Blocker::NO_AUTHORISATION && !loop.mandates.empty());
    if (((loop.blockers >> blocker) & 1) == 0 || named) continue;
    missing.emplace_back(WordFor(static_cast<v1::Blocker::Value>(blocker), language));
  }
  return missing;
}

std::string Entry(const PageContext& page, const LoopToBreak& loop) {
  const Speech& speech = page.speech;
  const std::string category = loop.category.empty() ? speech.Say("nothing_without") : loop.category;
  const std::string customer = ShownCustomer(loop.customer);
  std::string html = "<li><h3>" + Escaped(loop.unit.empty() ? speech.Say("loop.of", category, customer)
                                                            : speech.Say("loop.of_at", category, customer, loop.unit));
  const auto tag = [&](const std::string& text, const char* style) {
    html += std::string(" <span class=\"tag ") + style + "\">" + Escaped(text) + "</span>";
  };
  if (loop.severity != 0) {
    const std::string name = v1::Severity::Value_Name(static_cast<v1::Severity::Value>(loop.severity));
    tag(speech.SayAny("severity." + name, name), loop.severity >= v1::Severity::HIGH ? "grave" : "plain");
  }
  if (loop.vulnerable) tag(speech.Say("loop.vulnerable"), "plain");
  if (loop.proxy) tag(speech.Say("loop.proxy"), "plain");
  html += "</h3><dl class=\"facts\">";
  const auto fact = [&](TextKey name, const std::string& text) {
    if (!text.empty()) html += "<dt>" + Escaped(speech.Say(name)) + "</dt><dd>" + Escaped(text) + "</dd>";
  };
  fact("loop.why", loop.why.empty() ? speech.Say("loop.no_rule") : Joined(loop.why));
  fact("loop.missing", Joined(MissingOf(loop, speech.language())));
  fact("loop.next", NextStep({loop.blockers, loop.parts, loop.mandates, loop.waits_on, false}, speech.language()));
  fact("loop.team", loop.team);
  html += "</dl>";
  std::vector<std::string> figures = {speech.Say("loop.age", speech.Length(loop.age))};
  if (loop.cost_cents != 0) figures.push_back(speech.Money(loop.cost_cents));
  if (loop.customer_days != 0) figures.push_back(speech.Say("loop.days", speech.Number(loop.customer_days)));
  if (loop.contacts != 0) figures.push_back(speech.Say("loop.contacts", speech.Number(loop.contacts)));
  if (loop.visits != 0) {
    figures.push_back(speech.Say("loop.visits", speech.Number(loop.visits), speech.Number(loop.failed_visits)));
  }
  if (loop.reopens != 0) figures.push_back(speech.Say("loop.reopens", speech.Number(loop.reopens)));
  return html + Paragraph(Joined(figures), "quiet") + "</li>\n";
}

std::string TextOf(const Speech& speech, const ProcessChange& change) {
  switch (change.kind) {
    case ChangeKind::kPart:
      return speech.Say("change.PART", change.what);
    case ChangeKind::kMandate:
      return speech.Say("change.MANDATE", change.what);
    case ChangeKind::kBlocker:
      return speech.SayAny("change." + change.what, change.what);
    case ChangeKind::kFeedback:
      break;
  }
  std::vector<std::string> group = change.group;
  for (std::string& value : group) {
    v1::Blocker::Value blocker{};
    if (v1::Blocker::Value_Parse(value, &blocker)) value = std::string(WordFor(blocker, speech.language()));
  }
  return change.title + ": " + Joined(group) + (change.open ? " " + speech.Say("changes.open") : "");
}

}  // namespace

std::string ToBreakSection(const PageContext& page) {
  const Speech& speech = page.speech;
  const ReportResult& result = page.result;
  if (result.to_break.empty()) {
    return "<section>" + Heading(2, speech.Say("to_break_none")) + Paragraph(speech.Say("to_break.none"), "quiet") +
           "</section>\n";
  }
  const std::string head = result.to_break.size() == 1 ? speech.Say("to_break_one")
                                                       : speech.Say("to_break", speech.Number(result.to_break.size()));
  const std::string of = result.to_break_all == 1 ? speech.Say("to_break.all_one")
                                                  : speech.Say("to_break.all", speech.Number(result.to_break_all));
  std::string html = "<section>" + Heading(2, head) + Paragraph(of, "quiet") + "<ol class=\"loops\">\n";
  for (const LoopToBreak& loop : result.to_break) html += Entry(page, loop);
  return html + "</ol>\n" + Definitions(Topic::kToBreak, speech) + "</section>\n";
}

std::string ChangesSection(const PageContext& page) {
  const Speech& speech = page.speech;
  const std::vector<ProcessChange>& changes = page.result.changes;
  std::string html = "<section>" + Heading(2, speech.Say("changes"));
  if (changes.empty()) return html + Paragraph(speech.Say("changes.none"), "quiet") + "</section>\n";
  HtmlTable table(speech.Say("changes"));
  for (const std::string& column :
       {speech.Say("changes.what"), speech.Say("column.avoidable"), speech.Say("changes.cost"),
        speech.Say("column.days"), speech.Say("column.loops"), speech.Say("customers"), speech.Say("changes.seen")}) {
    table.Column(column);
  }
  double most = 0;
  for (const ProcessChange& change : changes) most = std::max(most, static_cast<double>(change.avoidable_cents));
  for (std::size_t i = 0; i < changes.size() && i < kChangesShown; ++i) {
    const ProcessChange& change = changes[i];
    std::string avoidable;
    std::string cost;
    if (page.result.priced && change.cost_cents != 0) {
      avoidable = speech.Money(change.avoidable_cents);
      cost = speech.Money(change.cost_cents);
      const double share = most <= 0 ? 0 : static_cast<double>(change.avoidable_cents) / most;
      avoidable = Escaped(avoidable) + ShareBar(std::max(0.0, share), avoidable);
    }
    table.Row({Escaped(TextOf(speech, change)), avoidable, Escaped(cost), speech.Number(change.customer_days),
               speech.Number(change.loops), speech.Number(change.customers), speech.Number(change.facts)});
  }
  html += Paragraph(speech.Say("changes.remark"), "quiet") + table.Html();
  if (changes.size() > kChangesShown) {
    html += Paragraph(speech.Say("more_rows", speech.Number(changes.size() - kChangesShown)), "quiet");
  }
  return html + Definitions(Topic::kChanges, speech) + "</section>\n";
}

namespace {

std::string PartyName(const Speech& speech, v1::WaitsOn::Value party) {
  return speech.SayAny("waits." + v1::WaitsOn::Value_Name(party), "");
}

std::string StandstillsTable(const PageContext& page) {
  const Speech& speech = page.speech;
  const std::vector<StandstillSum>& sums = page.result.standstills;
  Nanos all{0};
  for (const StandstillSum& sum : sums) all += sum.total;
  if (all == Nanos{0}) return {};
  HtmlTable table(speech.Say("standstills"));
  for (const std::string& column : {speech.Say("waits.on"), speech.Say("standstills.after"),
                                    speech.Say("standstills.time"), speech.Say("standstills.loops")}) {
    table.Column(column);
  }
  for (std::size_t i = 0; i < sums.size() && i < kStandstillsShown; ++i) {
    const StandstillSum& sum = sums[i];
    const double share = static_cast<double>(sum.total.count()) / static_cast<double>(all.count());
    table.Row({Escaped(PartyName(speech, sum.at.on)), Escaped(WordFor(sum.at.after, speech.language())),
               Escaped(speech.Length(sum.total)) + " <small>" + Escaped(speech.Share(share)) + "</small>",
               speech.Number(sum.loops)});
  }
  std::string html = Heading(3, speech.Say("standstills")) + table.Html();
  if (sums.size() > kStandstillsShown) {
    html += Paragraph(speech.Say("more_rows", speech.Number(sums.size() - kStandstillsShown)), "quiet");
  }
  return html;
}

}  // namespace

std::string WaitsSection(const PageContext& page) {
  const Speech& speech = page.speech;
  std::string html = "<section>" + Heading(2, speech.Say("waits"));
  if (!page.Seen(Kind::kWaitStarted)) {
    return html + Paragraph(speech.Say("waits.unknown"), "quiet") + "</section>\n";
  }
  HtmlTable table(speech.Say("waits"));
  for (const std::string& column :
       {speech.Say("waits.on"), speech.Say("waits.now"), speech.Say("waits.longest"), speech.Say("waits.total")}) {
    table.Column(column);
  }
  Nanos all{0};
  for (const Waiting& waiting : page.result.waiting) all += waiting.total;
  std::vector<double> shares;
  std::string told;
  constexpr std::array<int, 3> kOrder = {v1::WaitsOn::COMPANY, v1::WaitsOn::CUSTOMER, v1::WaitsOn::THIRD_PARTY};
  for (std::size_t i = 0; i < kOrder.size(); ++i) {
    const Waiting& waiting = page.result.waiting[static_cast<std::size_t>(kOrder[i])];
    const std::string name = PartyName(speech, static_cast<v1::WaitsOn::Value>(kOrder[i]));
    const double share =
        all == Nanos{0} ? 0 : static_cast<double>(waiting.total.count()) / static_cast<double>(all.count());
    shares.push_back(share);
    told += (told.empty() ? "" : ", ") + name + " " + speech.Share(share);
    table.Row({"<span class=\"swatch part" + std::to_string(i + 1) + "\"></span> " + Escaped(name),
               speech.Number(waiting.loops),
               waiting.loops == 0 ? std::string() : Escaped(speech.Length(waiting.longest)),
               waiting.total == Nanos{0}
                   ? std::string()
                   : Escaped(speech.Length(waiting.total)) + " <small>" + Escaped(speech.Share(share)) + "</small>"});
  }
  table.Row({Escaped(speech.Say("waits.nobody")), speech.Number(page.result.waiting[0].loops), "", ""});
  if (all > Nanos{0}) html += StackedBar(shares, speech.Say("waits.alt", told));
  return html + table.Html() + StandstillsTable(page) + Definitions(Topic::kWaits, speech) + "</section>\n";
}

}  // namespace loopbreaker
