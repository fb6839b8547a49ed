#include "explain/explain.h"

#include <algorithm>
#include <map>
#include <memory>
#include <utility>
#include <vector>

#include "base/text.h"
#include "explain/fired.h"
#include "explain/near_misses.h"
#include "explain/story.h"
#include "explain/why.h"
#include "reconcile/fact_line.h"
#include "rules/process.h"

namespace loopbreaker {
namespace {

// Of where the time of a loop went.
constexpr std::size_t kStandstillsTold = 4;

class Page {
 public:
  // `proxy`: nobody is alerted of the customer, whatever the rules say.
  Page(const FactStore& store, const RuleIndex& rules, const ExplainRequest& request, bool proxy)
      : store_(store),
        rules_(rules),
        request_(request),
        proxy_(proxy),
        clock_(request.clock),
        wording_(store.settings()),
        groups_(rules),
        history_(store.settings().history, store.pool()),
        judge_(history_, rules, groups_, 0),
        why_(history_, judge_, wording_, clock_) {
    history_.SetCustomer(store.customers().NameOf(request.customer));
    history_.Load(store.customers().Facts(request.customer));
    judge_.TakeUntil(clock_);
    story_ = TellStory(history_, rules, clock_);
  }

  std::string Write() {
    const std::string name(store_.customers().NameOf(request_.customer));
    Line(0, wording_.Say(Phrase::kAsOf, name, wording_.When(clock_), wording_.calendar().zone().name()));
    if (store_.directory().IsVulnerable(name)) Line(0, wording_.Say(Phrase::kVulnerable));
    if (proxy_) Line(0, wording_.Say(Phrase::kProxy));
    for (LoopIndex i = 0; i < judge_.fold().loops(); ++i) {
      if (!judge_.fold().ForgottenAt(judge_.fold().loop(i), clock_)) WriteLoop(i);
    }
    const bool elsewhere =
        std::any_of(story_.facts.begin(), story_.facts.end(), [](const StoryFact& told) { return told.loop == kNone; });
    if (elsewhere) {
      Heading(0, Phrase::kElsewhere);
      WriteFacts(kNone, 1);
    }
    WriteCustomerRules();
    WriteProcessRules();
    // What many report goes by many names.
    if (!proxy_) WriteNearMisses();
    return std::move(text_);
  }

 private:
  void Line(int depth, const std::string& line) {
    text_.append(static_cast<std::size_t>(depth) * 2, ' ').append(line).append("\n");
  }
  void Heading(int depth, Phrase phrase) {
    if (depth == 0) text_ += "\n";
    Line(depth, wording_.Say(phrase));
  }
  bool Wanted(const Rule& rule) const { return request_.rule.empty() || rule.id == request_.rule; }

  std::string CategoryOf(const Loop& loop) {
    if (loop.category_from == kNoSlot) return wording_.Say(Phrase::kNoCategory);
    history_.View(loop.category_from, fact_);
    return std::string(fact_.subject);
  }

  std::string StatusOf(const Loop& loop) const {
    const std::string when = loop.resolved ? wording_.When(loop.resolved_at) : "";
    switch (judge_.fold().StatusAt(loop, clock_)) {
      case LoopStatus::kOpen:
        return wording_.Say(loop.pending ? Phrase::kPending : Phrase::kOpen);
      case LoopStatus::kExpired:
        return wording_.Say(Phrase::kExpired);
      case LoopStatus::kClosed:
        return wording_.Say(loop.by_leaving ? Phrase::kLeft : Phrase::kClosed, when);
      case LoopStatus::kResolved:
        break;
    }
    if (loop.by_leaving) return wording_.Say(Phrase::kLeft, when);
    return wording_.Say(loop.by_word ? Phrase::kByWord : Phrase::kResolved, when);
  }

  void WriteLoop(LoopIndex index) {
    const Loop& loop = judge_.fold().loop(index);
    std::string head = CategoryOf(loop);
    if (loop.unit_from != kNoSlot) {
      history_.View(loop.unit_from, fact_);
      head = wording_.Say(Phrase::kAtUnit, head, std::string(fact_.Text(Field::kUnitId)));
    }
    text_ += "\n";
    Line(0, std::to_string(index + 1) + ". " + head + ": " + StatusOf(loop) + "; " +
                wording_.Say(Phrase::kFirstSign, wording_.When(loop.first_time)));
    Line(1, wording_.Say(Phrase::kFigures, loop.contacts, loop.agents, loop.transfers, loop.visits, loop.failed_visits,
                         loop.missed_by_company, loop.reopens, loop.customer_days,
                         wording_.Money(judge_.fold().CostCents(loop))));
    WriteWaits(index);
    if (loop.waits_on != 0) {
      const bool customer = loop.waits_on == v1::WaitsOn::CUSTOMER;
      Line(1, wording_.Say(customer ? Phrase::kWaitsOnCustomer : Phrase::kWaitsOnUs, wording_.When(loop.waits_since)));
    }
    Heading(1, Phrase::kTimeline);
    WriteFacts(index, 2);
    WriteRules(index);
  }

