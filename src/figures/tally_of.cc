#include "figures/tally_of.h"

#include <algorithm>
#include <array>
#include <map>
#include <optional>
#include <tuple>

#include "base/hash.h"
#include "figures/encounters.h"
#include "figures/results.h"
#include "figures/stays.h"

namespace loopbreaker {
namespace {

// So long after the last fact every window has passed, and nothing is left out because more might come.
constexpr Nanos kLongAfter = Days{60};

template <std::size_t N>
void AddRates(const std::array<Rate, N>& rates, Figure of, Figure hits, TallyPart& part) {
  for (std::size_t i = 0; i < N; ++i) {
    if (rates[i].of == 0) continue;
    part.Add(static_cast<Figure>(of + i), static_cast<std::int64_t>(rates[i].of));
    part.Add(static_cast<Figure>(hits + i), static_cast<std::int64_t>(rates[i].hits));
  }
}

void AddWork(const WorkFigures& work, TallyPart& part) {
  const auto add = [&part](Figure figure, std::uint64_t number) {
    if (number != 0) part.Add(figure, static_cast<std::int64_t>(number));
  };
  add(figure::kContacts, work.contacts);
  add(figure::kRedials, work.redials);
  add(figure::kTimed, work.timed);
  part.Add(figure::kHandleSeconds, work.handle / seconds{1});
  add(figure::kTransfers, work.transfers);
  add(figure::kVisits, work.visits);
  add(figure::kFailedVisits, work.failed_visits);
  add(figure::kNoAccess, work.no_access);
  add(figure::kSteps, work.steps);
  AddRates(work.first_contact, figure::kFirstContactOf, figure::kFirstContactEnough, part);
  for (std::size_t i = 0; i < work.repeats.size(); ++i)
    add(static_cast<Figure>(figure::kRepeats + i), work.repeats[i].hits);
  AddRates(work.first_fix, figure::kFirstFixOf, figure::kFirstFixEnough, part);
}

void AddResult(const LoopResult& loop, TallyPart& part) {
  ResultFigures results;
  Add(loop, results);
  const auto add = [&part](Figure figure, std::uint64_t number) {
    if (number != 0) part.Add(figure, static_cast<std::int64_t>(number));
  };
  add(figure::kLoops, results.loops);
  add(figure::kOpen, results.open);
  add(figure::kWentRound, results.went_round);
  add(figure::kBroken, results.broken);
  add(figure::kStillRound, results.still_round);
  add(figure::kLeft, results.left);
  add(figure::kQuiet, results.quiet);
  add(figure::kSolved, results.solved);
  add(figure::kProvisional, results.provisional);
  part.Add(figure::kCostCents, results.cost_cents);
  part.Add(figure::kAvoidableCents, results.avoidable_cents);
  add(figure::kCustomerDays, results.customer_days);
  add(figure::kAvoidableDays, results.avoidable_days);
  for (const Nanos took : results.to_solution) part.Add(figure::kSolutionSeconds, took / seconds{1});
}

class Taker {
 public:
  Taker(const Fold& fold, const RuleSettings& settings, LocalDays& days, Instant clock)
      : fold_(fold),
        history_(fold.history()),
        settings_(settings),
        days_(days),
        clock_(clock),
        stays_(fold.loops(), settings.history.calendar) {
    firsts_.Clear(fold.loops());
    deviations_.resize(fold.loops());
    categories_.resize(fold.loops());
    for (LoopIndex loop = 0; loop < fold.loops(); ++loop) {
      const Slot from = fold.loop(loop).category_from;
      if (from == kNoSlot) continue;
      history_.View(from, fact_);
      categories_[loop] = std::string(fact_.subject);
    }
  }

  TallyParts Take(std::size_t taken, Instant* changes) {
    for (std::size_t i = 0; i < taken; ++i) {
      const Slot slot = history_.SlotAt(i);
      const LoopIndex loop = fold_.JoinedBy(slot);
      history_.View(slot, fact_);
      last_ = fact_.time;
      TakeFact(slot, loop);
    }
    CountEncounters();
    Instant next = kNever;
    for (LoopIndex loop = 0; loop < fold_.loops(); ++loop) next = std::min(next, TakeLoop(loop));
    for (const auto& [category, day] : workaround_days_) {
      parts_[{TallyKind::kWorkaround, day, category}].Add(figure::kWorkaroundCustomers, 1);
    }
    if (changes != nullptr) *changes = next;
    std::erase_if(parts_, [](const auto& entry) { return entry.second.empty(); });
    return std::move(parts_);
  }

 private:
  TallyPart& Part(TallyKind kind, Instant at, const std::string& name) { return parts_[{kind, days_.Of(at), name}]; }

