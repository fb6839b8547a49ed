#include "coverage/coverage.h"

#include <algorithm>
#include <deque>

#include "absl/container/flat_hash_map.h"
#include "absl/container/flat_hash_set.h"
#include "base/hash.h"
#include "coverage/findings.h"
#include "coverage/rule_probe.h"
#include "engine/batch.h"

namespace loopbreaker {
namespace {

constexpr std::uint64_t kProxyTimes = 10;
constexpr std::size_t kSamples = 5;

class Runner {
 public:
  Runner(const FactStore& store, const RuleIndex& rules, Instant clock)
      : store_(store), rules_(rules), clock_(clock), batch_(store, rules, clock) {
    for (const Rule& rule : rules.set().rules) probes_.emplace_back(rule);
    result_.rules_file = rules.set().file;
    result_.zone = rules.set().settings.history.calendar.zone();
    result_.clock = clock;
    result_.first = kNever;
    result_.latest = Instant::min();
  }

  CoverageResult Run() {
    for (CustomerIndex customer = 0; customer < store_.customers().size(); ++customer) Take(customer);
    for (const PastFeedback& feedback : batch_.Feedback()) ProbeOf(*feedback.rule).TakeFeedback(feedback);
    for (const RuleProbe& probe : probes_) result_.rules.push_back(probe.Result(rules_.set().settings));
    store_.linker().Homeless([this](std::string_view) { ++result_.homeless_events; });
    result_.kinds[static_cast<std::size_t>(Kind::kProcessChanged)] = store_.process_changes().size();
    CountOrders();
    FindProxies();
    for (const FieldInfo& field : Fields()) {
      const auto index = static_cast<std::size_t>(field.field);
      const bool stored = index < kStoredFields && field.envelope && field.field != Field::kNote;
      if (stored && (present_ & BitOf(field.field)) == 0) result_.empty_fields.push_back(field.name);
    }
    if (result_.events == 0) result_.first = result_.latest = clock_;
    result_.findings = FindingsOf(result_);
    return std::move(result_);
  }

 private:
  RuleProbe& ProbeOf(const Rule& rule) { return probes_[static_cast<std::size_t>(&rule - rules_.set().rules.data())]; }

  void Take(CustomerIndex customer) {
    batch_.Walk(customer);
    const History& history = batch_.history();
    absl::flat_hash_set<std::string> cases;
    for (std::size_t i = 0; i < batch_.judge().taken(); ++i) {
      const Slot slot = history.SlotAt(i);
      history.View(slot, fact_);
      for (RuleProbe& probe : probes_) probe.Take(fact_, batch_.LoopOf(slot));
      TakeFact();
      if (fact_.kind == Kind::kCaseOpened && fact_.Has(Field::kCaseId)) cases.emplace(fact_.Text(Field::kCaseId));
    }
    if (batch_.judge().taken() == 0) return;
    ++result_.customers;
    if (batch_.customer().starts_with('~')) ++result_.provisional_customers;
    result_.events += batch_.judge().taken();
    result_.loops += batch_.fold().loops();
    for (LoopIndex loop = 0; loop < batch_.fold().loops(); ++loop) {
      if (batch_.fold().loop(loop).category == 0) ++result_.loops_without_category;
    }
    for (RuleProbe& probe : probes_) probe.EndCustomer(batch_, clock_);
    for (const PastVerdict& past : batch_.verdicts()) ProbeOf(*past.verdict.rule).Fired(past.activities.size());
    incidents_.push_back(
        {std::string(batch_.customer()), std::max<std::uint64_t>(cases.size(), batch_.fold().loops())});
  }

  void TakeFact() {
    ++result_.kinds[static_cast<std::size_t>(fact_.kind)];
    result_.first = std::min(result_.first, fact_.time);
    result_.latest = std::max(result_.latest, fact_.time);
    present_ |= fact_.present();
    if (fact_.kind == Kind::kContactEnded) {
      ++result_.contacts;
      if (!fact_.Has(Field::kCategory)) ++result_.without_category;
      if (fact_.Number(Field::kDisposition) == 0) ++result_.without_disposition;
    }
    if (!fact_.Has(Field::kWorkOrderId)) return;
    constexpr KindMask kVisited =
        MaskOf(Kind::kVisitCompleted) | MaskOf(Kind::kVisitMissed) | MaskOf(Kind::kWorkOrderCancelled);
    Order& order = orders_[std::string(fact_.Text(Field::kWorkOrderId))];
    order.created = order.created || fact_.kind == Kind::kWorkOrderCreated;
    order.visited = order.visited || (MaskOf(fact_.kind) & kVisited) != 0;
  }

  void CountOrders() {
    for (const auto& [id, order] : orders_) {
      if (!order.created) continue;
      ++result_.work_orders;
      if (order.visited) continue;
      ++result_.without_visit;
      result_.without_visit_samples.push_back(id);
    }
    std::sort(result_.without_visit_samples.begin(), result_.without_visit_samples.end());
    if (result_.without_visit_samples.size() > kSamples) result_.without_visit_samples.resize(kSamples);
  }

  void FindProxies() {
    if (incidents_.empty()) return;
    std::sort(incidents_.begin(), incidents_.end(), [](const CustomerCount& a, const CustomerCount& b) {
      return a.incidents != b.incidents ? a.incidents > b.incidents : a.customer < b.customer;
    });
    result_.incidents_median = incidents_[incidents_.size() / 2].incidents;
    const std::uint64_t many = kProxyTimes * std::max<std::uint64_t>(1, result_.incidents_median);
    for (const CustomerCount& count : incidents_) {
      if (count.incidents >= many && !rules_.set().settings.IsProxy(count.customer)) result_.proxies.push_back(count);
    }
  }

  struct Order {
    bool created = false;
    bool visited = false;  // or cancelled
  };
  const FactStore& store_;
  const RuleIndex& rules_;
  Instant clock_;
  Batch batch_;
  std::deque<RuleProbe> probes_;
  CoverageResult result_;
  absl::flat_hash_map<std::string, Order> orders_;
  std::vector<CustomerCount> incidents_;
  std::uint64_t present_ = 0;
  Fact fact_;
};

}  // namespace

std::string_view NameOf(Standing standing) {
  constexpr std::array<std::string_view, 3> kNames = {"CANNOT_FIRE", "NEVER_FIRED", "FIRED"};
  return kNames[static_cast<std::size_t>(standing)];
}

CoverageResult RunCoverage(const FactStore& store, const RuleIndex& rules, Instant clock) {
  return Runner(store, rules, clock).Run();
}

}  // namespace loopbreaker
