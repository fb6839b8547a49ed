#include "report/report.h"

#include <algorithm>
#include <map>
#include <optional>
#include <tuple>

#include "absl/container/flat_hash_map.h"
#include "base/hash.h"
#include "engine/batch.h"
#include "figures/encounters.h"
#include "figures/findings.h"
#include "figures/results.h"
#include "figures/stays.h"
#include "figures/tally_of.h"
#include "reconcile/escalation.h"
#include "report/desk_stays.h"
#include "report/weeks.h"

namespace loopbreaker {
namespace {

constexpr std::size_t kToBreak = 10;

// Two hashes are enough to know that there is more than one.
struct AgentsOfTeam {
  std::uint64_t one = 0;
  bool more = false;
  void Add(std::uint64_t agent) {
    if (one == 0) one = agent;
    more = more || agent != one;
  }
};

// Who comes first: the gravest, then the dearest, then the oldest.
auto Urgency(const LoopToBreak& loop) {
  return std::tuple(-static_cast<int>(loop.severity), -loop.cost_cents, -static_cast<std::int64_t>(loop.customer_days),
                    -loop.age.count(), std::string_view(loop.loop_id));
}

class Runner {
 public:
  Runner(const FactStore& store, const RuleIndex& rules, Instant clock)
      : store_(store),
        settings_(rules.set().settings.history),
        clock_(clock),
        batch_(store, rules, clock),
        uses_(rules, clock),
        changes_(rules.set().settings.feedback_min_customers),
        workarounds_(rules.set().settings.feedback_min_customers),
        desks_(rules.set().settings, clock),
        team_piles_(rules.set().settings, clock),
        rule_settings_(rules.set().settings),
        local_days_(rule_settings_.history.calendar.zone()) {
    result_.feedback_min_customers = static_cast<std::uint64_t>(rules.set().settings.feedback_min_customers);
    result_.rules_file = rules.set().file;
    result_.zone = settings_.calendar.zone();
    result_.clock = clock;
    result_.confirm_window = settings_.confirm_window;
    result_.priced = settings_.callout_fee_cents != 0 || settings_.contact_cost_cents != 0;
    result_.coverage = RunCoverage(store, rules, clock);
    result_.first = result_.coverage.first;
    result_.latest = result_.coverage.latest;
    effects_.emplace(store.process_changes(), settings_.subjects, result_.first, clock);
    batch_.set_on_change([this](const Fold& fold, LoopIndex loop, Instant t) { tracks_.Look(fold, loop, t); });
  }

  ReportResult Run(const Retractions* retractions) {
    Weeks weeks(settings_.calendar, result_.first, clock_);
    for (CustomerIndex customer = 0; customer < store_.customers().size(); ++customer) Take(customer, weeks);
    for (const PastFeedback& feedback : batch_.Feedback()) {
      uses_.TakeFeedback(feedback);
      changes_.TakeFeedback(feedback);
    }
    result_.weeks = weeks.Result();
    result_.changes = changes_.Result();
    for (const auto& [standstill, sum] : standstills_) result_.standstills.push_back(sum);
    std::stable_sort(result_.standstills.begin(), result_.standstills.end(),
                     [](const StandstillSum& a, const StandstillSum& b) { return a.total > b.total; });
    result_.effects = effects_->Result();
    result_.decisions = DecisionsOf(store_.feedback_actions(), result_.effects, clock_);
    result_.workarounds = workarounds_.Result();
    result_.workarounds_left_out = workarounds_.left_out();
    result_.actions = uses_.actions();
    result_.rules = uses_.Result();
    for (std::size_t i = 0; i < result_.rules.size(); ++i) {
      result_.rules[i].cannot_fire = result_.coverage.rules[i].standing == Standing::kCannotFire;
      if (retractions != nullptr) result_.rules[i].retracted = retractions->CountOf(i);
    }
    Sort();
    return std::move(result_);
  }