  void TakeFact(Slot slot, LoopIndex loop) {
    if (fact_.Has(Field::kTeam) && fact_.Has(Field::kAgent)) {
      const auto agent = static_cast<Figure>(Hash64(fact_.Text(Field::kAgent)) % figure::kAgentSlots);
      Part(TallyKind::kTeam, fact_.time, std::string(fact_.Text(Field::kTeam)))
          .Add(static_cast<Figure>(figure::kAgents + agent), 1);
    }
    if (loop == kNone) return;
    encounters_.Take(fact_, slot, loop, history_);
    stays_.Take(fact_, loop);
    if (fact_.kind == Kind::kContactTransferred) {
      Part(TallyKind::kCategory, fact_.time, categories_[loop]).Add(figure::kTransfers, 1);
    } else if (fact_.kind == Kind::kVisitCompleted) {
      firsts_.Take(fact_, slot, loop);
    } else if (fact_.kind == Kind::kCaseResolved && fact_.Number(Field::kDeviation) != 0) {
      deviations_[loop].push_back({fact_.time, std::string(fact_.Text(Field::kDeviationNote))});
    }
  }

  void CountEncounters() {
    std::map<std::pair<std::int32_t, LoopIndex>, WorkFigures> work;  // by the first loop of a category
    std::map<std::string, LoopIndex> first_of;
    for (LoopIndex loop = 0; loop < fold_.loops(); ++loop) first_of.try_emplace(categories_[loop], loop);
    WorkFigures all;  // which nobody asks for
    const auto places = [&](const Encounter& encounter, std::vector<WorkFigures*>& out) {
      const LoopIndex category = first_of.at(categories_[encounter.loop]);
      out = {&all, &work[{days_.Of(encounter.began), category}]};
    };
    encounters_.Count(fold_, AddSaturated(last_, kLongAfter), places, places);
    for (const auto& [at, figures] : work) {
      AddWork(figures, parts_[{TallyKind::kCategory, at.first, categories_[at.second]}]);
    }
  }

  // Answers when time alone changes what is said of it.
  Instant TakeLoop(LoopIndex index) {
    const Loop& loop = fold_.loop(index);
    const std::string& category = categories_[index];
    const LoopResult result =
        ResultOf(fold_, loop, firsts_.CentsOf(index, settings_.history.callout_fee_cents), clock_);
    AddResult(result, Part(TallyKind::kCategory, loop.first_time, category));
    if (result.ended != kNever) Part(TallyKind::kCategory, result.ended, category).Add(figure::kEnded, 1);
    for (const Stay& stay : stays_.Of(index, result.ended)) TakeStay(stay);
    if (result.solved) TakeSolved(index, result);
    if (result.unsettled) return fold_.UnsettledUntil(loop);
    return result.provisional ? AddSaturated(loop.resolved_at, settings_.history.confirm_window) : kNever;
  }

  void TakeStay(const Stay& stay) {
    Part(TallyKind::kTeam, stay.from, stay.team).Add(figure::kIn, 1);
    if (stay.until == kNever) return;
    TallyPart& part = Part(TallyKind::kTeam, stay.until, stay.team);
    part.Add(figure::kOut, 1);
    if (stays_.Length(stay, settings_.LeadTimeOf(stay.team), clock_) > settings_.LeadTimeOf(stay.team).length) {
      part.Add(figure::kLate, 1);
    }
  }

  void TakeSolved(LoopIndex index, const LoopResult& result) {
    const Figure slot = TookSlot(result.took);
    if (deviations_[index].empty()) {
      if (!result.round) return;
      Part(TallyKind::kWorkaround, result.ended, categories_[index])
          .Add(static_cast<Figure>(figure::kOrdinaryTook + slot), 1);
      return;
    }
    TallyPart& part = Part(TallyKind::kWorkaround, result.ended, categories_[index]);
    part.Add(figure::kWorkarounds, 1);
    part.Add(static_cast<Figure>(figure::kWorkaroundTook + slot), 1);
    for (const TallyText& note : deviations_[index]) {
      if (!note.text.empty()) part.texts.push_back(note);
    }
    std::int32_t& day = workaround_days_.try_emplace(categories_[index], days_.Of(result.ended)).first->second;
    day = std::max(day, days_.Of(result.ended));
  }

  const Fold& fold_;
  const History& history_;
  const RuleSettings& settings_;
  LocalDays& days_;
  Instant clock_;
  Encounters encounters_;
  FirstVisits firsts_;
  Stays stays_;
  std::vector<std::vector<TallyText>> deviations_;       // by loop
  std::vector<std::string> categories_;                  // by loop
  std::map<std::string, std::int32_t> workaround_days_;  // the latest
  TallyParts parts_;
  Instant last_{};
  Fact fact_;
};

}  // namespace

TallyParts TallyOf(const Fold& fold, std::size_t taken, const RuleSettings& settings, LocalDays& days, Instant clock,
                   Instant* changes) {
  return Taker(fold, settings, days, clock).Take(taken, changes);
}

}  // namespace loopbreaker