  // Where the time of the loop went, the longest first.
  void WriteWaits(LoopIndex index) {
    Nanos open{0};
    std::vector<std::pair<Nanos, Standstill>> times;
    for (const auto& [standstill, length] : story_.waits[index].At(clock_)) {
      open += length;
      times.emplace_back(length, standstill);
    }
    if (open < hours{1}) return;
    std::stable_sort(times.begin(), times.end(), [](const auto& a, const auto& b) { return a.first > b.first; });
    std::string told;
    for (std::size_t i = 0; i < times.size() && i < kStandstillsTold; ++i) {
      const auto& [length, standstill] = times[i];
      const Phrase on = standstill.on == v1::WaitsOn::CUSTOMER      ? Phrase::kAfterOnCustomer
                        : standstill.on == v1::WaitsOn::THIRD_PARTY ? Phrase::kAfterOnThird
                                                                    : Phrase::kAfterOnUs;
      told += (told.empty() ? "" : "; ") +
              wording_.Say(on, wording_.Length(length), std::string(WordFor(standstill.after, wording_.language())));
    }
    Line(1, wording_.Say(Phrase::kTimeWent, wording_.Length(open), told));
  }

  std::string DidOf(const StoryFact& told) {
    std::vector<std::string> did;
    if (told.opened) did.push_back(wording_.Say(Phrase::kOpenedLoop));
    if (told.reference) {
      std::string reference(fact_.Text(*told.reference));
      did.push_back(wording_.Say(Phrase::kByReference, reference));
    }
    if (told.only_one) did.push_back(wording_.Say(Phrase::kOnlyOne));
    if (told.reopened) did.push_back(wording_.Say(told.resolved ? Phrase::kCameBack : Phrase::kReopened));
    if (told.pending) did.push_back(wording_.Say(Phrase::kStillToDo));
    if (told.resolved && !told.reopened)
      did.push_back(wording_.Say(told.by_word ? Phrase::kDidResolveByWord : Phrase::kDidResolve));
    if (told.end) did.push_back(wording_.Say(Phrase::kDidEnd));
    std::string text;
    for (const std::string& word : did) text += (text.empty() ? "  [" : "; ") + word;
    return text.empty() ? text : text + "]";
  }

  void WriteFacts(LoopIndex loop, int depth) {
    for (const StoryFact& told : story_.facts) {
      if (told.loop != loop) continue;
      history_.View(told.slot, fact_);
      Line(depth, wording_.When(fact_.time) + "  " + wording_.Line(fact_, false) + DidOf(told));
      if (request_.links != nullptr)
        Line(depth + 1, wording_.Say(Phrase::kLinked, request_.links->ReasonOf(fact_, wording_)));
    }
  }

  // Verdicts that are open, those that are over, and the rules without either.
  void WriteVerdicts(const std::vector<Verdict>& verdicts, int depth) {
    for (const bool open : {true, false}) {
      bool first = true;
      for (const Verdict& verdict : verdicts) {
        if (verdict.open != open || !Wanted(*verdict.rule)) continue;
        if (first)
          Heading(depth, open ? (proxy_ ? Phrase::kWouldFire : Phrase::kFired)
                              : (proxy_ ? Phrase::kWouldHaveEnded : Phrase::kEnded));
        first = false;
        const auto lines = TellVerdict(verdict, history_, judge_, wording_, clock_);
        Line(depth + 1, lines.front());
        for (std::size_t i = 1; i < lines.size(); ++i) Line(depth + 2, lines[i]);
      }
    }
  }

  void WriteNotYet(const std::vector<std::pair<std::string, std::string>>& lines, int depth) {
    if (lines.empty()) return;
    Heading(depth, Phrase::kNotYet);
    for (const auto& [rule, line] : lines) Line(depth + 1, rule + ": " + line);
  }

