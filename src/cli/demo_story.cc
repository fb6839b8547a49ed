#include "cli/demo_story.h"

#include <algorithm>
#include <map>
#include <set>
#include <tuple>
#include <vector>

#include "absl/strings/str_join.h"
#include "cli/demo_data.h"
#include "engine/stream.h"
#include "event/timestamp.h"
#include "reconcile/fact_line.h"

namespace loopbreaker {
namespace {

// Whom the story is about, and the alert that it leads up to.
constexpr std::string_view kTenant = "tenant-1042";
constexpr std::string_view kCallout = "third-callout";

// What the front office files, and what nobody has to read to follow the story.
bool IsPaperwork(Kind kind) {
  return kind == Kind::kContactStarted || kind == Kind::kCaseOpened || kind == Kind::kCaseAssigned ||
         kind == Kind::kWorkOrderCreated || kind == Kind::kPromiseKept;
}

// One thing that happened: a fact that came in, or a revision that went out.
struct Moment {
  Instant at{};
  bool fact = false;
  bool action = false;  // a supervisor's
  std::string line;     // of a fact
  v1::Escalation escalation;
};

class Recorder final : public RevisionSink {
 public:
  void OnEscalation(const EscalationRevision& revision) override {
    if (revision.removed || revision.shadow) return;
    const v1::Escalation& escalation = revision.escalation;
    if (escalation.customer_id() == kTenant) {
      moments.push_back({TimeOf(escalation.detected_at()), false, false, "", escalation});
    } else {
      others[escalation.id()] = escalation;
    }
  }
  void OnFeedback(const v1::Feedback& revision, bool shadow) override {
    if (!shadow && revision.state() != v1::State::RETRACTED) feedback[revision.id()] = revision;
  }

  std::vector<Moment> moments;
  std::map<std::string, v1::Escalation> others;  // the last revision of each
  std::map<std::string, v1::Feedback> feedback;
  std::size_t events = 0;
  std::size_t customers = 0;
};

// "2 of 2 visits in vain, 2 contacts, € 199.00, 2 customer days"
std::string Figures(const v1::Escalation& escalation) {
  const v1::Measures& measures = escalation.measures();
  return std::to_string(measures.failed_visits()) + " of " + Counted(measures.visits(), "visit", "visits") +
         " in vain, " + Counted(measures.contacts(), "contact", "contacts") + ", " + Money(measures.cost_cents()) +
         ", " + Counted(measures.customer_days(), "customer day", "customer days");
}

// "Missing: thermostatic valve 22 mm; mandate: open the shaft wall"
std::string Missing(const v1::Escalation& escalation) {
  std::string text = absl::StrJoin(escalation.parts_missing(), ", ");
  if (!escalation.authorisations_missing().empty()) {
    text += (text.empty() ? "mandate: " : "; mandate: ") + absl::StrJoin(escalation.authorisations_missing(), ", ");
  }
  return text.empty() ? text : "Missing: " + text;
}

std::string_view ReasonOf(v1::EndedBy::Value ended_by) {
  switch (ended_by) {
    case v1::EndedBy::LOOP_RESOLVED:
      return "the problem is solved";
    case v1::EndedBy::CONDITION:
      return "no longer so";
    case v1::EndedBy::DISMISSED:
      return "dismissed";
    default:
      return "over";
  }
}

// Tells the moments one after the other; what is said of one instant's alerts is said once.
class Teller {
 public:
  explicit Teller(DemoPage& page) : page_(page) {}

