#include "backtest/backtest.h"

#include <algorithm>
#include <tuple>

#include "absl/time/civil_time.h"
#include "absl/time/time.h"
#include "backtest/story.h"
#include "engine/batch.h"
#include "reconcile/escalation.h"
#include "text/words.h"

namespace loopbreaker {
namespace {

// A loop that only OLD's settings make, where NEW's have none to compare it with.
constexpr LoopIndex kOnlyOld = 0x80000000;

std::optional<Nanos> Median(std::vector<Nanos>& lengths) {
  if (lengths.empty()) return std::nullopt;
  const auto middle = lengths.begin() + static_cast<std::ptrdiff_t>(lengths.size() / 2);
  std::nth_element(lengths.begin(), middle, lengths.end());
  return *middle;
}

// First alerts of the loops that dragged on.
struct CatchList {
  std::uint64_t caught = 0;
  std::vector<Nanos> leads;
  std::vector<Nanos> to_settled;

  // `settled`: kNever when it was not.
  void Add(Instant first_alert, Instant since, Instant settled) {
    ++caught;
    if (first_alert < since) leads.push_back(since - first_alert);
    if (settled != kNever && settled > first_alert) to_settled.push_back(settled - first_alert);
  }
  Catches Summed() {
    const std::uint64_t in_time = leads.size();
    return {caught, in_time, Median(leads), Median(to_settled)};
  }
};

class Runner {
 public:
  Runner(const FactStore& store, const OldNew<const RuleIndex*>& rules, const BacktestOptions& options)
      : store_(store),
        rules_(rules),
        options_(options),
        calendar_(rules[kNew]->set().settings.history.calendar),
        batches_{Batch(store, *rules[kOld], options.clock), Batch(store, *rules[kNew], options.clock)},
        stories_{LoopStory(batches_[kOld], rules[kOld]->set().settings, options.clock),
                 LoopStory(batches_[kNew], rules[kNew]->set().settings, options.clock)},
        dragged_(options.yardstick) {
    batches_[kNew].set_on_change([this](const Fold& fold, LoopIndex loop, Instant t) { dragged_.Look(fold, loop, t); });
    for (const int side : {kNew, kOld}) {
      for (const RuleScope scope : {RuleScope::kLoop, RuleScope::kCustomer, RuleScope::kProcess}) {
        for (const Rule& rule : rules_[side]->set().rules) {
          if (rule.scope == scope) AddRow(rule, side);
        }
      }
    }
    // Feedback is a group of its own, behind what is about customers.
    std::stable_partition(result_.rules.begin(), result_.rules.end(),
                          [](const RuleResult& row) { return row.scope != RuleScope::kProcess; });
    for (std::size_t i = 0; i < result_.rules.size(); ++i) row_of_[result_.rules[i].id] = i;
    catches_.resize(result_.rules.size());
    last_customer_.resize(result_.rules.size(), {kNobody, kNobody});
  }

  BacktestResult Run() {
    result_.first = kNever;
    for (CustomerIndex customer = 0; customer < store_.customers().size(); ++customer) Compare(customer);
    CompareFeedback();
    Finish();
    return std::move(result_);
  }

 private:
  // What one escalation did under both rule sets.
  struct Pair {
    OldNew<const PastVerdict*> verdicts{};
    OldNew<std::vector<Instant>> opened;
  };
  using Key = std::tuple<LoopIndex, std::size_t, std::string>;  // NEW's loop, row, per

  void AddRow(const Rule& rule, int side) {
    const auto known = std::find_if(result_.rules.begin(), result_.rules.end(),
                                    [&](const RuleResult& row) { return row.id == rule.id; });
    RuleResult& row = known == result_.rules.end() ? result_.rules.emplace_back() : *known;
    if (row.id.empty()) {
      row.id = rule.id;
      row.title = rule.title;
      row.scope = rule.scope;
    }
    row.sides[side].present = true;
    row.sides[side].shadow = rule.shadow;
  }

  int HourOf(Instant at) const {
    const auto whole = std::chrono::floor<seconds>(at);
    return absl::ToCivilHour(absl::FromUnixSeconds(whole.time_since_epoch().count()), calendar_.zone()).hour();
  }