  // Verdicts in the order of the rules: instances stand in the order in which they began.
  static void Sort(std::vector<Verdict>& verdicts) {
    std::stable_sort(verdicts.begin(), verdicts.end(),
                     [](const Verdict& a, const Verdict& b) { return a.rule < b.rule; });
  }

  void WriteRules(LoopIndex loop) {
    std::vector<Verdict> verdicts;
    judge_.LoopVerdicts(loop, clock_, verdicts);
    Sort(verdicts);
    WriteVerdicts(verdicts, 1);
    std::vector<std::pair<std::string, std::string>> lines;
    const auto& rules = rules_.set().rules;
    for (std::uint32_t i = 0; i < rules.size(); ++i) {
      if (rules[i].scope != RuleScope::kLoop || !Wanted(rules[i])) continue;
      const bool over = std::any_of(verdicts.begin(), verdicts.end(),
                                    [&](const Verdict& verdict) { return verdict.rule == &rules[i]; });
      // Of one that has ended with its loop everything has been said.
      if (over && clock_ >= judge_.fold().UnsettledUntil(judge_.fold().loop(loop))) continue;
      for (const std::string& line : why_.OfLoop(i, loop, StatusOf(judge_.fold().loop(loop))))
        lines.emplace_back(rules[i].id, line);
    }
    WriteNotYet(lines, 1);
  }

  void WriteCustomerRules() {
    std::vector<Verdict> verdicts;
    judge_.CustomerVerdicts(clock_, verdicts);
    std::vector<std::pair<std::string, std::string>> lines;
    bool any = false;
    for (const std::uint32_t rule : rules_.customer_rules()) {
      if (!Wanted(rules_.rule(rule))) continue;
      any = true;
      const bool open = std::any_of(verdicts.begin(), verdicts.end(), [&](const Verdict& verdict) {
        return verdict.open && verdict.rule == &rules_.rule(rule);
      });
      if (!open) lines.emplace_back(rules_.rule(rule).id, why_.OfCustomer(rule));
    }
    if (!any) return;
    Heading(0, Phrase::kCustomerRules);
    WriteVerdicts(verdicts, 1);
    WriteNotYet(lines, 1);
  }

  // Of process rules there is only to say what this customer adds to them.
  void WriteProcessRules() {
    std::vector<Observation> observations;
    judge_.Observations(clock_, observations);
    std::map<std::pair<std::uint32_t, std::string>, int> counts;
    for (const Observation& observation : observations) {
      if (!Wanted(rules_.rule(observation.rule))) continue;
      std::string group;
      for (const auto& [field, value] : groups_.NamesOf(observation.group)) {
        group += (group.empty() ? "" : ", ") + field + " " + value;
      }
      ++counts[{observation.rule, group}];
    }
    if (counts.empty()) return;
    Heading(0, Phrase::kProcess);
    for (const auto& [key, count] : counts) {
      Line(1, rules_.rule(key.first).id + ": " + wording_.Say(Phrase::kProcessCounts, count, key.second));
    }
  }

  void WriteNearMisses() {
    const auto pairs = NearMisses(judge_.fold(), clock_);
    if (pairs.empty()) return;
    Heading(0, Phrase::kNearMisses);
    for (const auto& [a, b] : pairs) {
      const std::string earlier = CategoryOf(judge_.fold().loop(a));
      const std::string later = CategoryOf(judge_.fold().loop(b));
      Line(1, wording_.Say(Phrase::kNearMiss, a + 1, b + 1, earlier, later));
      Line(2, wording_.Say(Phrase::kSubjectsAdvice, earlier, later));
    }
  }

  const FactStore& store_;
  const RuleIndex& rules_;
  const ExplainRequest& request_;
  bool proxy_;
  Instant clock_;
  Wording wording_;
  ProcessGroups groups_;
  History history_;
  Judge judge_;
  Why why_;
  Story story_;
  Fact fact_;
  std::string text_;
};

}  // namespace

std::string Explain(const FactStore& store, const RuleIndex& rules, const ExplainRequest& request) {
  const std::string_view customer = store.customers().NameOf(request.customer);
  if (!rules.set().settings.IsProxy(customer)) return Page(store, rules, request, false).Write();
  // Why it would escalate if it were one customer: who named the account wants to see what that keeps quiet.
  RuleSet set = rules.set();
  set.settings.proxies.erase(Abseil(customer));
  const RuleIndex as_one(std::make_shared<const RuleSet>(std::move(set)));
  return Page(store, as_one, request, true).Write();
}

}  // namespace loopbreaker
