#include "coverage/findings.h"
#include "report/html.h"
#include "report/sections.h"
#include "text/words.h"

namespace loopbreaker {
namespace {

constexpr std::size_t kProxiesShown = 5;

constexpr const char* kStyle = R"(<style>
:root{--ink:#1c2430;--quiet:#4f5a68;--line:#d5dae1;--blue:#1d5fa8;--orange:#b4500a;--soft:#eef1f5;--range:#8fb3dc}
*{box-sizing:border-box}html{font-size:93.75%}
body{font:1rem/1.45 system-ui,"DejaVu Sans",sans-serif;max-width:76rem;margin:1.5rem auto;padding:0 1rem;
color:var(--ink);background:#fff;overflow-wrap:break-word}
h1{font-size:1.6rem;line-height:1.2;margin:0 0 .5rem}h2{font-size:1.2rem;margin:2.2rem 0 .5rem;break-after:avoid}
h3{font-size:1rem;margin:1rem 0 .2rem;break-after:avoid}p{margin:.35rem 0}
.quiet,small,figcaption,.ends,.axis,cite{color:var(--quiet);font-size:.87rem;font-style:normal}
.note{border-left:4px solid var(--orange);padding:.3rem .8rem;background:#fdf3ec;margin:.5rem 0}
.pair{display:grid;grid-template-columns:repeat(2,minmax(0,1fr));gap:0 2.5rem}
.figures{display:grid;grid-template-columns:repeat(2,minmax(0,1fr));gap:.8rem}
.figure{border:1px solid var(--line);border-radius:6px;padding:.6rem .8rem;break-inside:avoid}
.figure h3{margin:0;font-weight:600;color:var(--quiet);font-size:.9rem}
.big{font-size:1.7rem;font-weight:650;line-height:1.2;margin:.1rem 0;font-variant-numeric:tabular-nums}
.figure .quiet{margin:.15rem 0;line-height:1.35}
.wide{overflow-x:auto}.wide:focus-visible,summary:focus-visible{outline:2px solid var(--blue)}
table{border-collapse:collapse;width:100%;font-variant-numeric:tabular-nums;margin:.3rem 0}
th,td{text-align:right;vertical-align:top;padding:.28rem .45rem;border-bottom:1px solid var(--line)}
th:first-child,td:first-child{text-align:left;padding-left:0}
thead th{font-weight:600;color:var(--quiet);font-size:.87rem;vertical-align:bottom}
tbody th{font-weight:400;min-width:7.5rem}tr{break-inside:avoid}small{white-space:nowrap}
.parts th,.parts td{padding:.25rem .3rem}.parts thead th{font-size:.8rem}
.parts table{font-size:.9rem}.parts small{display:block;font-size:.8rem}.parts svg.bar{min-width:3.5rem}
.parts tbody th{min-width:6rem}
.work th{width:46%}.work td:nth-child(2){width:16%;font-weight:600;white-space:nowrap}
.work td:nth-child(3){text-align:left}
.work .group{font-weight:600;padding-top:.9rem}.work .total th{font-weight:600}
svg.bar{display:block;width:100%;min-width:5rem;height:.5rem;margin:.25rem 0 .1rem}svg.tall{height:1.4rem}
.picture svg.bar{margin:.4rem 0 .15rem}
rect.rest{fill:var(--soft)}rect.full{fill:var(--blue)}rect.range{fill:var(--range)}rect.mark{fill:var(--ink)}
rect.part1{fill:var(--orange)}rect.part2{fill:var(--range)}rect.part3{fill:var(--ink)}
.swatch{display:inline-block;width:.8em;height:.8em;vertical-align:-.05em}
.swatch.part1{background:var(--orange)}.swatch.part2{background:var(--range)}.swatch.part3{background:var(--ink)}
figure{margin:.5rem 0;break-inside:avoid}
svg.weeks{display:block;width:100%;height:12rem;border-bottom:1px solid var(--quiet);border-top:1px dotted var(--line)}
rect.began{fill:var(--range)}polyline{fill:none;stroke-width:2;vector-effect:non-scaling-stroke}
polyline.open{stroke:var(--ink)}polyline.round{stroke:var(--orange);stroke-dasharray:6 4;stroke-width:2.5}
svg.key{width:1.6rem;height:.7rem;vertical-align:-.05rem}figcaption span{margin-right:1.2rem;white-space:nowrap}
.ends{display:flex;justify-content:space-between}
.loops{padding-left:1.6rem;columns:2;column-gap:2.5rem}.loops li{break-inside:avoid;margin-bottom:.9rem}
.loops h3{margin:0}
dl.facts{display:grid;grid-template-columns:max-content minmax(0,1fr);gap:.1rem .7rem;margin:.2rem 0}
dl.facts dt{color:var(--quiet)}dl.facts dd{margin:0}
.tag{display:inline-block;font-size:.8rem;font-weight:600;
padding:0 .45rem;border-radius:3px;background:var(--soft);color:var(--ink)}
.tag.grave{background:var(--orange);color:#fff}
details{margin:.6rem 0;font-size:.9rem}summary{color:var(--blue);cursor:pointer}details dl{margin:.3rem 0 0}
details dt{font-weight:600;margin-top:.4rem}details dd{margin:0;max-width:46rem}
@media(max-width:800px){.pair{display:block}.loops{columns:1}}
@media(max-width:420px){.figures{grid-template-columns:1fr}.wide table{width:max-content;min-width:100%}
.wide th:first-child{max-width:11rem}}
@media print{@page{margin:14mm}html{font-size:10px}body{margin:0;padding:0;max-width:none}h2{margin-top:1.2rem}
.pair{display:grid}.wide{overflow:visible}.wide table{font-size:.9rem}
th,td{padding:.15rem .25rem}svg.bar{min-width:2rem}
*{-webkit-print-color-adjust:exact;print-color-adjust:exact}
details::details-content{content-visibility:visible;display:block}summary{color:var(--quiet);list-style:none}
svg.weeks{height:8rem}}
</style>
)";

std::string Notes(const PageContext& page) {
  const Speech& speech = page.speech;
  const CoverageResult& coverage = page.result.coverage;
  std::string html;
  if (!coverage.proxies.empty()) {
    std::string names;
    for (std::size_t i = 0; i < coverage.proxies.size() && i < kProxiesShown; ++i) {
      names += (names.empty() ? "" : ", ") + coverage.proxies[i].customer + " (" +
               speech.Number(coverage.proxies[i].incidents) + ")";
    }
    if (coverage.proxies.size() > kProxiesShown) {
      names += " " + speech.Say("and_more", speech.Number(coverage.proxies.size() - kProxiesShown));
    }
    const std::string n = speech.Number(coverage.proxies.size());
    html += Paragraph(
        (coverage.proxies.size() == 1 ? speech.Say("proxies_one", n, names) : speech.Say("proxies", n, names)) + " " +
            speech.Say("proxies.advice", ProxiesLine(coverage)),
        "note");
  }
  if (coverage.provisional_customers != 0) {
    const std::string n = speech.Number(coverage.provisional_customers);
    html += Paragraph(coverage.provisional_customers == 1 ? speech.Say("provisional_customers_one", n)
                                                          : speech.Say("provisional_customers", n),
                      "note");
  }
  return html;
}

}  // namespace

std::string ReportHtml(const ReportResult& result, const RuleSettings& settings, Language language) {
  const Speech speech(settings, language);
  const PageContext page{result, speech};
  const std::string title = Escaped(speech.Say("title"));
  std::string html = "<!doctype html>\n<html lang=\"" + speech.Say("lang") +
                     "\"><head><meta charset=\"utf-8\">"
                     "<meta name=\"viewport\" content=\"width=device-width,initial-scale=1\">\n<title>" +
                     title + "</title>\n" + kStyle + "</head><body>\n<header><h1>" + title + "</h1>\n";
  html += Paragraph(speech.Say("about", speech.Number(result.coverage.events), speech.Number(result.coverage.customers),
                               speech.Number(result.coverage.loops), speech.Day(result.first),
                               speech.Day(result.latest), speech.Day(result.clock), result.rules_file),
                    "quiet");
  html += Paragraph(speech.Say("what_is_a_loop")) + Notes(page) + "</header>\n<main>\n";
  html += "<div class=\"pair\">" + ResultsSection(page) + WorkSection(page) + "</div>\n";
  html += WeeksSection(page) + ToBreakSection(page) + ChangesSection(page) + DecisionsSection(page) +
          EffectsSection(page) + WorkaroundsSection(page) + PilesSections(page) + WaitsSection(page);
  html += PartsSections(page) + RulesSection(page);
  return html + "</main>\n<footer>" + Paragraph(speech.Say("privacy"), "quiet") + "</footer>\n</body></html>\n";
}

}  // namespace loopbreaker
