#include "explain/why.h"

#include <algorithm>

namespace loopbreaker {

std::string Why::LineOfSlot(Slot slot) const {
  Fact fact;
  history_.View(slot, fact);
  return wording_.Line(fact, true);
}

std::vector<std::string> Why::OfLoop(std::uint32_t rule_index, LoopIndex index, const std::string& status) const {
  const Rule& rule = judge_.rules().rule(rule_index);
  const Loop& loop = judge_.fold().loop(index);
  if (!rule.where.empty()) {
    Fact fact;
    if (loop.category_from != kNoSlot) history_.View(loop.category_from, fact);
    const std::string category(loop.category_from == kNoSlot ? std::string_view{} : fact.subject);
    if (!rule.WhereMatches(category)) return {wording_.Say(Phrase::kOtherCategory, category)};
  }
  const bool unsettled = clock_ < judge_.fold().UnsettledUntil(loop);
  const auto finished = [&](std::string text) {
    return unsettled ? text : wording_.Say(Phrase::kLoopIs, status, text);
  };
  std::vector<std::string> lines;
  Fact fact;
  for (std::uint32_t i = loop.first_instance; i != kNone; i = judge_.memory().instances[i].next) {
    const Instance& instance = judge_.memory().instances[i];
    if (instance.rule != rule_index || instance.root) continue;
    // What is active by now is told as an escalation.
    if (unsettled && (instance.activity.running || instance.true_from <= clock_)) continue;
    std::string text = finished(OfInstance(rule, loop, &instance, unsettled));
    if (instance.per_from != kNoSlot) {
      history_.View(instance.per_from, fact);
      std::string per(fact.Text(std::get<AbsenceCondition>(rule.condition).per));
      text = per.append(": ").append(text);
    }
    lines.push_back(std::move(text));
  }
  std::reverse(lines.begin(), lines.end());  // the newest instance stands first
  if (!lines.empty()) return lines;
  for (std::uint32_t i = loop.first_instance; i != kNone; i = judge_.memory().instances[i].next) {
    if (judge_.memory().instances[i].rule == rule_index && !judge_.memory().instances[i].root) return {};
  }
  return {finished(OfInstance(rule, loop, nullptr, unsettled))};
}

std::string Why::OfInstance(const Rule& rule, const Loop& loop, const Instance* instance, bool unsettled) const {
  if (const auto* count = std::get_if<CountCondition>(&rule.condition)) return OfCount(*count, instance, unsettled);
  if (const auto* sequence = std::get_if<SequenceCondition>(&rule.condition))
    return OfSequence(*sequence, instance, unsettled);
  if (const auto* absence = std::get_if<AbsenceCondition>(&rule.condition)) return OfAbsence(*absence, loop, instance);
  return OfReach(std::get<ReachCondition>(rule.condition), loop, instance, unsettled);
}

std::string Why::Progress(const CountCondition& condition, std::uint32_t found, Instant oldest, bool unsettled) const {
  const bool window = condition.within != Nanos{0};
  std::string what = wording_.Filtered(condition.of);
  if (condition.has_distinct) what = wording_.Say(Phrase::kDifferent, what, InfoOf(condition.distinct).name);
  std::string text =
      window ? wording_.Say(Phrase::kCountWithin, found, condition.at_least, wording_.Length(condition.within), what)
             : wording_.Say(Phrase::kCount, found, condition.at_least, what);
  if (!unsettled || found >= condition.at_least) return text;
  const std::uint32_t more = condition.at_least - found;
  text += "; ";
  return text += window && found != 0
                     ? wording_.Say(Phrase::kMoreBefore, more, wording_.When(AddSaturated(oldest, condition.within)))
                     : wording_.Say(Phrase::kMore, more);
}

std::string Why::OfCount(const CountCondition& condition, const Instance* instance, bool unsettled) const {
  std::uint32_t found = 0;
  Instant oldest = clock_;
  std::vector<std::uint64_t> values;
  if (instance != nullptr) {
    const CountState& state = judge_.memory().counts[instance->state];
    if (state.quiet) return wording_.Say(Phrase::kDismissed);
    for (std::uint32_t i = state.kept; i != state.stop; i = judge_.fold().link(i).previous) {
      const Link& link = judge_.fold().link(i);
      if (condition.within != Nanos{0} && clock_ - link.time >= condition.within) break;
      if (condition.has_distinct) {
        if (std::find(values.begin(), values.end(), link.value) != values.end()) continue;
        values.push_back(link.value);
      }
      ++found;
      oldest = link.time;
    }
  }
  const std::string text = Progress(condition, found, oldest, unsettled);
  const bool never = instance != nullptr && !unsettled && found >= condition.at_least && !instance->activity.ever();
  return never ? text + "; " + wording_.Say(Phrase::kSettledAtOnce) : text;
}

std::string Why::OfSequence(const SequenceCondition& condition, const Instance* instance, bool unsettled) const {
  std::size_t taken = 0;
  Instant began{};
  if (instance != nullptr) {
    const std::uint32_t row = judge_.memory().sequences[instance->state].partials;
    for (std::size_t k = 0; k + 1 < condition.steps.size(); ++k) {
      const Partial& partial = judge_.memory().partials[row + static_cast<std::uint32_t>(k)];
      const bool holds = partial.valid && (condition.within == Nanos{0} || clock_ - partial.began < condition.within);
      if (!holds) continue;
      taken = k + 1;
      began = partial.began;
    }
  }
  std::string text =
      wording_.Say(Phrase::kSequenceNext, taken + 1, condition.steps.size(), wording_.Filtered(condition.steps[taken]));
  if (taken != 0 && unsettled && condition.within != Nanos{0}) {
    text += ", " + wording_.Say(Phrase::kBefore, wording_.When(AddSaturated(began, condition.within)));
  }
  return text;
}

std::string Why::MetBy(const AbsenceCondition& condition, const Loop& loop, Instant at) const {
  Fact fact;
  for (std::uint32_t i = loop.last_link; i != kNone; i = judge_.fold().link(i).previous) {
    if (judge_.fold().link(i).time < at) break;
    if (judge_.fold().link(i).time > at) continue;
    history_.View(judge_.fold().link(i).slot, fact);
    if (condition.expect.Matches(fact) || (condition.has_per && condition.after.Matches(fact))) {
      return wording_.Line(fact, true);
    }
  }
  return {};
}

std::string Why::OfDeadline(const AbsenceCondition& condition, const Loop& loop, const Deadline& row) const {
  const std::string after = LineOfSlot(row.slot);
  const std::string at = wording_.When(row.at);
  const bool business = condition.within.business;
  const Calendar& calendar = wording_.calendar();
  if (row.closed != kNever) {
    // Deadlines that were met have forgotten when they would have been true.
    if (row.true_from != kNever) return wording_.Say(Phrase::kPassedSettled, after, at, wording_.When(row.true_from));
    const std::string by = MetBy(condition, loop, row.closed);
    return by.empty() ? wording_.Say(Phrase::kMetByEnd, after, at, wording_.When(row.closed))
                      : wording_.Say(Phrase::kMet, after, at, by, wording_.When(row.closed));
  }
  if (row.deadline == kNever) return wording_.Say(Phrase::kStandsStill, after, at, wording_.Length(row.left, business));
  std::string text = wording_.Say(Phrase::kDeadline, after, at, wording_.When(row.deadline));
  if (row.deadline > clock_) {
    const Nanos left = calendar.Elapsed(clock_, row.deadline, row.counts && business);
    text += ", " + wording_.Say(Phrase::kLeftOver, wording_.Length(left, row.counts && business));
  }
  const Nanos paused =
      row.counts ? calendar.Elapsed(row.at, row.deadline, business) - condition.within.length : Nanos{0};
  if (paused > Nanos{0}) text += ", " + wording_.Say(Phrase::kPaused, wording_.Length(paused, business));
  return text;
}

std::string Why::OfAbsence(const AbsenceCondition& condition, const Loop& loop, const Instance* instance) const {
  if (instance != nullptr) {
    const AbsenceState& state = judge_.memory().absences[instance->state];
    // The deadline that comes first of those that run; else the latest.
    const Deadline* shown = nullptr;
    for (std::uint32_t i = state.newest; i != kNone; i = judge_.memory().deadlines[i].previous) {
      const Deadline& row = judge_.memory().deadlines[i];
      const bool runs = row.closed == kNever;
      if (shown == nullptr || (runs && (shown->closed != kNever || row.deadline <= shown->deadline))) shown = &row;
    }
    if (shown != nullptr) return OfDeadline(condition, loop, *shown);
  }
  std::string text = wording_.Say(Phrase::kNothingToFollow, wording_.Filtered(condition.after));
  if (!condition.since.empty()) text += "; " + wording_.Say(Phrase::kNothingSince, wording_.Filtered(condition.since));
  return text;
}

std::int64_t Why::ValueOf(Measure measure, const Loop& loop) const {
  const Fold& fold = judge_.fold();
  switch (measure) {
    case Measure::kContacts:
      return loop.contacts;
    case Measure::kAgents:
      return loop.agents;
    case Measure::kTransfers:
      return loop.transfers;
    case Measure::kVisits:
      return loop.visits;
    case Measure::kFailedVisits:
      return loop.failed_visits;
    case Measure::kMissedByCompany:
      return loop.missed_by_company;
    case Measure::kMissedByCustomer:
      return loop.missed_by_customer;
    case Measure::kReopens:
      return loop.reopens;
    case Measure::kCostCents:
      return fold.CostCents(loop);
    case Measure::kCustomerDays:
      return loop.customer_days;
    case Measure::kAge:
      return fold.AgeAt(loop, clock_).count();
    case Measure::kWaitingOnCustomer:
      return fold.WaitingOnCustomerAt(loop, clock_).count();
    case Measure::kWaitingOnCompany:
      return fold.WaitingOnCompanyAt(loop, clock_).count();
  }
  return 0;
}

std::string Why::OfReach(const ReachCondition& condition, const Loop& loop, const Instance* instance,
                         bool unsettled) const {
  std::string text = wording_.Say(Phrase::kReach, wording_.Say(WordsOf(condition.measure)),
                                  wording_.Value(condition.measure, ValueOf(condition.measure, loop)),
                                  wording_.Value(condition.measure, condition.at_least));
  if (instance == nullptr || !unsettled || instance->true_from == kNever || instance->true_from <= clock_) return text;
  return text += "; " + wording_.Say(Phrase::kByClock, wording_.When(instance->true_from));
}

std::string Why::OfCustomer(std::uint32_t rule_index) const {
  const Rule& rule = judge_.rules().rule(rule_index);
  const auto& condition = std::get<CountCondition>(rule.condition);
  std::uint32_t found = 0;
  Instant oldest = clock_;
  std::vector<std::uint64_t> values;
  Fact fact;
  for (std::size_t i = judge_.taken(); i-- > 0;) {
    const Slot slot = history_.SlotAt(i);
    if (clock_ - history_.TimeOf(slot) >= condition.within) break;
    history_.View(slot, fact);
    if (!condition.of.Matches(fact)) continue;
    if (condition.has_distinct) {
      const std::uint64_t value = loopbreaker::ValueOf(fact, condition.distinct);
      if (value == 0 || std::find(values.begin(), values.end(), value) != values.end()) continue;
      values.push_back(value);
    }
    ++found;
    oldest = fact.time;
  }
  return Progress(condition, found, oldest, true);
}

}  // namespace loopbreaker