 private:
  void Take(CustomerIndex customer, Weeks& weeks) {
    tracks_.Clear();
    batch_.Walk(customer);
    if (batch_.judge().taken() == 0) return;
    encounters_.Clear();
    changes_.BeginCustomer();
    workarounds_.BeginCustomer();
    firsts_.Clear(batch_.fold().loops());
    stays_.emplace(batch_.fold().loops(), settings_.calendar);
    names_.assign(batch_.fold().loops(), {});
    OutcomesOfCustomer outcomes(tracks_, batch_.fold().loops(), result_.outcomes);
    for (LoopIndex loop = 0; loop < batch_.fold().loops(); ++loop) names_[loop] = NamesOf(loop);
    for (std::size_t i = 0; i < batch_.judge().taken(); ++i) {
      const Slot slot = batch_.history().SlotAt(i);
      batch_.history().View(slot, fact_);
      outcomes.Take(fact_);
      TakeFact(slot);
      if (!effects_->empty()) TakeForEffects(slot);
    }
    outcomes.Finish(clock_);
    encounters_.Count(
        batch_.fold(), clock_, [this](const Encounter& contact, auto& places) { ContactPlaces(contact, places); },
        [this](const Encounter& visit, auto& places) { VisitPlaces(visit, places); });
    for (LoopIndex loop = 0; loop < batch_.fold().loops(); ++loop) {
      TakeLoop(loop);
      weeks.Take(batch_.fold().loop(loop), tracks_.Of(loop));
    }
    uses_.Take(batch_);
    for (const PastVerdict& past : batch_.verdicts()) TakeDesks(past);
    if (rule_settings_.overload_weeks > 0)
      tally_.Put(customer, TallyOf(batch_.fold(), batch_.judge().taken(), rule_settings_, local_days_, clock_));
  }

  void TakeFact(Slot slot) {
    const LoopIndex loop = batch_.LoopOf(slot);
    encounters_.Take(fact_, slot, loop, batch_.history());
    if (loop != kNone) stays_->Take(fact_, loop);
    if (fact_.Has(Field::kTeam) && fact_.Has(Field::kAgent)) {
      agents_[std::string(fact_.Text(Field::kTeam))].Add(Hash64(fact_.Text(Field::kAgent)));
    }
    if (fact_.kind == Kind::kContactTransferred) {
      ++result_.work.transfers;
      if (loop != kNone) ++categories_[names_[loop].category].work.transfers;
      if (fact_.Has(Field::kFromTeam)) ++teams_[std::string(fact_.Text(Field::kFromTeam))].work.transfers;
    }
    if (fact_.kind == Kind::kCaseResolved && loop != kNone && fact_.Number(Field::kDeviation) != 0) {
      workarounds_.TakeDeviation(fact_.Text(Field::kDeviationNote), fact_.time, batch_.loop_number(loop));
    }
    if (fact_.kind != Kind::kVisitCompleted || loop == kNone) return;
    result_.priced = result_.priced || fact_.Has(Field::kFeeCents);
    changes_.TakeVisit(fact_, batch_.loop_number(loop));
    firsts_.Take(fact_, slot, loop);
  }

  // The desks that an escalation called.
  void TakeDesks(const PastVerdict& past) {
    const Verdict& verdict = past.verdict;
    if (verdict.rule->shadow) return;
    DeskPlace place;
    if (verdict.loop != kNone) {
      const Names& names = names_[verdict.loop];
      place = {names.category, names.region, names.contractor};
    }
    std::string cause = verdict.rule->title;
    if (!place.category.empty()) cause.append(" · ").append(place.category);
    for (const PastActivity& activity : past.activities) {
      const int level = activity.ended == kNever ? verdict.level : activity.level;
      for (const DeskStay& stay : DeskStaysOf(*verdict.rule, activity, level, rule_settings_, place)) {
        if (stay.from > clock_) break;
        const Nanos length = settings_.calendar.Elapsed(stay.from, std::min(stay.until, clock_),
                                                        rule_settings_.LeadTimeOf(stay.desk).business);
        desks_.Add(stay.desk, {stay.from, stay.until, length}, cause);
      }
    }
  }

  // What is counted at its own time, wherever the loop went from there.
  void TakeForEffects(Slot slot) {
    const LoopIndex loop = batch_.LoopOf(slot);
    if (loop == kNone) return;
    const std::string& category = names_[loop].category;
    const std::string& region = names_[loop].region;
    if (IsInboundContact(fact_)) {
      effects_->TakeContact(category, region, fact_.time);
      effects_->TakeCost(category, region, fact_.time, settings_.contact_cost_cents);
    } else if (fact_.kind == Kind::kVisitCompleted) {
      const auto outcome = fact_.Number(Field::kOutcome);
      if (outcome == v1::Outcome::NOT_FIXED || outcome == v1::Outcome::TEMPORARY_FIX) {
        effects_->TakeFailedVisit(category, region, fact_.time);
      }
      effects_->TakeCost(category, region, fact_.time,
                         fact_.Has(Field::kFeeCents) ? fact_.Number(Field::kFeeCents) : settings_.callout_fee_cents);
    }
  }

