#include "explain/story.h"

#include <array>
#include <map>

#include "rules/target.h"

namespace loopbreaker {
namespace {

// In the order in which a fold asks them.
constexpr std::array<Field, 5> kReferences = {Field::kCaseId, Field::kWorkOrderId, Field::kVisitId, Field::kPromiseId,
                                              Field::kContactId};

using Bindings = std::map<std::pair<Field, std::string>, LoopIndex>;

// The reference by which a fact joined the loop that it joined.
std::optional<Field> ReferenceOf(const Fact& fact, LoopIndex loop, const Bindings& bindings) {
  for (const Field field : kReferences) {
    if (!fact.Has(field)) continue;
    const auto bound = bindings.find({field, std::string(fact.Text(field))});
    if (bound != bindings.end() && bound->second == loop) return field;
  }
  return std::nullopt;
}

}  // namespace

Story TellStory(const History& history, const RuleIndex& rules, Instant clock) {
  Journal journal(0);
  Fold fold(history, journal);
  Bindings bindings;
  Story story;
  Fact fact;
  for (std::size_t i = 0; i < history.size(); ++i) {
    const Slot slot = history.SlotAt(i);
    if (history.TimeOf(slot) > clock) break;
    history.View(slot, fact);
    Target target;
    if (fact.kind == Kind::kSupervisorActed) target = FindTarget(fact, rules, history, fold);
    Step step;
    const LoopIndex chosen = fold.Choose(fact, target.loop, step);
    const Loop before = chosen == kNone ? Loop{} : fold.loop(chosen);
    fold.Attach(fact, slot, step);

    StoryFact& told = story.facts.emplace_back();
    told.slot = slot;
    told.loop = step.loop;
    // It joins no loop, and ends them all.
    if (fact.kind == Kind::kCustomerLeft) {
      for (LoopIndex loop = 0; loop < story.waits.size(); ++loop)
        story.waits[loop].Look(fold, fold.loop(loop), fact.time);
    }
    if (step.loop == kNone) continue;
    const Loop& after = fold.loop(step.loop);
    if (story.waits.size() <= step.loop) story.waits.resize(step.loop + 1);
    story.waits[step.loop].Look(fold, after, fact.time);
    told.opened = step.created;
    told.only_one = step.only_one;
    told.reopened = !step.created && after.reopens > before.reopens;
    told.pending = after.pending && !before.pending;
    told.resolved = after.resolved && (step.created || !before.resolved || before.resolved_at != after.resolved_at);
    told.by_word = after.by_word;
    told.end = step.end && !told.resolved;
    if (!step.created) told.reference = ReferenceOf(fact, step.loop, bindings);
    if (!step.touches) continue;
    for (const Field field : kReferences) {
      if (fact.Has(field)) bindings.try_emplace({field, std::string(fact.Text(field))}, step.loop);
    }
  }
  return story;
}

}  // namespace loopbreaker
