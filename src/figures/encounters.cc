#include "figures/encounters.h"

#include <algorithm>
#include <map>
#include <set>

#include "base/hash.h"

namespace loopbreaker {
namespace {

// Who calls again this soon after a call was cut off or put down has not come back: it is the same call.
constexpr Nanos kRedial = minutes{10};

bool SameProblem(const Fold& fold, LoopIndex a, LoopIndex b) {
  if (a == b) return true;
  const Loop& first = fold.loop(a);
  const Loop& second = fold.loop(b);
  return first.category != 0 && first.category == second.category &&
         (first.unit == 0 || second.unit == 0 || first.unit == second.unit);
}

// Encounters that may be about the same problem, by time.
std::map<std::uint64_t, std::vector<const Encounter*>> ByProblem(const Fold& fold, const std::vector<Encounter>& list) {
  std::map<std::uint64_t, std::vector<const Encounter*>> groups;
  for (const Encounter& each : list) {
    const std::uint64_t category = fold.loop(each.loop).category;
    groups[category != 0 ? category : each.loop].push_back(&each);
  }
  for (auto& [problem, group] : groups) {
    std::stable_sort(group.begin(), group.end(),
                     [](const Encounter* a, const Encounter* b) { return a->began < b->began; });
  }
  return groups;
}

// An encounter, with what of the same problem came before and after it. Those that the same people made at once are
// one.
struct Turn {
  const Encounter* first = nullptr;
  Instant ended{};
  std::uint64_t redials = 0;
  bool first_of_loop = true;
  Instant before = Instant::min();  // end of the one before
  Instant after = kNever;           // beginning of the next one
};

std::vector<Turn> TurnsOf(const Fold& fold, const std::vector<const Encounter*>& group, Nanos redial) {
  std::vector<Turn> turns;
  std::set<LoopIndex> loops;
  for (const Encounter* each : group) {
    const bool first_of_loop = loops.insert(each->loop).second;
    const auto last = std::find_if(turns.rbegin(), turns.rend(),
                                   [&](const Turn& turn) { return SameProblem(fold, turn.first->loop, each->loop); });
    if (last != turns.rend() && redial > Nanos{0} && each->began - last->ended < redial) {
      last->ended = std::max(last->ended, each->ended);
      ++last->redials;
      continue;
    }
    Turn turn{each, each->ended, 0, first_of_loop};
    if (last != turns.rend()) {
      turn.before = last->ended;
      last->after = each->began;
    }
    turns.push_back(turn);
  }
  return turns;
}

// Whether it is the first of its loop, with none of an earlier loop in the `days` before, and if so whether it was
// enough.
template <typename Enough>
void CountFirst(const Turn& turn, int days, Instant clock, Enough enough, const std::vector<WorkFigures*>& places,
                const std::function<Rate&(WorkFigures&)>& rate) {
  const Nanos window = Days{days};
  if (!turn.first_of_loop || (turn.before != Instant::min() && turn.first->began - turn.before < window)) return;
  const bool young = clock - turn.ended < window;
  const bool hit = enough() && (turn.after == kNever || turn.after - turn.ended >= window);
  for (WorkFigures* place : places) {
    Rate& counted = rate(*place);
    if (young) {
      ++counted.young;
    } else {
      ++counted.of;
      counted.hits += hit ? 1 : 0;
    }
  }
}

bool NobodyHome(const Encounter& visit) {
  return visit.outcome == v1::Outcome::NOT_FIXED && visit.blockers == std::int64_t{1} << v1::Blocker::NO_ACCESS;
}

}  // namespace

void Encounters::Clear() {
  contacts_.clear();
  visits_.clear();
  known_contacts_.clear();
  known_visits_.clear();
  loop_of_contact_.clear();
}

Encounter& Encounters::Of(std::vector<Encounter>& list, absl::flat_hash_map<Key, std::size_t>& known, LoopIndex loop,
                          std::uint64_t reference, Slot slot, Instant began) {
  // One without reference is one by itself.
  const Key key = {loop, reference != 0 ? reference : Combine(slot + 1, 1)};
  const auto [at, fresh] = known.try_emplace(key, list.size());
  if (fresh) {
    Encounter& encounter = list.emplace_back();
    encounter.loop = loop;
    encounter.began = began;
  }
  return list[at->second];
}

void Encounters::Take(const Fact& fact, Slot slot, LoopIndex loop, const History& history) {
  if (loop == kNone) return;
  if (IsInboundContact(fact)) {
    const std::uint64_t contact = Hash64(fact.Text(Field::kContactId));
    Encounter& encounter = Of(contacts_, known_contacts_, loop, contact, slot, history.Began(fact));
    encounter.ended = fact.time;
    if (encounter.by.empty()) encounter.by = std::string(fact.Text(Field::kTeam));
    encounter.timed = encounter.timed || fact.Has(Field::kHandleTime);
    encounter.handle += Nanos{fact.Number(Field::kHandleTime)};
    if (contact != 0) encounter.counted_before = loop_of_contact_.try_emplace(contact, loop).first->second != loop;
  } else if (fact.kind == Kind::kVisitCompleted) {
    Encounter& encounter = Of(visits_, known_visits_, loop, Hash64(fact.Text(Field::kVisitId)), slot, fact.time);
    encounter.ended = fact.time;
    if (fact.Has(Field::kContractor)) encounter.by = std::string(fact.Text(Field::kContractor));
    encounter.outcome = fact.Number(Field::kOutcome);
    encounter.blockers = fact.Number(Field::kBlockers);
  }
}

void Encounters::Count(const Fold& fold, Instant clock, const Places& contacts, const Places& visits) {
  for (const Encounter& contact : contacts_) {
    places_.clear();
    contacts(contact, places_);
    for (std::size_t i = 0; i < places_.size(); ++i) {
      // A contact about two loops is one contact, but one of each of their categories.
      const bool of_category = i == kCategoryPlace;
      if (contact.counted_before && !of_category) continue;
      WorkFigures& work = *places_[i];
      ++work.contacts;
      work.timed += contact.timed ? 1 : 0;
      work.handle += contact.handle;
    }
  }
  for (const auto& [problem, group] : ByProblem(fold, contacts_)) {
    for (const Turn& turn : TurnsOf(fold, group, kRedial)) {
      places_.clear();
      contacts(*turn.first, places_);
      for (WorkFigures* work : places_) {
        work->redials += turn.redials;
        for (std::size_t i = 0; i < kRepeatDays.size(); ++i) {
          ++work->repeats[i].of;
          const bool repeat =
              turn.before != Instant::min() && turn.first->began - turn.before < Nanos{Days{kRepeatDays[i]}};
          work->repeats[i].hits += repeat ? 1 : 0;
        }
      }
      for (std::size_t i = 0; i < kFirstContactDays.size(); ++i) {
        CountFirst(
            turn, kFirstContactDays[i], clock, [] { return true; }, places_,
            [i](WorkFigures& work) -> Rate& { return work.first_contact[i]; });
      }
    }
  }

  std::vector<Encounter> counted;
  for (const Encounter& visit : visits_) {
    places_.clear();
    visits(visit, places_);
    const bool step = visit.outcome == 0 || visit.outcome == v1::Outcome::STEP_DONE;
    const bool nobody = NobodyHome(visit);
    for (WorkFigures* work : places_) {
      work->steps += step ? 1 : 0;
      work->no_access += nobody ? 1 : 0;
      if (step || nobody) continue;
      ++work->visits;
      work->failed_visits += visit.outcome != v1::Outcome::FIXED ? 1 : 0;
    }
    if (!step && !nobody) counted.push_back(visit);
  }
  for (const auto& [problem, group] : ByProblem(fold, counted)) {
    for (const Turn& turn : TurnsOf(fold, group, Nanos{0})) {
      places_.clear();
      visits(*turn.first, places_);
      for (std::size_t i = 0; i < kFirstFixDays.size(); ++i) {
        CountFirst(
            turn, kFirstFixDays[i], clock, [&] { return turn.first->outcome == v1::Outcome::FIXED; }, places_,
            [i](WorkFigures& work) -> Rate& { return work.first_fix[i]; });
      }
    }
  }
}

}  // namespace loopbreaker