  std::string PerOf(const PastVerdict& past, int side) {
    if (past.verdict.per_from == kNoSlot) return {};
    batches_[side].history().View(past.verdict.per_from, fact_);
    return std::string(fact_.Text(std::get<AbsenceCondition>(past.verdict.rule->condition).per));
  }

  // Where an escalation goes when it opens.
  std::string DeskOf(const PastVerdict& past, int side) const {
    const Rule& rule = *past.verdict.rule;
    if (!rule.ladder.front().to.empty()) return rule.ladder.front().to;
    if (rules_[side]->set().settings.desks.empty()) return rule.route;
    Verdict opening = past.verdict;
    opening.level = 0;
    opening.evidence.clear();
    return BuildEscalation(opening, batches_[side].judge(), batches_[side].customer(), store_.directory(),
                           options_.clock)
        .desk();
  }

  LoopIndex LoopInNew(LoopIndex loop, int side) const {
    if (loop == kNone || side == kNew) return loop;
    const LoopIndex same = batches_[kNew].LoopOf(batches_[kOld].fold().loop(loop).first_fact);
    return same == kNone ? kOnlyOld | loop : same;
  }

  void Compare(CustomerIndex customer) {
    dragged_.Clear();
    for (Batch& batch : batches_) batch.Walk(customer);
    std::map<Key, Pair> pairs;
    for (const int side : {kOld, kNew}) {
      bool alerted = false;
      for (const PastVerdict& past : batches_[side].verdicts()) {
        const std::size_t row = row_of_.at(past.verdict.rule->id);
        Pair& pair = pairs[{LoopInNew(past.verdict.loop, side), row, PerOf(past, side)}];
        pair.verdicts[side] = &past;
        const std::string desk = past.verdict.rule->shadow ? "" : DeskOf(past, side);
        for (const PastActivity& activity : past.activities) {
          pair.opened[side].push_back(activity.opened);
          CountAlert(row, side, desk, activity.opened);
        }
        if (std::exchange(last_customer_[row][side], customer) != customer) ++result_.rules[row].sides[side].customers;
        alerted = alerted || !past.verdict.rule->shadow;
      }
      result_.customers_alerted[side] += alerted ? 1 : 0;
      result_.loops[side] += batches_[side].fold().loops();
    }
    const std::size_t taken = batches_[kNew].judge().taken();
    result_.facts += taken;
    if (taken != 0) {
      const History& history = batches_[kNew].history();
      result_.first = std::min(result_.first, history.TimeOf(history.SlotAt(0)));
    }
    for (auto& [key, pair] : pairs) NoteDifferences(std::get<1>(key), std::get<2>(key), pair);
    NoteCatches(pairs);
  }

  void CountAlert(std::size_t row, int side, const std::string& desk, Instant at) {
    const std::int32_t day = calendar_.LocalDay(at);
    const int hour = HourOf(at);
    result_.rules[row].sides[side].load.Add(day, hour);
    if (desk.empty()) return;
    desks_[desk][side].Add(day, hour);
    result_.all[side].Add(day, hour);
  }

  // Openings at the same instant are the same alert; of the others the first of OLD's has moved to the first of NEW's,
  // and so on.
  std::vector<std::pair<std::optional<Instant>, std::optional<Instant>>> Unequal(OldNew<std::vector<Instant>>& opened) {
    for (std::vector<Instant>& times : opened) std::sort(times.begin(), times.end());
    OldNew<std::vector<Instant>> left;
    std::set_difference(opened[kOld].begin(), opened[kOld].end(), opened[kNew].begin(), opened[kNew].end(),
                        std::back_inserter(left[kOld]));
    std::set_difference(opened[kNew].begin(), opened[kNew].end(), opened[kOld].begin(), opened[kOld].end(),
                        std::back_inserter(left[kNew]));
    std::vector<std::pair<std::optional<Instant>, std::optional<Instant>>> unequal;
    for (std::size_t i = 0; i < std::max(left[kOld].size(), left[kNew].size()); ++i) {
      auto& [was, is] = unequal.emplace_back();
      if (i < left[kOld].size()) was = left[kOld][i];
      if (i < left[kNew].size()) is = left[kNew][i];
    }
    return unequal;
  }