  void Tell(const Moment& moment) {
    if (moment.at != at_ || moment.fact) Flush();
    at_ = moment.at;
    if (moment.fact) {
      page_.Write(Stamp(), page_.WithLocalTimes(moment.line), 1);
      return;
    }
    const v1::Escalation& now = moment.escalation;
    const bool stands = now.state() == v1::State::OPENED || now.state() == v1::State::UPDATED;
    int& level = levels_[now.id()];
    if (now.state() == v1::State::OPENED) {
      Announce(now, ">> ", " to " + now.desk() + ": " + now.title());
      if (spoken_for_ == nullptr || now.severity() > spoken_for_->severity()) spoken_for_ = &now;
    } else if (stands && now.level() > level) {
      Announce(now, "^^ ", ", up to " + now.desk() + " as nobody took it on: " + now.rule_id());
    } else if (now.state() == v1::State::RESOLVED && now.previous_state() != v1::State::RESOLVED) {
      ended_[now.ended_by()].push_back(now.rule_id());
    }
    level = now.level();
    if (stands && now.rule_id() == kCallout) callout_ = &now;
    if (now.rule_id() == kCallout) last_ = &now;
  }

  // What was put off until the instant is complete.
  void Flush() {
    if (spoken_for_ != nullptr && spoken_for_->severity() >= v1::Severity::HIGH) {
      const v1::Escalation& now = *spoken_for_;
      if (Figures(now) != figures_) page_.Write(kIndent, Figures(now));
      figures_ = Figures(now);
      SayNext(now, now.severity() == v1::Severity::CRITICAL || now.rule_id() == kCallout);
    } else if (callout_ != nullptr && callout_->blockers_size() != 0) {
      SayNext(*callout_, false);
    }
    for (const auto& [reason, rules] : ended_) {
      page_.Write(Stamp() + "-- ", "ended, " + std::string(ReasonOf(reason)) + ": " + absl::StrJoin(rules, ", "));
    }
    spoken_for_ = nullptr;
    callout_ = nullptr;
    ended_.clear();
  }

  // The last that is known of the loop; null before the third callout.
  const v1::Escalation* last() const { return last_; }

 private:
  static constexpr std::string_view kIndent = "                     ";

  // The date once a day, the time once an instant.
  std::string Stamp() {
    const std::string local = page_.Local(at_);
    std::string stamp = local;
    if (stamp == stamp_) {
      stamp.assign(DemoPage::kTimeColumns, ' ');
    } else if (local.substr(0, 10) == stamp_.substr(0, 10)) {
      stamp.replace(0, 10, 10, ' ');
    }
    stamp_ = local;
    return stamp + "  ";
  }

  void Announce(const v1::Escalation& escalation, const std::string& mark, const std::string& text) {
    page_.Alert(escalation.severity(), Stamp() + mark, v1::Severity::Value_Name(escalation.severity()) + text);
  }

  // The same sentence is not said twice, unless it is the one that matters.
  void SayNext(const v1::Escalation& escalation, bool again) {
    if (escalation.next_step() == next_step_ && !again) return;
    next_step_ = escalation.next_step();
    if (spoken_for_ != nullptr) page_.Write(kIndent, Missing(escalation));
    page_.Write(kIndent, "Next: " + next_step_);
  }