  struct Names {
    std::string category;
    std::string region;
    std::string team;        // that had it last
    std::string contractor;  // of its unit
  };
  Names NamesOf(LoopIndex index) {
    const Loop& loop = batch_.fold().loop(index);
    Names names;
    const History& history = batch_.history();
    if (loop.category_from != kNoSlot) {
      history.View(loop.category_from, fact_);
      names.category = std::string(fact_.subject);
    }
    if (loop.region != kNoSlot) names.region = TextOf(loop.region, Field::kRegion);
    if (loop.team != kNoSlot) names.team = TextOf(loop.team, Field::kTeam);
    if (loop.unit_from != kNoSlot) {
      const v1::Unit* unit = store_.directory().FindUnit(TextOf(loop.unit_from, Field::kUnitId));
      if (unit != nullptr) names.contractor = unit->contractor();
    }
    return names;
  }
  std::string TextOf(Slot slot, Field field) {
    if (slot == kNoSlot) return {};
    batch_.history().View(slot, other_);
    return std::string(other_.Text(field));
  }

  void ContactPlaces(const Encounter& contact, std::vector<WorkFigures*>& places) {
    places = {&result_.work, &categories_[names_[contact.loop].category].work};
    if (!contact.by.empty()) places.push_back(&teams_[contact.by].work);
  }
  void VisitPlaces(const Encounter& visit, std::vector<WorkFigures*>& places) {
    places = {&result_.work, &categories_[names_[visit.loop].category].work};
    const std::string& contractor = visit.by.empty() ? names_[visit.loop].contractor : visit.by;
    if (!contractor.empty()) places.push_back(&contractors_[contractor].work);
  }

  void TakeLoop(LoopIndex index) {
    const Fold& fold = batch_.fold();
    const Loop& loop = fold.loop(index);
    const LoopResult result = ResultOf(fold, loop, firsts_.CentsOf(index, settings_.callout_fee_cents), clock_);
    const bool unsettled = result.unsettled;
    const bool round = result.round;
    Add(result, result_.results);
    Add(result, categories_[names_[index].category].results);
    if (!names_[index].team.empty()) Add(result, teams_[names_[index].team].results);
    effects_->TakeLoop(names_[index].category, names_[index].region, loop.first_time, tracks_.Of(index).round_since);
    if (result.solved) {
      workarounds_.TakeSolved(batch_.loop_number(index), names_[index].category, round, result.took);
    }
    changes_.EndLoop(batch_.loop_number(index), {result.cost_cents, result.avoidable_cents, loop.customer_days});
    for (const Stay& stay : stays_->Of(index, result.ended)) {
      const Nanos length = stays_->Length(stay, rule_settings_.LeadTimeOf(stay.team), clock_);
      team_piles_.Add(stay.team, {stay.from, stay.until, length}, names_[index].category);
    }
    TakeWaits(loop, tracks_.Of(index), unsettled);
    if (unsettled) Consider(index, round);
  }

  void TakeWaits(const Loop& loop, const LoopTrack& track, bool unsettled) {
    for (const auto& [standstill, length] : track.attribution.At(clock_)) {
      StandstillSum& sum = standstills_[standstill];
      sum.at = standstill;
      sum.total += length;
      ++sum.loops;
    }
    for (std::size_t party = 1; party < track.waited.size(); ++party) {
      Waiting& waiting = result_.waiting[party];
      const bool runs = loop.waits_on == party;
      waiting.total += track.waited[party] + (runs ? clock_ - loop.waits_since : Nanos{0});
      if (!runs || !unsettled) continue;
      ++waiting.loops;
      waiting.longest = std::max(waiting.longest, clock_ - loop.waits_since);
    }
    if (unsettled && loop.waits_on == 0) ++result_.waiting[0].loops;
  }

