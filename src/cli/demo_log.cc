#include "cli/demo_log.h"

#include <algorithm>
#include <cstdio>
#include <map>
#include <tuple>
#include <vector>

#include "cli/demo_data.h"
#include "engine/final_table.h"
#include "engine/stream.h"

namespace loopbreaker {
namespace {

constexpr std::size_t kWorstMax = 3;

// Keeps of each customer the escalation of the loop that went round most.
class WorstLoops final : public RevisionSink {
 public:
  void OnEscalation(const EscalationRevision& revision) override {
    const v1::Escalation& escalation = revision.escalation;
    if (revision.removed || escalation.scope() != v1::Scope::LOOP) return;
    auto [place, added] = by_customer_.try_emplace(escalation.customer_id(), escalation);
    if (!added && (escalation.id() == place->second.id() || Rounds(place->second) < Rounds(escalation))) {
      place->second = escalation;
    }
  }
  void OnFeedback(const v1::Feedback&, bool) override {}

  std::vector<v1::Escalation> Worst() const {
    std::vector<v1::Escalation> worst;
    for (const auto& [customer, escalation] : by_customer_) worst.push_back(escalation);
    std::stable_sort(worst.begin(), worst.end(),
                     [](const v1::Escalation& a, const v1::Escalation& b) { return Rounds(b) < Rounds(a); });
    worst.resize(std::min(worst.size(), kWorstMax));
    return worst;
  }

 private:
  static std::tuple<std::int64_t, int, std::int64_t> Rounds(const v1::Escalation& escalation) {
    const v1::Measures& measures = escalation.measures();
    return {measures.reopens(), static_cast<int>(escalation.severity()), measures.age_seconds()};
  }

  std::map<std::string, v1::Escalation> by_customer_;
};

void TellRules(const RuleIndex& rules, const FinalSummary& done, DemoPage& page) {
  for (std::size_t i = 0; i < rules.set().rules.size(); ++i) {
    const std::uint64_t found = done.open[i] + done.resolved[i];
    if (found == 0) continue;
    const Rule& rule = rules.set().rules[i];
    char line[160];
    std::snprintf(line, sizeof line, "  %-20s %3llu  ", rule.id.c_str(), static_cast<unsigned long long>(found));
    page.Write(line, "to " + rule.route + ": " + rule.title);
  }
}

std::string Days(std::int64_t length_seconds) { return Counted((length_seconds + 43'200) / 86'400, "day", "days"); }

std::string Described(const v1::Escalation& escalation) {
  const v1::Measures& measures = escalation.measures();
  std::string line = escalation.category() + ": came back " + Counted(measures.reopens(), "time", "times") + " in " +
                     Days(measures.age_seconds());
  if (measures.waiting_on_customer_seconds() >= 86'400) {
    line += ", " + Days(measures.waiting_on_customer_seconds()) + " of them waiting for the caller";
  }
  return line + ", last team " + escalation.last_team() + "; to " + escalation.desk();
}

}  // namespace

bool TellRealLog(const RuleIndex& rules, DemoPage& page, std::string& error) {
  DemoData data;
  if (!ReadUci(data, error)) return false;
  const Directory directory(rules.set().settings.phone_region);
  WorstLoops worst;
  Stream stream(rules, directory, worst);
  Refusal refusal;
  for (const v1::ContactEvent& event : data.events) {
    if (stream.Add(event, kLatest, refusal)) continue;
    error = refusal.detail;
    return false;
  }
  stream.Finish(std::nullopt);
  const FinalSummary done = WriteFinalVerdicts(stream.store(), rules, stream.clock(), [](const std::string&) {});

  page.Heading("A REAL LOG: a year of an IT service desk, 150 callers");
  page.Write("", "Excerpt of Amaral, Fantinato, Peres (UCI, 2018), doi.org/10.24432/C57S4H, CC BY 4.0.");
  page.Write("", Counted(static_cast<std::int64_t>(data.events.size()), "event", "events") + ", " +
                     Counted(stream.store().customers().size(), "customer", "customers") + ", " +
                     Counted(static_cast<std::int64_t>(done.loops), "loop", "loops") + "; " +
                     Counted(static_cast<std::int64_t>(data.ignored), "row", "rows") +
                     " say nothing new. What the same rules found:");
  TellRules(rules, done, page);
  page.Write("", "No event here says who took a case on: nobody-owns-it is what took over two business days.");
  page.Write("", "Most in a loop:");
  for (const v1::Escalation& escalation : worst.Worst()) {
    std::string lead = "  " + escalation.customer_id();
    lead.resize(std::max<std::size_t>(lead.size(), 13), ' ');
    page.Write(lead + "  ", Described(escalation));
  }
  page.Write("", "The same again in the sources, each revision a line of JSON:");
  page.Write("  ", "loopbreaker replay examples/uci/incidents_excerpt.csv \\");
  page.Write("    ", "--mapping mappings/uci_incidents.yaml --rules rules/default.yaml");
  return true;
}

}  // namespace loopbreaker