  Difference& AddDifference(std::size_t row, std::optional<Instant> was, std::optional<Instant> is) {
    Difference& difference = result_.differences.emplace_back();
    difference.change = !was ? Change::kAppears : !is ? Change::kDisappears : Change::kMoves;
    difference.rule = result_.rules[row].id;
    difference.old_at = was;
    difference.new_at = is;
    ++result_.rules[row].changes[static_cast<std::size_t>(difference.change)];
    return difference;
  }
  // Whether the latest difference of the row is one of the samples.
  bool IsSample(std::size_t row, Change change) const {
    return result_.rules[row].changes[static_cast<std::size_t>(change)] <= options_.samples;
  }

  void NoteDifferences(std::size_t row, const std::string& per, Pair& pair) {
    for (const auto& [was, is] : Unequal(pair.opened)) {
      Difference& difference = AddDifference(row, was, is);
      const int side = pair.verdicts[kNew] != nullptr ? kNew : kOld;
      const Verdict& verdict = pair.verdicts[side]->verdict;
      difference.customer = std::string(batches_[side].customer());
      difference.per = per;
      if (verdict.loop != kNone) {
        batches_[side].history().View(batches_[side].fold().loop(verdict.loop).first_fact, fact_);
        difference.source = std::string(fact_.source);
        difference.id = std::string(fact_.id);
      }
      if (IsSample(row, difference.change)) difference.story = stories_[side].Tell(verdict);
    }
  }

  void NoteCatches(const std::map<Key, Pair>& pairs) {
    const Fold& fold = batches_[kNew].fold();
    for (LoopIndex loop = 0; loop < fold.loops(); ++loop) {
      const auto since = dragged_.Since(loop, options_.clock);
      if (!since) continue;
      ++result_.dragged_on;
      const Instant settled = fold.loop(loop).resolved ? fold.loop(loop).resolved_at : kNever;
      OldNew<Instant> first = {kNever, kNever};
      std::map<std::pair<std::size_t, int>, Instant> first_of_rule;  // of several values of `per` the first
      for (auto it = pairs.lower_bound({loop, 0, ""}); it != pairs.end() && std::get<0>(it->first) == loop; ++it) {
        const std::size_t row = std::get<1>(it->first);
        for (const int side : {kOld, kNew}) {
          if (it->second.opened[side].empty()) continue;
          const Instant opened = it->second.opened[side].front();
          Instant& earliest = first_of_rule.try_emplace({row, side}, opened).first->second;
          earliest = std::min(earliest, opened);
          if (!result_.rules[row].sides[side].shadow) first[side] = std::min(first[side], opened);
        }
      }
      for (const auto& [place, at] : first_of_rule) catches_[place.first][place.second].Add(at, *since, settled);
      for (const int side : {kOld, kNew}) {
        if (first[side] != kNever) all_catches_[side].Add(first[side], *since, settled);
      }
    }
  }

  void CompareFeedback() {
    std::map<std::pair<std::size_t, std::string>, OldNew<std::vector<Instant>>> groups;
    for (const int side : {kOld, kNew}) {
      for (const PastFeedback& feedback : batches_[side].Feedback()) {
        if (feedback.activities.empty()) continue;
        const std::size_t row = row_of_.at(feedback.rule->id);
        std::string name;
        for (const auto& [field, value] : feedback.group) name += (name.empty() ? "" : ", ") + field + " " + value;
        auto& opened = groups[{row, name}][side];
        for (const PastActivity& activity : feedback.activities) {
          opened.push_back(activity.opened);
          CountAlert(row, side, "", activity.opened);
        }
        ++result_.rules[row].sides[side].customers;
      }
    }
    for (auto& [key, opened] : groups) {
      for (const auto& [was, is] : Unequal(opened)) AddDifference(key.first, was, is).group = key.second;
    }
  }

  void Finish() {
    result_.zone = calendar_.zone();
    result_.clock = options_.clock;
    result_.yardstick = options_.yardstick;
    result_.alerts_per_desk_day = options_.alerts_per_desk_day;
    result_.customers = store_.customers().size();
    for (const int side : {kOld, kNew}) {
      result_.files[side] = rules_[side]->set().file;
      result_.catches[side] = all_catches_[side].Summed();
      for (std::size_t row = 0; row < catches_.size(); ++row) {
        result_.rules[row].sides[side].catches = catches_[row][side].Summed();
      }
    }
    for (auto& [desk, loads] : desks_) result_.desks.push_back({desk, std::move(loads)});
    if (result_.facts == 0) result_.first = options_.clock;
    result_.first_day = calendar_.LocalDay(result_.first);
    result_.days = calendar_.LocalDay(options_.clock) - result_.first_day + 1;
    const auto at = [](const Difference& d) { return d.new_at ? *d.new_at : *d.old_at; };
    std::stable_sort(result_.differences.begin(), result_.differences.end(),
                     [&](const Difference& a, const Difference& b) {
                       return std::tuple(row_of_.at(a.rule), at(a)) < std::tuple(row_of_.at(b.rule), at(b));
                     });
    Warn();
  }