  DemoPage& page_;
  Instant at_{};
  std::string stamp_;
  std::string figures_;
  std::string next_step_;
  std::map<std::string, int> levels_;  // by id
  std::map<v1::EndedBy::Value, std::vector<std::string>> ended_;
  const v1::Escalation* spoken_for_ = nullptr;  // the gravest that opened at this instant
  const v1::Escalation* callout_ = nullptr;     // as it stands since this instant
  const v1::Escalation* last_ = nullptr;
};

bool Record(const RuleIndex& rules, Recorder& recorder, std::string& error) {
  DemoData data;
  Directory directory(rules.set().settings.phone_region);
  if (!ReadPlumber(data, directory, error)) return false;
  Stream stream(rules, directory, recorder);
  Refusal refusal;
  Fact fact;
  std::size_t known = 0;
  for (const v1::ContactEvent& event : data.events) {
    if (!stream.Add(event, kLatest, refusal)) {
      error = refusal.detail;
      return false;
    }
    // What made the tenant's history longer is the tenant's, whoever the event itself names.
    const Customers& customers = stream.store().customers();
    const CustomerIndex tenant = customers.Find(kTenant);
    const std::size_t now = tenant == kNobody ? 0 : customers.Facts(tenant).size();
    if (now == known) continue;
    known = now;
    fact.Clear();
    ViewOf(event, fact);
    if (IsPaperwork(fact.kind)) continue;
    recorder.moments.push_back(
        {fact.time, true, fact.kind == Kind::kSupervisorActed, LineOf(fact, rules.set().settings), {}});
  }
  stream.Finish(std::nullopt);
  const auto by_time = [](const Moment& a, const Moment& b) {
    return std::tuple(a.at, !a.fact) < std::tuple(b.at, !b.fact);
  };
  std::stable_sort(recorder.moments.begin(), recorder.moments.end(), by_time);
  recorder.events = data.events.size();
  recorder.customers = stream.store().customers().size();
  return true;
}

template <typename Revision>
std::vector<const Revision*> ByTime(const std::map<std::string, Revision>& revisions) {
  std::vector<const Revision*> sorted;
  for (const auto& [id, revision] : revisions) sorted.push_back(&revision);
  std::stable_sort(sorted.begin(), sorted.end(), [](const Revision* a, const Revision* b) {
    return TimeOf(a->opened_at()) < TimeOf(b->opened_at());
  });
  return sorted;
}

void TellLearnt(const Recorder& recorder, DemoPage& page) {
  page.Heading("What was learnt, for those who own the process");
  for (const v1::Feedback* feedback : ByTime(recorder.feedback)) {
    page.Write(page.Local(TimeOf(feedback->opened_at())) + "  ",
               "to " + feedback->desk() + ": " + feedback->suggestion());
  }
}

void TellOthers(const Recorder& recorder, DemoPage& page) {
  page.Heading("Meanwhile, others");
  std::set<std::string> concerned = {std::string(kTenant)};
  for (const v1::Escalation* escalation : ByTime(recorder.others)) {
    concerned.insert(escalation->customer_id());
    page.Write(page.Local(TimeOf(escalation->opened_at())) + "  ",
               v1::Severity::Value_Name(escalation->severity()) + " to " + escalation->desk() + ": " +
                   escalation->title() + " (" + escalation->customer_id() + "), " +
                   (escalation->state() == v1::State::RESOLVED ? "over" : "open"));
  }
  page.Write("",
             "The other " +
                 Counted(static_cast<std::int64_t>(recorder.customers - concerned.size()), "customer", "customers") +
                 " set off nothing.");
}

}  // namespace

bool TellPlumber(const RuleIndex& rules, DemoPage& page, std::string& error) {
  Recorder recorder;
  if (!Record(rules, recorder, error)) return false;
  page.Heading("THE PLUMBER, a made-up story: " + std::string(kTenant) + ", a leak (" +
               std::to_string(recorder.events) + " events, " + std::to_string(recorder.customers) + " customers)");
  page.Write("", "Facts as they came in; behind >> what they set off: how bad, for which desk, what to do.");
  page.Blank();
  Teller teller(page);
  bool second_act = false;
  page.Heading("Three visits by people who knew the cause");
  for (const Moment& moment : recorder.moments) {
    if (moment.action && !second_act) {
      second_act = true;
      teller.Flush();
      page.Blank();
      page.Heading("A desk takes it on");
    }
    teller.Tell(moment);
  }
  teller.Flush();
  if (const v1::Escalation* last = teller.last(); last != nullptr) {
    page.Write(
        "", "In all: " + Figures(*last) + ", " + Counted(last->measures().age_seconds() / 86'400, "day", "days") + ".");
  }
  page.Blank();
  TellLearnt(recorder, page);
  page.Blank();
  TellOthers(recorder, page);
  return true;
}

}  // namespace loopbreaker
