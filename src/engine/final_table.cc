#include "engine/final_table.h"

#include <algorithm>
#include <deque>
#include <tuple>

#include "absl/container/flat_hash_map.h"
#include "absl/container/flat_hash_set.h"
#include "base/hash.h"
#include "engine/feedback_actions.h"
#include "engine/group_log.h"
#include "engine/table_line.h"
#include "figures/findings.h"
#include "figures/tally_of.h"
#include "reconcile/feedback.h"

namespace loopbreaker {
namespace {

// What process rules need of a loop after its customer has been put away.
struct LoopCost {
  std::int64_t cost_cents;
  std::int32_t customer_days;
};

class Writer {
 public:
  Writer(const FactStore& store, const RuleIndex& rules, Instant clock, const LineSink& sink, Tally* days)
      : store_(store),
        rules_(rules),
        clock_(clock),
        sink_(sink),
        days_(days),
        local_days_(rules.set().settings.history.calendar.zone()),
        groups_(rules),
        history_(store.settings().history, store.pool()),
        judge_(history_, rules, groups_, 0) {
    summary_.open.resize(rules.set().rules.size());
    summary_.resolved.resize(rules.set().rules.size());
  }

  FinalSummary Verdicts() {
    for (CustomerIndex customer = 0; customer < store_.customers().size(); ++customer) {
      Judge(customer);
      verdicts_.clear();
      for (LoopIndex loop = 0; loop < judge_.fold().loops(); ++loop) judge_.LoopVerdicts(loop, clock_, verdicts_);
      judge_.CustomerVerdicts(clock_, verdicts_);
      for (const Verdict& verdict : verdicts_) {
        Count(*verdict.rule, verdict.open);
        sink_(VerdictLine(verdict, store_.customers().NameOf(customer), judge_.fold()));
      }
      Observe(customer);
    }
    for (const std::uint64_t group : groups_.AllGroups()) WriteGroup(group);
    FindUnknownFeedback();
    Finish();
    return std::move(summary_);
  }

  FinalSummary Loops() {
    for (CustomerIndex customer = 0; customer < store_.customers().size(); ++customer) {
      Judge(customer);
      for (LoopIndex loop = 0; loop < judge_.fold().loops(); ++loop) {
        if (judge_.fold().ForgottenAt(judge_.fold().loop(loop), clock_)) continue;
        sink_(LoopLine(loop, store_.customers().NameOf(customer), judge_.fold(), clock_));
      }
    }
    Finish();
    return std::move(summary_);
  }

 private:
  void Judge(CustomerIndex customer) {
    history_.SetCustomer(store_.customers().NameOf(customer));
    history_.Load(store_.customers().Facts(customer));
    judge_.Clear();
    judge_.TakeUntil(clock_);
    summary_.facts += judge_.taken();
    summary_.loops += judge_.fold().loops();
    if (days_ != nullptr) {
      days_->Put(customer, TallyOf(judge_.fold(), judge_.taken(), rules_.set().settings, local_days_, clock_));
    }
    unknown_.clear();
    judge_.UnknownActions(unknown_);
    for (const Slot slot : unknown_) {
      if (clock_ - history_.TimeOf(slot) < store_.settings().park_for) continue;
      Fact fact;
      history_.ViewOwn(slot, fact);
      summary_.unknown_actions.push_back(ToEvent(fact).SerializeAsString());
    }
  }

  void Count(const Rule& rule, bool open) {
    auto& counts = open ? summary_.open : summary_.resolved;
    ++counts[static_cast<std::size_t>(&rule - rules_.set().rules.data())];
  }

  void Finish() {
    summary_.duplicates = history_.duplicates();
    summary_.conflicts = history_.conflicts();
  }

  void Observe(CustomerIndex customer) {
    observations_.clear();
    judge_.Observations(clock_, observations_);
    loop_numbers_.clear();
    for (const Observation& observation : observations_) {
      const LoopIndex loop = judge_.fold().LoopOf(observation.slot);
      std::uint32_t number = kNone;
      if (loop != kNone) {
        const auto [it, added] = loop_numbers_.try_emplace(loop, static_cast<std::uint32_t>(loops_.size()));
        number = it->second;
        if (added) {
          const Loop& figures = judge_.fold().loop(loop);
          loops_.push_back({judge_.fold().CostCents(figures), static_cast<std::int32_t>(figures.customer_days)});
        }
      }
      logs_[observation.group].Append({observation.time, observation.value, customer, observation.slot, number},
                                      CustomerValue(customer));
    }
  }