  // Keeps the first ones of those that go round or are escalated.
  void Consider(LoopIndex index, bool round) {
    LoopToBreak candidate;
    candidate.vulnerable = store_.directory().IsVulnerable(batch_.customer());
    std::vector<const Rule*> rules;
    for (const PastVerdict& past : batch_.verdicts()) {
      const Verdict& verdict = past.verdict;
      if (verdict.loop != index || !verdict.open || verdict.rule->shadow) continue;
      const bool raise = candidate.vulnerable && verdict.rule->severity < v1::Severity::CRITICAL;
      candidate.severity =
          std::max(candidate.severity, static_cast<std::uint8_t>(verdict.rule->severity + (raise ? 1 : 0)));
      if (std::find(rules.begin(), rules.end(), verdict.rule) == rules.end()) rules.push_back(verdict.rule);
    }
    std::stable_sort(rules.begin(), rules.end(),
                     [](const Rule* a, const Rule* b) { return a->severity > b->severity; });
    for (const Rule* rule : rules) candidate.why.push_back(rule->title);
    if (!round && candidate.why.empty()) return;
    ++result_.to_break_all;
    const Fold& fold = batch_.fold();
    const Loop& loop = fold.loop(index);
    candidate.loop_id = LoopIdOf(batch_.customer(), batch_.judge(), index);
    candidate.cost_cents = fold.CostCents(loop);
    candidate.customer_days = loop.customer_days;
    candidate.age = fold.AgeAt(loop, clock_);
    std::vector<LoopToBreak>& best = result_.to_break;
    if (best.size() == kToBreak && Urgency(best.back()) <= Urgency(candidate)) return;
    candidate.customer = std::string(batch_.customer());
    candidate.unit = TextOf(loop.unit_from, Field::kUnitId);
    candidate.category = names_[index].category;
    candidate.team = loop.owner_team != kNoSlot ? TextOf(loop.owner_team, Field::kToTeam) : names_[index].team;
    candidate.blockers = loop.blockers;
    candidate.parts = PartsOf(batch_.judge(), loop);
    candidate.mandates = AuthorisationsOf(batch_.judge(), loop);
    candidate.waits_on = loop.waits_on;
    candidate.contacts = loop.contacts;
    candidate.visits = loop.visits;
    candidate.failed_visits = loop.failed_visits;
    candidate.reopens = loop.reopens;
    const auto& proxies = result_.coverage.proxies;
    candidate.proxy = batch_.judge().rules().set().settings.IsProxy(candidate.customer) ||
                      std::any_of(proxies.begin(), proxies.end(),
                                  [&](const CustomerCount& proxy) { return proxy.customer == candidate.customer; });
    const auto at =
        std::upper_bound(best.begin(), best.end(), candidate,
                         [](const LoopToBreak& a, const LoopToBreak& b) { return Urgency(a) < Urgency(b); });
    best.insert(at, std::move(candidate));
    if (best.size() > kToBreak) best.pop_back();
  }

  using Parts = std::map<std::string, PartFigures>;
  static std::vector<PartFigures> Sorted(Parts& parts) {
    std::vector<PartFigures> sorted;
    for (auto& [name, part] : parts) {
      part.name = name;
      sorted.push_back(std::move(part));
    }
    std::stable_sort(sorted.begin(), sorted.end(), [](const PartFigures& a, const PartFigures& b) {
      const auto weight = [](const PartFigures& part) {
        return std::tuple(part.results.avoidable_cents, part.results.went_round, part.results.loops,
                          part.work.contacts + part.work.visits);
      };
      return weight(a) > weight(b);
    });
    return sorted;
  }

  void Sort() {
    result_.categories = Sorted(categories_);
    result_.teams_of_one = static_cast<std::uint64_t>(std::erase_if(teams_, [this](const auto& team) {
      const auto agents = agents_.find(team.first);
      return agents != agents_.end() && !agents->second.more;
    }));
    result_.teams = Sorted(teams_);
    result_.desks = desks_.Result();
    TakeTeamPiles();
    result_.small_contractors = static_cast<std::uint64_t>(std::erase_if(
        contractors_, [](const auto& contractor) { return contractor.second.work.visits < kContractorVisitsMin; }));
    result_.contractors = Sorted(contractors_);
  }

  void TakeTeamPiles() {
    result_.team_piles = team_piles_.Result();
    std::erase_if(result_.team_piles, [this](const Pile& pile) {
      const auto agents = agents_.find(pile.name);
      return agents != agents_.end() && !agents->second.more;
    });
    for (const v1::Feedback& finding : FindingsOf(tally_, rule_settings_, clock_)) {
      if (finding.finding() != v1::Finding::OVERLOAD || finding.has_resolved_at()) continue;
      for (Pile& pile : result_.team_piles) {
        pile.overloaded = pile.overloaded || pile.name == finding.group().at("team");
      }
    }
  }

  const FactStore& store_;
  const HistorySettings& settings_;
  Instant clock_;
  Batch batch_;
  RuleUses uses_;
  ProcessChanges changes_;
  Workarounds workarounds_;
  Piles desks_;
  Piles team_piles_;
  const RuleSettings& rule_settings_;
  LocalDays local_days_;
  Tally tally_;
  std::optional<BeforeAfter> effects_;  // once the first event is known
  std::map<Standstill, StandstillSum> standstills_;
  LoopTracks tracks_;
  Encounters encounters_;
  ReportResult result_;
  Parts categories_;
  Parts teams_;
  Parts contractors_;
  absl::flat_hash_map<std::string, AgentsOfTeam> agents_;
  FirstVisits firsts_;
  std::optional<Stays> stays_;  // of the customer
  std::vector<Names> names_;    // by loop
  Fact fact_;
  Fact other_;
};

}  // namespace

ReportResult RunReport(const FactStore& store, const RuleIndex& rules, Instant clock, const Retractions* retractions) {
  return Runner(store, rules, clock).Run(retractions);
}

}  // namespace loopbreaker
