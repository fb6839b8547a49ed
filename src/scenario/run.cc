#include "scenario/run.h"

#include <algorithm>
#include <map>
#include <memory>
#include <set>

#include "event/timestamp.h"
#include "scenario/compare.h"
#include "scenario/when.h"
#include "scenario/world.h"

namespace loopbreaker {
namespace {

constexpr std::size_t kTimelineLinesMax = 40;

class Runner {
 public:
  Runner(const RuleTest& test, const RuleTestFile& file)
      : test_(test), file_(file), rules_(file.rules), zone_(file.rules->settings.history.calendar.zone()) {}

  std::vector<std::string> Run() {
    for (const auto& [line, why] : WorldUntil(test_.end).dead()) {
      failures_.push_back("  " + Place(line) + ": the event cannot be used: " + why + "\n");
    }
    for (const Expectation& expectation : test_.expect) Check(expectation);
    if (!test_.silent.empty()) CheckSilence();
    return std::move(failures_);
  }

 private:
  std::string Place(int line) const { return file_.file + ":" + std::to_string(line); }

  // At a clock only what has happened by then exists, revisions included.
  World& WorldUntil(Instant clock) {
    auto& world = worlds_[clock];
    if (world == nullptr) world = std::make_unique<World>(test_, rules_, clock);
    return *world;
  }

  void Check(const Expectation& expectation) {
    World& world = WorldUntil(expectation.at);
    const auto rows = Compare(expectation, world.VerdictsAt(expectation.at), zone_);
    if (rows.empty()) return;
    std::string text =
        "  " + Place(expectation.line) + ": " + expectation.rule_id + " at " + FormatWhen(expectation.at, zone_) + "\n";
    text += SideBySide(rows);
    failures_.push_back(text + Timeline(world, expectation.at, expectation.customer));
  }

  // A verdict that was there once is remembered, resolved or not, unless it is forgotten later: so every instant is
  // asked that something happened at. The facts are those of the end: what a correction has taken back was never true.
  void CheckSilence() {
    World& world = WorldUntil(test_.end);
    std::set<Instant> clocks = {test_.end};
    for (const v1::ContactEvent& event : test_.events) {
      clocks.insert(TimeOf(event.event_time()));
    }
    std::set<std::string> told;
    for (const Instant clock : clocks) {
      for (const SeenVerdict& verdict : world.VerdictsAt(clock)) {
        const std::string& id = verdict.rule->id;
        if (std::find(test_.silent.begin(), test_.silent.end(), id) == test_.silent.end()) continue;
        if (!told.insert(id).second) continue;
        failures_.push_back("  " + Place(test_.line) + ": " + id + " was to be silent, and was active from " +
                            FormatWhen(verdict.opened_at, zone_) + "\n" + Timeline(world, clock, verdict.customer));
      }
    }
  }

  std::string Timeline(World& world, Instant clock, const std::string& customer) {
    std::string text;
    std::vector<std::string> lines = world.TimelineAt(clock, customer);
    const std::size_t shown = std::min(lines.size(), kTimelineLinesMax);
    for (std::size_t i = 0; i < shown; ++i) text += "      " + lines[i] + "\n";
    if (shown < lines.size()) text += "      and " + std::to_string(lines.size() - shown) + " lines more\n";
    if (lines.empty())
      text += "      nothing has happened" + (customer.empty() ? "" : " with " + customer) + " by then\n";
    return text;
  }

  const RuleTest& test_;
  const RuleTestFile& file_;
  RuleIndex rules_;
  absl::TimeZone zone_;
  std::map<Instant, std::unique_ptr<World>> worlds_;
  std::vector<std::string> failures_;
};

}  // namespace

RuleTestResult RunRuleTest(const RuleTest& test, const RuleTestFile& file) {
  return {test.name, test.line, Runner(test, file).Run()};
}

}  // namespace loopbreaker
