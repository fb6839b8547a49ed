// Coverage as text for a terminal and as JSON for programs.
#include <algorithm>

#include "coverage/findings.h"
#include "event/json_page.h"
#include "text/page.h"
#include "text/words.h"

namespace loopbreaker {
namespace {

std::string Sentence(const std::vector<std::string>& parts) {
  std::string text;
  for (const std::string& part : parts) text += (text.empty() ? "" : "; ") + part;
  return text;
}

class CoveragePage : private JsonPage {
 public:
  explicit CoveragePage(const CoverageResult& result) : result_(result) {}

  std::string Write() {
    out_.BeginObject();
    Pair("rulesFile", result_.rules_file);
    Pair("asOf", FormatTime(result_.clock));
    Pair("firstEvent", FormatTime(result_.first));
    Pair("latestEvent", FormatTime(result_.latest));
    Pair("events", result_.events);
    Pair("customers", result_.customers);
    Pair("loops", result_.loops);
    List("findings", result_.findings, [&](const std::string& finding) { out_.Text(finding); });
    List("rules", result_.rules, [&](const RuleCoverage& rule) { Rule(rule); });
    Object("contacts", [&] {
      Pair("all", result_.contacts);
      Pair("withoutCategory", result_.without_category);
      Pair("withoutDisposition", result_.without_disposition);
    });
    Pair("loopsWithoutCategory", result_.loops_without_category);
    Pair("provisionalCustomers", result_.provisional_customers);
    Pair("eventsOfNobody", result_.homeless_events);
    Object("workOrders", [&] {
      Pair("all", result_.work_orders);
      Pair("withoutVisit", result_.without_visit);
      List("samples", result_.without_visit_samples, [&](const std::string& id) { out_.Text(id); });
    });
    Pair("incidentsMedian", result_.incidents_median);
    List("proxies", result_.proxies, [&](const CustomerCount& proxy) {
      out_.BeginObject();
      Pair("customerId", proxy.customer);
      Pair("incidents", proxy.incidents);
      out_.EndObject();
    });
    Object("kinds", [&] {
      for (int kind = 1; kind < kKinds; ++kind) {
        Pair(NameOf(static_cast<Kind>(kind)), result_.kinds[static_cast<std::size_t>(kind)]);
      }
    });
    List("emptyFields", result_.empty_fields, [&](const std::string& name) { out_.Text(name); });
    out_.EndObject();
    return Take();
  }

 private:
  void Rule(const RuleCoverage& rule) {
    constexpr std::array<const char*, 3> kScopes = {"LOOP", "CUSTOMER", "PROCESS"};
    out_.BeginObject();
    Pair("rule", rule.id);
    Pair("scope", kScopes[static_cast<std::size_t>(rule.scope)]);
    Flag("shadow", rule.shadow);
    Pair("standing", NameOf(rule.standing));
    Pair("fired", rule.fired);
    List("why", rule.why, [&](const std::string& why) { out_.Text(why); });
    List("filters", rule.filters, [&](const FilterUse& use) {
      out_.BeginObject();
      Pair("place", use.place);
      Pair("filter", use.text);
      Pair("matched", use.matched);
      if (!use.why.empty()) Pair("why", use.why);
      out_.EndObject();
    });
    out_.EndObject();
  }

  const CoverageResult& result_;
};

// "cannot fire on this data", with the rules for which that is so.
void WriteStanding(const CoverageResult& result, Standing standing, const std::string& what, std::string& text) {
  std::vector<const RuleCoverage*> rules;
  for (const RuleCoverage& rule : result.rules) {
    if (rule.standing == standing) rules.push_back(&rule);
  }
  if (rules.empty()) return;
  text += "\n" + Grouped(rules.size()) + " of " + Counted(result.rules.size(), "rule", "rules") + " " + what + "\n";
  for (const RuleCoverage* rule : rules) {
    std::string line = "  " + rule->id + (rule->shadow ? " (shadow): " : ": ") + Sentence(rule->why) + ".";
    std::string wrapped;
    WriteWrapped(wrapped, line.substr(2), "    ");
    text += wrapped.substr(2);
  }
}

}  // namespace

std::string CoverageJson(const CoverageResult& result) { return CoveragePage(result).Write(); }

std::string CoverageText(const CoverageResult& result) {
  std::string text;
  WriteWrapped(text, "Rules: " + result.rules_file, "");
  WriteWrapped(text,
               Counted(result.events, "event", "events") + " of " + Counted(result.customers, "customer", "customers") +
                   " in " + Counted(result.loops, "loop", "loops") + ", " + MinuteText(result.first, result.zone) +
                   " to " + MinuteText(result.latest, result.zone) + " (" + LengthText(result.latest - result.first) +
                   ").",
               "");
  WriteStanding(result, Standing::kCannotFire, "cannot fire on this data", text);
  if (!result.findings.empty()) text += "\nThe data\n";
  for (const std::string& finding : result.findings) WriteWrapped(text, finding, "  ");
  WriteStanding(result, Standing::kNeverFired, "could have fired and never did", text);

  TextTable table(true);
  table.Row({"rule", "fired", "facts that match its filters"});
  std::vector<std::string> remarks;
  for (const RuleCoverage& rule : result.rules) {
    if (rule.standing != Standing::kFired) continue;
    std::vector<std::string> matched;
    for (const FilterUse& use : rule.filters) {
      matched.push_back(use.place + " " + Grouped(use.matched));
    }
    std::string cell;
    for (const std::string& each : matched) cell += (cell.empty() ? "" : ", ") + each;
    table.Row({rule.id + (rule.shadow ? " (shadow)" : ""), Grouped(rule.fired), cell});
    if (!rule.why.empty()) remarks.push_back(rule.id + ": " + Sentence(rule.why) + ".");
  }
  const bool any = std::any_of(result.rules.begin(), result.rules.end(),
                               [](const RuleCoverage& rule) { return rule.standing == Standing::kFired; });
  if (any) text += "\nRules that fired\n" + table.Text();
  for (const std::string& remark : remarks) WriteWrapped(text, remark, "  ");
  return text;
}

}  // namespace loopbreaker
