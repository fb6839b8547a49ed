#include "simulation/simulation.h"

#include <algorithm>
#include <cstdlib>
#include <fstream>
#include <regex>
#include <sstream>

#include "engine/final_table.h"
#include "event/timestamp.h"
#include "rules/load.h"

namespace loopbreaker {
namespace {

std::shared_ptr<const RuleSet> LoadRuleFile(RuleFile which) {
  const std::string path = PathOf(which);
  std::ifstream file(path);
  std::stringstream text;
  text << file.rdbuf();
  Diagnostics errors;
  const auto loaded = LoadRules(text.str(), path, errors);
  if (loaded == nullptr) {
    for (const Diagnostic& error : errors.list()) ADD_FAILURE() << ToText(error);
    std::abort();
  }
  return loaded;
}

std::shared_ptr<const RuleSet> RulesOf(RuleFile which) {
  static const std::shared_ptr<const RuleSet> rules[] = {LoadRuleFile(RuleFile::kRich),
                                                         LoadRuleFile(RuleFile::kDefault)};
  return rules[static_cast<std::size_t>(which)];
}

FinalTable TableOf(const std::vector<std::string>& lines, bool groups) {
  std::string text;
  for (const std::string& line : lines) text += line + "\n";
  FinalTable table = ReadFinalTable(text);
  std::erase_if(table, [groups](const auto& entry) { return groups != (entry.second.at("scope") == "\"PROCESS\""); });
  if (groups) {
    for (auto& [about, row] : table) row.erase("evidence");
  }
  return table;
}

}  // namespace

std::string PathOf(RuleFile which) {
  return std::string(LOOPBREAKER_SOURCE_DIR) +
         (which == RuleFile::kRich ? "/tests/vectors/12-confirm/rules.yaml" : "/rules/default.yaml");
}

std::string NameOf(const SimulationCase& simulated) {
  return (simulated.rules == RuleFile::kRich ? "rich_" : "default_") + std::string(NameOf(simulated.shape));
}

std::uint64_t Seeds(std::uint64_t usual) {
  const char* given = std::getenv("LOOPBREAKER_SEEDS");
  return given == nullptr ? usual : std::strtoull(given, nullptr, 10);
}

World::World(const SimulationCase& simulated, std::uint64_t seed, int evidence_limit) : directory_("NL") {
  const auto rules = std::make_shared<RuleSet>(*RulesOf(simulated.rules));
  rules->settings.evidence_limit = evidence_limit;
  rules_ = std::make_unique<RuleIndex>(rules);
  if (seed % 2 == 0) FillDirectory(directory_);
  chance_ = std::make_unique<RandomHistory>(seed, simulated.shape, rules->ids);
}

Instant World::PresentAfter(const std::vector<v1::ContactEvent>& events) {
  Instant latest = Instant::min();
  for (const v1::ContactEvent& event : events) {
    latest = std::max(latest, TimeOf(event.event_time()));
  }
  constexpr int kDaysLater[] = {0, 0, 1, 14, 60, 180, 410};
  return latest + Days{kDaysLater[chance_->Below(std::size(kDaysLater))]};
}

void World::Remember(const std::vector<v1::ContactEvent>& events, FactStore& store) const {
  Refusal refusal;
  for (const v1::ContactEvent& event : events) store.Add(event, kLatest, refusal);
}

std::vector<std::string> World::VerdictLines(const FactStore& store, Instant clock) const {
  std::vector<std::string> lines;
  WriteFinalVerdicts(store, *rules_, clock, [&](const std::string& line) { lines.push_back(line); });
  std::sort(lines.begin(), lines.end());
  return lines;
}

std::vector<std::string> World::LoopLines(const FactStore& store, Instant clock) const {
  std::vector<std::string> lines;
  WriteFinalLoops(store, *rules_, clock, [&](const std::string& line) { lines.push_back(line); });
  std::sort(lines.begin(), lines.end());
  return lines;
}

FinalTable World::Escalations(const FactStore& store, Instant clock) const {
  return TableOf(VerdictLines(store, clock), false);
}

FinalTable World::Escalations(const FactStore& store, Instant clock, const Pseudonyms& pseudonyms) const {
  static const std::regex provisional("\"customerId\":\"(~[^\"]*)\"");
  std::vector<std::string> lines = VerdictLines(store, clock);
  for (std::string& line : lines) {
    std::smatch match;
    if (!std::regex_search(line, match, provisional)) continue;
    line = match.prefix().str() + "\"customerId\":\"" + pseudonyms.HideProvisional(match[1].str()) + "\"" +
           match.suffix().str();
  }
  return TableOf(lines, false);
}

FinalTable World::Feedback(const FactStore& store, Instant clock) const {
  return TableOf(VerdictLines(store, clock), true);
}

}  // namespace loopbreaker