  void Warn() {
    const auto settings = [&](int side) -> const RuleSettings& { return rules_[side]->set().settings; };
    const auto differs = [&](const std::string& name, bool same) {
      if (!same) {
        result_.warnings.push_back("The settings differ in " + name +
                                   ", which says whose an event is: both runs use that of " + result_.files[kNew] +
                                   ".");
      }
    };
    differs("park_for", settings(kOld).park_for == settings(kNew).park_for);
    differs("max_clock_skew", settings(kOld).max_clock_skew == settings(kNew).max_clock_skew);
    differs("phone_region", settings(kOld).phone_region == settings(kNew).phone_region);
    const auto limit = static_cast<std::uint32_t>(options_.alerts_per_desk_day);
    const auto too_many = [&](const AlertLoad& load, const std::string& who) {
      const int days = load.DaysAbove(limit);
      if (days == 0) return std::string();
      const auto [day, most] = load.BusiestDay();
      return who + " more than " + Counted(limit, "alert", "alerts") + " on " +
             Counted(static_cast<std::uint64_t>(days), "day", "days") + ", at most " + Grouped(most) + ", on " +
             DayText(day);
    };
    for (const DeskResult& desk : result_.desks) {
      const std::string text = too_many(desk.loads[kNew], "Desk " + desk.desk + " would get");
      if (text.empty()) continue;
      const auto before = static_cast<std::uint64_t>(desk.loads[kOld].DaysAbove(limit));
      result_.warnings.push_back(text + " (before: " + Counted(before, "day", "days") + ").");
    }
    for (const RuleResult& rule : result_.rules) {
      if (rule.scope == RuleScope::kProcess || !rule.sides[kNew].shadow) continue;
      const std::string text = too_many(rule.sides[kNew].load, "Rule " + rule.id + ", now in the shadow, would give");
      if (!text.empty()) result_.warnings.push_back(text + ".");
    }
  }

  const FactStore& store_;
  const OldNew<const RuleIndex*> rules_;
  const BacktestOptions& options_;
  const Calendar& calendar_;
  OldNew<Batch> batches_;
  OldNew<LoopStory> stories_;
  DraggedOn dragged_;
  BacktestResult result_;
  std::map<std::string, std::size_t, std::less<>> row_of_;
  std::map<std::string, OldNew<AlertLoad>> desks_;
  std::vector<OldNew<CatchList>> catches_;  // by row
  OldNew<CatchList> all_catches_;
  std::vector<OldNew<CustomerIndex>> last_customer_;  // that the rule alerted about, by row
  Fact fact_;
};

}  // namespace

void AlertLoad::Add(std::int32_t day, int hour) {
  ++alerts_;
  ++days_[day];
  ++hours_[static_cast<std::size_t>(hour)];
}

std::pair<std::int32_t, std::uint32_t> AlertLoad::BusiestDay() const {
  return *std::max_element(days_.begin(), days_.end(),
                           [](const auto& a, const auto& b) { return a.second < b.second; });
}

std::pair<int, std::uint32_t> AlertLoad::BusiestHour() const {
  const auto most = std::max_element(hours_.begin(), hours_.end());
  return {static_cast<int>(most - hours_.begin()), *most};
}

int AlertLoad::DaysAbove(std::uint32_t limit) const {
  return static_cast<int>(
      std::count_if(days_.begin(), days_.end(), [limit](const auto& day) { return day.second > limit; }));
}

std::string_view NameOf(Change change) {
  constexpr std::array<std::string_view, 3> kNames = {"appears", "disappears", "moves"};
  return kNames[static_cast<std::size_t>(change)];
}

BacktestResult RunBacktest(const FactStore& store, const OldNew<const RuleIndex*>& rules,
                           const BacktestOptions& options) {
  return Runner(store, rules, options).Run();
}

}  // namespace loopbreaker
