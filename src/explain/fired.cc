#include "explain/fired.h"

#include <algorithm>
#include <array>

namespace loopbreaker {
namespace {

constexpr std::array<Phrase, 7> kEndings = {Phrase::kEndedCondition, Phrase::kEndedDismissed, Phrase::kEndedResolved,
                                            Phrase::kEndedLeft,      Phrase::kEndedExpired,   Phrase::kEndedCondition,
                                            Phrase::kEndedWindow};

std::vector<Pause> PausesOf(const Verdict& verdict, const Judge& judge) {
  std::vector<Pause> pauses;
  if (verdict.loop == kNone) return pauses;
  const auto rule = static_cast<std::uint32_t>(verdict.rule - judge.rules().set().rules.data());
  const Judge::Memory memory = judge.memory();
  for (std::uint32_t i = judge.fold().loop(verdict.loop).first_instance; i != kNone; i = memory.instances[i].next) {
    const Instance& instance = memory.instances[i];
    if (instance.rule != rule || instance.root || instance.per_from != verdict.per_from) continue;
    for (std::uint32_t p = instance.activity.pauses; p != kNone; p = memory.pauses[p].previous)
      pauses.push_back(memory.pauses[p]);
  }
  std::reverse(pauses.begin(), pauses.end());
  return pauses;
}

std::string DeskOf(const Rule& rule, int level) {
  const std::string& desk = rule.ladder[static_cast<std::size_t>(level)].to;
  return desk.empty() ? rule.route : desk;
}

}  // namespace

std::vector<std::string> TellVerdict(const Verdict& verdict, const History& history, const Judge& judge,
                                     const Wording& wording, Instant clock) {
  const Rule& rule = *verdict.rule;
  Fact fact;
  std::string text = rule.id + " (" + v1::Severity::Value_Name(rule.severity) + ", " + rule.title + ")";
  if (verdict.per_from != kNoSlot) {
    history.View(verdict.per_from, fact);
    text.append(" ").append(fact.Text(std::get<AbsenceCondition>(rule.condition).per));
  }
  text += ": ";
  if (verdict.open) {
    text += wording.Say(Phrase::kOpenSince, wording.When(verdict.opened_at));
    // In scope customer pauses live in the window: there only the level is told.
    if (rule.ladder.size() > 1 && verdict.loop != kNone) {
      const std::vector<Pause> pauses = PausesOf(verdict, judge);
      const auto reached = [&](int level) {
        return ReachedAt(rule.ladder[static_cast<std::size_t>(level)], verdict.opened_at, pauses, wording.calendar());
      };
      text += "; " + wording.Say(Phrase::kAtLevel, verdict.level, DeskOf(rule, verdict.level),
                                 wording.When(reached(verdict.level)));
      const int next = verdict.level + 1;
      if (next < static_cast<int>(rule.ladder.size()) && reached(next) != kNever && reached(next) > clock) {
        text += "; " + wording.Say(Phrase::kNextLevel, next, DeskOf(rule, next), wording.When(reached(next)));
      }
    }
  } else {
    text += wording.Say(Phrase::kActiveFromTo, wording.When(verdict.opened_at), wording.When(verdict.resolved_at),
                        wording.Say(kEndings[static_cast<std::size_t>(verdict.ended_by)]));
  }
  if (verdict.activities > 1) text += ", " + wording.Say(Phrase::kTimes, verdict.activities);
  std::vector<std::string> lines = {std::move(text)};
  for (const Slot slot : verdict.evidence) {
    history.View(slot, fact);
    lines.push_back(wording.When(fact.time) + "  " + wording.Line(fact, true));
  }
  return lines;
}

}  // namespace loopbreaker
