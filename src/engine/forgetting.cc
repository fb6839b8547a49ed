#include "engine/forgetting.h"

#include <algorithm>
#include <array>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "base/hash.h"

namespace loopbreaker {
namespace {

constexpr std::array<Field, 5> kReferences = {Field::kCaseId, Field::kWorkOrderId, Field::kVisitId, Field::kPromiseId,
                                              Field::kContactId};

// Something that a cut may not go through.
struct Stretch {
  Instant from;
  Instant until;
};

Stretch StretchOf(const Fold& fold, const Loop& loop) {
  const Instant alive =
      loop.resolved ? AddSaturated(loop.resolved_at, fold.settings().confirm_window) : fold.ExpiresAt(loop);
  return {loop.first_time, std::max({alive, loop.last_fact, loop.last_activity})};
}

}  // namespace

bool HasFactBefore(std::string_view facts, const TextPool& pool, Instant t) {
  Fact fact;
  while (!facts.empty()) {
    Unpack(History::TakeRecord(facts), pool, fact);
    if (fact.time < t) return true;
  }
  return false;
}

Instant ForgettableBefore(const Fold& fold, std::string_view facts, const TextPool& pool, Instant old) {
  std::vector<Stretch> spans;
  for (LoopIndex loop = 0; loop < fold.loops(); ++loop) spans.push_back(StretchOf(fold, fold.loop(loop)));
  // Contacts, versions of one fact, which may lie at different times, and whatever shares a reference: the earliest
  // loop that has one keeps it from later ones, until it is forgotten with it.
  absl::flat_hash_map<std::uint64_t, Stretch> together;
  const auto join = [&](std::uint64_t what, Instant at) {
    Stretch& span = together.emplace(what, Stretch{at, at}).first->second;
    span = {std::min(span.from, at), std::max(span.until, at)};
  };
  Fact fact;
  while (!facts.empty()) {
    Unpack(History::TakeRecord(facts), pool, fact);
    join(IdentityHash(fact.source, fact.id), fact.time);
    for (const Field field : kReferences) {
      if (fact.Has(field)) join(Combine(Hash64(InfoOf(field).name), Hash64(fact.Text(field))), fact.time);
    }
    if (fact.kind == Kind::kLetterSent)
      spans.push_back({fact.time, AddSaturated(fact.time, fold.settings().letter_window)});
  }
  for (const auto& [what, span] : together) spans.push_back(span);
  // Each that the cut goes through moves it to its beginning, where only those that began earlier can be in the way.
  std::sort(spans.begin(), spans.end(), [](const Stretch& a, const Stretch& b) { return a.from > b.from; });
  Instant cut = old;
  for (const Stretch& span : spans) {
    if (span.from < cut && span.until >= cut) cut = span.from;
  }
  return cut;
}

}  // namespace loopbreaker