  // What `distinct: customer_id` compares.
  std::uint64_t CustomerValue(CustomerIndex customer) const { return Hash64(store_.customers().NameOf(customer)); }

  void WriteGroup(std::uint64_t group) {
    ProcessVerdict verdict;
    logs_[group].Read([&](const GroupEntry& entry) { groups_.Add(group, entry); },
                      [&](CustomerIndex customer) { return CustomerValue(customer); });
    logs_.erase(group);
    if (groups_.VerdictOf(group, clock_, verdict)) {
      Count(*verdict.rule, verdict.open);
      sink_(GroupLine(verdict, groups_.NamesOf(group), Figures(verdict)));
      if (!store_.feedback_actions().empty()) feedback_.insert(FeedbackId(*verdict.rule, groups_.NamesOf(group)));
    }
    groups_.Drop(group);
  }

  void FindUnknownFeedback() {
    FeedbackActions actions;
    for (const v1::ContactEvent& event : store_.feedback_actions()) actions.Take(event);
    const auto known = [this](const std::string& id) { return IsFinding(id) || feedback_.contains(id); };
    for (const v1::ContactEvent* action : actions.Unknown(clock_, store_.settings().park_for, known)) {
      summary_.unknown_actions.push_back(action->SerializeAsString());
    }
  }

  GroupFigures Figures(const ProcessVerdict& verdict) {
    GroupFigures figures;
    absl::flat_hash_set<std::uint32_t> loops;
    for (const GroupEntry& entry : verdict.evidence) {
      if (entry.loop == kNone || !loops.insert(entry.loop).second) continue;
      figures.cost_cents += loops_[entry.loop].cost_cents;
      figures.customer_days += loops_[entry.loop].customer_days;
    }
    figures.loops = loops.size();

    // The identities of the facts are read from their customers again: only those in the window are wanted.
    struct Row {
      Instant time;
      std::uint8_t rank;
      std::string source;
      std::string id;
    };
    std::vector<GroupEntry> entries = verdict.evidence;
    std::sort(entries.begin(), entries.end(), [](const GroupEntry& a, const GroupEntry& b) {
      return std::tie(a.customer, a.slot) < std::tie(b.customer, b.slot);
    });
    std::vector<Row> rows;
    CustomerIndex loaded = kNobody;
    bool by_record = false;  // the facts are found by counting records, without making a history
    std::string_view records;
    Slot next = 0;
    Fact fact;
    for (const GroupEntry& entry : entries) {
      if (entry.customer != loaded) {
        loaded = entry.customer;
        ++figures.customers;
        records = store_.customers().Facts(loaded);
        next = 0;
        by_record = !store_.MayHaveVersions(loaded);
        if (!by_record) history_.Load(records);
      }
      if (by_record) {
        for (; next < entry.slot; ++next) History::TakeRecord(records);
        std::string_view rest = records;
        Unpack(History::TakeRecord(rest), store_.pool(), fact);
      } else {
        history_.ViewOwn(entry.slot, fact);
      }
      rows.push_back({fact.time, fact.rank, std::string(fact.source), std::string(fact.id)});
    }
    std::sort(rows.begin(), rows.end(), [](const Row& a, const Row& b) {
      return std::tie(a.time, a.rank, a.source, a.id) < std::tie(b.time, b.rank, b.source, b.id);
    });
    for (Row& row : rows) figures.evidence.emplace_back(std::move(row.source), std::move(row.id));
    return figures;
  }

  const FactStore& store_;
  const RuleIndex& rules_;
  Instant clock_;
  const LineSink& sink_;
  Tally* days_;
  LocalDays local_days_;
  ProcessGroups groups_;
  History history_;
  loopbreaker::Judge judge_;
  FinalSummary summary_;
  absl::flat_hash_map<std::uint64_t, GroupLog> logs_;
  std::deque<LoopCost> loops_;
  std::vector<Verdict> verdicts_;
  std::vector<Observation> observations_;
  std::vector<Slot> unknown_;
  absl::flat_hash_set<std::string> feedback_;  // ids of what groups say, where somebody did something about one
  absl::flat_hash_map<LoopIndex, std::uint32_t> loop_numbers_;
};

}  // namespace

FinalSummary WriteFinalVerdicts(const FactStore& store, const RuleIndex& rules, Instant clock, const LineSink& sink,
                                Tally* days) {
  return Writer(store, rules, clock, sink, days).Verdicts();
}

FinalSummary WriteFinalLoops(const FactStore& store, const RuleIndex& rules, Instant clock, const LineSink& sink,
                             Tally* days) {
  return Writer(store, rules, clock, sink, days).Loops();
}

}  // namespace loopbreaker
