// Ids are stable: a fact that comes late changes what an escalation says, not what it is called.
#include <algorithm>

#include "engine/stream.h"
#include "rules/process.h"
#include "rules/target.h"
#include "simulation/simulation.h"
#include "support/published.h"

namespace loopbreaker {
namespace {

// A fold from scratch, which tells the loop of every fact and the instances that have a verdict.
class Folded {
 public:
  Folded(const World& world, const FactStore& store, CustomerIndex customer, Instant clock)
      : groups_(world.rules()),
        history_(store.settings().history, store.pool()),
        judge_(history_, world.rules(), groups_, 0) {
    history_.SetCustomer(store.customers().NameOf(customer));
    history_.Load(store.customers().Facts(customer));
    judge_.TakeUntil(clock);
    clock_ = clock;
  }
  LoopIndex LoopOf(const EscalationId& id) const {
    const Slot slot = history_.Find(id.source, id.id);
    return slot == kNoSlot ? kNone : judge_.fold().LoopOf(slot);
  }
  bool HasVerdict(LoopIndex loop, const EscalationId& id) const {
    std::vector<Verdict> verdicts;
    judge_.LoopVerdicts(loop, clock_, verdicts);
    return std::any_of(verdicts.begin(), verdicts.end(),
                       [&](const Verdict& verdict) { return verdict.rule->id == id.rule && PerOf(verdict) == id.per; });
  }

 private:
  std::string PerOf(const Verdict& verdict) const {
    if (verdict.per_from == kNoSlot) return "";
    Fact fact;
    history_.View(verdict.per_from, fact);
    return std::string(fact.Text(std::get<AbsenceCondition>(verdict.rule->condition).per));
  }
  ProcessGroups groups_;
  History history_;
  Judge judge_;
  Instant clock_{};
};

// What must have become of the escalations that stood before a late fact, in one customer.
void ExpectIdsHeld(const Folded& folded, std::string_view customer, const PublishedTable& before,
                   const PublishedTable& after) {
  struct Held {
    EscalationId id;
    int order = 0;
  };
  // By the instance that finds them now: those that stood, the oldest first.
  std::map<std::string, std::vector<Held>> instances;
  for (const auto& [text, row] : before.escalations()) {
    const auto id = ParseEscalationId(text);
    if (!PublishedTable::Standing(row) || id->customer != customer || !id->has_fact) continue;
    const LoopIndex loop = folded.LoopOf(*id);
    const PublishedTable::Row& now = after.escalations().at(text);
    if (loop == kNone) {
      EXPECT_FALSE(PublishedTable::Standing(now)) << text << " has lost its fact and stands";
      continue;
    }
    if (!folded.HasVerdict(loop, *id)) {
      EXPECT_FALSE(PublishedTable::Standing(now)) << text << " has no verdict and stands";
      EXPECT_EQ(now.last.superseded_by(), "") << text;
      continue;
    }
    instances[std::to_string(loop) + "|" + id->rule + "|" + id->per].push_back({*id, row.order});
  }
  for (auto& [name, held] : instances) {
    std::sort(held.begin(), held.end(), [](const Held& a, const Held& b) { return a.order < b.order; });
    const std::string stays = ToText(held.front().id);
    EXPECT_TRUE(PublishedTable::Standing(after.escalations().at(stays))) << stays << " is the oldest of its loop";
    for (std::size_t i = 1; i < held.size(); ++i) {
      const v1::Escalation& joined = after.escalations().at(ToText(held[i].id)).last;
      EXPECT_EQ(joined.state(), v1::State::RETRACTED) << joined.id();
      EXPECT_EQ(joined.superseded_by(), stays) << joined.id();
    }
  }
}

class LateFactSimulation : public SimulationTest {};

TEST_P(LateFactSimulation, IdsKeepFindingTheLoopThatHasTheirFact) {
  for (std::uint64_t seed = 1; seed <= Seeds(40) && !HasFailure(); ++seed) {
    SCOPED_TRACE("seed " + std::to_string(seed));
    World world(GetParam(), seed);
    const auto events = world.chance().Events(100);
    PublishedTable published;
    Stream stream(world.rules(), world.directory(), published);
    Refusal refusal;
    for (const v1::ContactEvent& event : events) {
      published.BeginEvent();
      stream.Add(event, kLatest, refusal);
    }
    published.BeginEvent();
    stream.Finish(std::nullopt);
    for (int late = 0; late < 10 && !HasFailure(); ++late) {
      const PublishedTable before = published;
      const v1::ContactEvent fact = world.chance().LateFact(events);
      SCOPED_TRACE("late fact " + std::to_string(late) + ": " + fact.ShortDebugString());
      published.BeginEvent();
      stream.Add(fact, kLatest, refusal);
      for (CustomerIndex customer = 0; customer < stream.store().customers().size(); ++customer) {
        const Folded folded(world, stream.store(), customer, stream.clock());
        ExpectIdsHeld(folded, stream.store().customers().NameOf(customer), before, published);
      }
    }
    EXPECT_EQ(published.problems(), "");
  }
}

INSTANTIATE_TEST_SUITE_P(Histories, LateFactSimulation, kEveryCase, CaseName);

}  // namespace
}  // namespace loopbreaker
