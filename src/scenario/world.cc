#include "scenario/world.h"

#include <array>

#include "event/timestamp.h"
#include "reconcile/fact_line.h"
#include "rules/process.h"
#include "scenario/when.h"

namespace loopbreaker {
namespace {

std::string PerOf(const Verdict& verdict, const History& history) {
  if (verdict.per_from == kNoSlot) return {};
  Fact fact;
  history.View(verdict.per_from, fact);
  return std::string(fact.Text(std::get<AbsenceCondition>(verdict.rule->condition).per));
}

SeenVerdict Seen(const Verdict& verdict, std::string_view customer, const History& history) {
  SeenVerdict seen;
  seen.rule = verdict.rule;
  seen.customer = customer;
  seen.per = PerOf(verdict, history);
  seen.open = verdict.open;
  seen.opened_at = verdict.opened_at;
  seen.resolved_at = verdict.resolved_at;
  seen.ended_by = verdict.ended_by;
  seen.activities = verdict.activities;
  seen.level = verdict.level;
  Fact fact;
  for (const Slot slot : verdict.evidence) {
    history.ViewOwn(slot, fact);
    seen.evidence.emplace_back(fact.id);
  }
  return seen;
}

constexpr std::array<std::string_view, 4> kStatusNames = {"open", "resolved", "closed", "expired"};

}  // namespace

World::World(const RuleTest& test, const RuleIndex& rules, Instant until)
    : rules_(rules),
      directory_(rules.set().settings.phone_region),
      store_(rules.set().settings, directory_, {}, nullptr) {
  for (const v1::Customer& customer : test.customers) directory_.Put(customer);
  Refusal refusal;
  for (std::size_t i = 0; i < test.events.size(); ++i) {
    const auto& time = test.events[i].event_time();
    if (TimeOf(time) > until) continue;
    if (store_.Add(test.events[i], until, refusal) == FactStore::Outcome::kDead) {
      dead_.emplace_back(test.event_lines[i], std::string(NameOf(refusal.reason)) + ": " + refusal.detail);
    }
  }
}

void World::Load(CustomerIndex customer, History& history, Judge& judge, Instant clock) const {
  history.SetCustomer(store_.customers().NameOf(customer));
  history.Load(store_.customers().Facts(customer));
  judge.Clear();
  judge.TakeUntil(clock);
}

std::vector<SeenVerdict> World::VerdictsAt(Instant clock) {
  std::vector<SeenVerdict> seen;
  ProcessGroups groups(rules_);
  History history(store_.settings().history, store_.pool());
  Judge judge(history, rules_, groups, 0);
  std::map<std::pair<CustomerIndex, Slot>, std::string> ids;  // of what process rules count
  std::vector<Verdict> verdicts;
  std::vector<Observation> observations;
  Fact fact;
  for (CustomerIndex customer = 0; customer < store_.customers().size(); ++customer) {
    Load(customer, history, judge, clock);
    verdicts.clear();
    for (LoopIndex loop = 0; loop < judge.fold().loops(); ++loop) judge.LoopVerdicts(loop, clock, verdicts);
    judge.CustomerVerdicts(clock, verdicts);
    for (const Verdict& verdict : verdicts) seen.push_back(Seen(verdict, store_.customers().NameOf(customer), history));
    observations.clear();
    judge.Observations(clock, observations);
    for (const Observation& observation : observations) {
      history.ViewOwn(observation.slot, fact);
      ids[{customer, observation.slot}] = fact.id;
      groups.Add(observation.group, {observation.time, observation.value, customer, observation.slot, kNone});
    }
  }
  ProcessVerdict verdict;
  for (const std::uint64_t group : groups.AllGroups()) {
    if (!groups.VerdictOf(group, clock, verdict)) continue;
    SeenVerdict& out = seen.emplace_back();
    out.rule = verdict.rule;
    out.group = groups.NamesOf(group);
    out.open = verdict.open;
    out.opened_at = verdict.opened_at;
    out.resolved_at = verdict.resolved_at;
    out.ended_by = verdict.ended_by;
    out.activities = verdict.activities;
    for (const GroupEntry& entry : verdict.evidence) out.evidence.push_back(ids.at({entry.customer, entry.slot}));
  }
  return seen;
}

std::vector<std::string> World::TimelineAt(Instant clock, const std::string& wanted) {
  const absl::TimeZone zone = store_.settings().history.calendar.zone();
  std::vector<std::string> lines;
  ProcessGroups groups(rules_);
  History history(store_.settings().history, store_.pool());
  Judge judge(history, rules_, groups, 0);
  Fact fact;
  for (CustomerIndex customer = 0; customer < store_.customers().size(); ++customer) {
    const std::string name(store_.customers().NameOf(customer));
    if (!wanted.empty() && name != wanted) continue;
    Load(customer, history, judge, clock);
    const Fold& fold = judge.fold();
    const auto add_facts = [&](LoopIndex loop) {
      for (std::size_t i = 0; i < judge.taken(); ++i) {
        const Slot slot = history.SlotAt(i);
        if (fold.LoopOf(slot) != loop) continue;
        history.View(slot, fact);
        lines.push_back("  " + FormatWhen(fact.time, zone) + "  " + std::string(fact.id) + "  " +
                        LineOf(fact, store_.settings()));
      }
    };
    for (LoopIndex i = 0; i < fold.loops(); ++i) {
      const Loop& loop = fold.loop(i);
      if (fold.ForgottenAt(loop, clock)) continue;
      std::string category = "without a category";
      if (loop.category_from != kNoSlot) {
        history.View(loop.category_from, fact);
        category = fact.subject;
      }
      lines.push_back(name + ", " + category + ", " +
                      std::string(kStatusNames[static_cast<std::size_t>(fold.StatusAt(loop, clock))]) + ":");
      add_facts(i);
    }
    const std::size_t before = lines.size();
    add_facts(kNone);
    if (lines.size() > before)
      lines.insert(lines.begin() + static_cast<std::ptrdiff_t>(before), name + ", in no loop:");
  }
  return lines;
}

}  // namespace loopbreaker
