#include "coverage/rule_probe.h"

#include <algorithm>

#include "explain/why.h"
#include "text/words.h"

namespace loopbreaker {
namespace {

bool Filled(const Fact& fact, Field field) {
  std::vector<std::string> storage;
  std::vector<std::string_view> texts;
  TextsOf(fact, field, storage, texts);
  return std::any_of(texts.begin(), texts.end(), [](std::string_view text) { return !text.empty(); });
}

// What a measure is made of, for those that nothing ever raises.
std::string SourceOf(Measure measure, const HistorySettings& settings) {
  switch (measure) {
    case Measure::kContacts:
      return "no inbound contact_ended in the data";
    case Measure::kAgents:
      return "no inbound contact_ended names an agent";
    case Measure::kTransfers:
      return "no contact_transferred in the data";
    case Measure::kVisits:
      return "no visit_completed in the data";
    case Measure::kFailedVisits:
      return "no visit_completed says NOT_FIXED or TEMPORARY_FIX";
    case Measure::kMissedByCompany:
      return "no visit_missed by COMPANY in the data";
    case Measure::kMissedByCustomer:
      return "no visit_missed by CUSTOMER in the data";
    case Measure::kCustomerDays:
      return "no visit_completed and no visit_missed by COMPANY in the data";
    case Measure::kCostCents:
      return settings.callout_fee_cents + settings.contact_cost_cents == 0
                 ? "callout_fee_cents and contact_cost_cents are 0, and no visit_completed has fee_cents"
                 : "nothing that costs anything is in the data (visit_completed, inbound contact_ended)";
    case Measure::kWaitingOnCustomer:
      return "no wait_started on CUSTOMER that lasted";
    case Measure::kWaitingOnCompany:
      return "no wait_started on COMPANY or THIRD_PARTY that lasted";
    default:
      return "nothing in the data raises it";
  }
}

}  // namespace

RuleProbe::RuleProbe(const Rule& rule) : rule_(rule) {
  if (const auto* count = std::get_if<CountCondition>(&rule.condition)) {
    Add("count.of", count->of, true);
    Add("count.reset_on", count->reset_on, false);
    if (count->has_distinct) Need("count.distinct", count->distinct);
    for (const Field field : count->group_by) Need("count.group_by", field);
  } else if (const auto* sequence = std::get_if<SequenceCondition>(&rule.condition)) {
    for (std::size_t i = 0; i < sequence->steps.size(); ++i) {
      Add(("sequence.steps " + std::to_string(i + 1)).c_str(), sequence->steps[i], true);
    }
    Add("sequence.without", sequence->without, false);
    Add("sequence.reset_on", sequence->reset_on, false);
  } else if (const auto* absence = std::get_if<AbsenceCondition>(&rule.condition)) {
    Add("absence.after", absence->after, true);
    if (absence->by_due) Need("absence.due", absence->due);
    if (absence->has_per) Need("absence.per", absence->per);
    Add("absence.expect", absence->expect, false);
    Add("absence.since", absence->since, true);
  }
}

void RuleProbe::Add(const char* place, const Filter& filter, bool needed) {
  if (!filter.empty()) filters_.push_back({place, std::make_unique<FilterProbe>(filter), needed});
}

void RuleProbe::Need(const char* place, Field field) { needed_.push_back({0, field, place, 0}); }

void RuleProbe::Take(const Fact& fact, LoopIndex loop) {
  for (std::size_t i = 0; i < filters_.size(); ++i) {
    if (!filters_[i].probe->Take(fact)) continue;
    if (i != 0) continue;
    for (NeededField& needed : needed_) needed.filled += Filled(fact, needed.field) ? 1 : 0;
    if (std::holds_alternative<CountCondition>(rule_.condition)) TakeCount(fact, loop);
  }
  if (std::holds_alternative<SequenceCondition>(rule_.condition) && loop != kNone) TakeStep(fact, loop);
}

void RuleProbe::TakeCount(const Fact& fact, LoopIndex loop) {
  const auto& condition = std::get<CountCondition>(rule_.condition);
  if (rule_.scope == RuleScope::kProcess || (rule_.scope == RuleScope::kLoop && loop == kNone)) return;
  const LoopIndex of = rule_.scope == RuleScope::kCustomer ? kNone : loop;
  if (!condition.has_distinct) {
    most_ = std::max(most_, ++counted_[of]);
  } else if (const std::uint64_t value = ValueOf(fact, condition.distinct); value != 0) {
    values_[of].insert(value);
    most_ = std::max<std::uint64_t>(most_, values_[of].size());
  }
}

// How far the steps get in their order, whatever the time and whatever lies between.
void RuleProbe::TakeStep(const Fact& fact, LoopIndex loop) {
  const auto& steps = std::get<SequenceCondition>(rule_.condition).steps;
  std::uint64_t& taken = counted_[loop];
  if (taken < steps.size() && steps[taken].Matches(fact)) most_ = std::max(most_, ++taken);
}

void RuleProbe::EndCustomer(const Batch& batch, Instant clock) {
  counted_.clear();
  values_.clear();
  const auto* reach = std::get_if<ReachCondition>(&rule_.condition);
  if (reach == nullptr && rule_.where.empty()) return;
  const RuleSettings& settings = batch.judge().rules().set().settings;
  const Wording wording(settings);
  const Why why(batch.history(), batch.judge(), wording, clock);
  Fact fact;
  for (LoopIndex i = 0; i < batch.fold().loops(); ++i) {
    const Loop& loop = batch.fold().loop(i);
    ++loops_;
    if (!rule_.where.empty()) {
      if (loop.category_from != kNoSlot) batch.history().View(loop.category_from, fact);
      if (!rule_.WhereMatches(loop.category_from == kNoSlot ? std::string_view{} : fact.subject)) continue;
      ++where_;
    }
    if (reach != nullptr) {
      most_ = std::max(most_, static_cast<std::uint64_t>(std::max<std::int64_t>(0, why.ValueOf(reach->measure, loop))));
    }
  }
}

void RuleProbe::TakeFeedback(const PastFeedback& feedback) {
  fired_ += feedback.activities.size();
  if (!std::get<CountCondition>(rule_.condition).has_distinct) {
    most_ = std::max<std::uint64_t>(most_, feedback.entries.size());
    return;
  }
  absl::flat_hash_set<std::uint64_t> values;
  for (const GroupEntry& entry : feedback.entries) values.insert(entry.value);
  most_ = std::max<std::uint64_t>(most_, values.size());
}

std::string RuleProbe::WhyNotReached(const RuleSettings& settings) const {
  const auto& reach = std::get<ReachCondition>(rule_.condition);
  RuleSettings english = settings;
  english.language = Language::kEnglish;
  const Wording wording(english);
  const std::string highest = wording.Value(reach.measure, static_cast<std::int64_t>(most_));
  const std::string wanted = wording.Value(reach.measure, reach.at_least);
  const std::string name(NameOf(reach.measure));
  if (most_ >= static_cast<std::uint64_t>(reach.at_least)) {
    return name + " reached " + highest + ", but only in loops that were settled by then";
  }
  return "the highest " + name + " of a loop is " + highest + " of the " + wanted + " it takes";
}

void RuleProbe::WhyNever(const RuleSettings& settings, std::vector<std::string>& why) const {
  if (const auto* count = std::get_if<CountCondition>(&rule_.condition)) {
    constexpr const char* kIn[] = {"loop", "customer", "group"};
    const std::string in = kIn[static_cast<std::size_t>(rule_.scope)];
    const std::string what = count->has_distinct ? " different " + InfoOf(count->distinct).name : "";
    if (most_ < count->at_least) {
      why.push_back("at most " + Grouped(most_) + what + " in one " + in + ", it takes " + Grouped(count->at_least));
    } else {
      why.push_back("one " + in + " has " + Grouped(most_) + what + ", but never " + Grouped(count->at_least) +
                    (count->within != Nanos{0} ? " within " + FormatDuration(count->within) : " that count") +
                    (rule_.scope == RuleScope::kLoop ? " in a loop that was not settled at once" : ""));
    }
  } else if (const auto* sequence = std::get_if<SequenceCondition>(&rule_.condition)) {
    const std::size_t steps = sequence->steps.size();
    if (most_ == steps) {
      why.push_back("all " + std::to_string(steps) + " steps follow each other in some loop, but never " +
                    (sequence->within != Nanos{0} ? "within " + FormatDuration(sequence->within) + " " : "") +
                    (sequence->without.empty() ? "" : "with nothing of `without` in between ") + "and unsettled");
    } else {
      why.push_back("the first " + std::to_string(most_) + " of " + std::to_string(steps) +
                    " steps were seen in one loop, the next one never after them");
    }
  } else if (std::holds_alternative<AbsenceCondition>(rule_.condition)) {
    why.push_back("all " + Grouped(filters_.front().probe->matched()) +
                  " of `after` were followed in time, settled, or are not due yet");
  } else {
    why.push_back(WhyNotReached(settings));
  }
}

RuleCoverage RuleProbe::Result(const RuleSettings& settings) const {
  RuleCoverage result;
  result.id = rule_.id;
  result.scope = rule_.scope;
  result.shadow = rule_.shadow;
  result.fired = fired_;
  bool cannot = false;
  for (const Named& named : filters_) {
    const std::uint64_t matched = named.probe->matched();
    FilterUse& use = result.filters.emplace_back();
    use.place = named.place;
    use.text = named.probe->Text();
    use.matched = matched;
    if (matched != 0) continue;
    use.why = named.probe->WhyNot();
    if (!named.needed) continue;
    cannot = true;
    result.why.push_back((filters_.size() > 1 && named.place != "count.of" ? "`" + named.place + "`: " : "") + use.why);
  }
  for (const NeededField& needed : needed_) {
    const std::uint64_t matched = filters_.front().probe->matched();
    if (matched == 0 || needed.filled == matched) continue;
    const std::string& name = InfoOf(needed.field).name;
    // Lists and letters are there when there is something to say: only their absence altogether is strange.
    const bool sparse = needed.field == Field::kPartsMissing || needed.field == Field::kAuthorisationMissing ||
                        needed.field == Field::kBlockers || needed.field == Field::kAfterLetter;
    if (sparse && needed.filled != 0) continue;
    cannot = cannot || needed.filled == 0;
    result.why.push_back("`" + needed.place + ": " + name +
                         "`: " + (needed.filled == 0 ? "none" : "only " + Grouped(needed.filled)) + " of the " +
                         Grouped(matched) + " facts that match has " + name);
  }
  if (!rule_.where.empty() && where_ == 0) {
    cannot = true;
    result.why.push_back("none of " + Counted(loops_, "loop", "loops") + " has a category of `where`");
  }
  if (const auto* reach = std::get_if<ReachCondition>(&rule_.condition);
      reach != nullptr && most_ == 0 && fired_ == 0) {
    cannot = true;
    result.why.push_back("`reach." + std::string(NameOf(reach->measure)) +
                         "` is always 0: " + SourceOf(reach->measure, settings.history));
  }
  result.standing = fired_ != 0 ? Standing::kFired : cannot ? Standing::kCannotFire : Standing::kNeverFired;
  if (result.standing == Standing::kNeverFired) WhyNever(settings, result.why);
  return result;
}

}  // namespace loopbreaker
