#include "dossier/dossier.h"

#include <algorithm>
#include <tuple>
#include <utility>
#include <vector>

#include "dossier/loop_line.h"
#include "event/timestamp.h"
#include "explain/link_reasons.h"
#include "explain/wording.h"
#include "reconcile/escalation.h"
#include "reconcile/loop_record.h"

namespace loopbreaker {
namespace {

constexpr int kLoopsMax = 10;
constexpr int kContactsMax = 3;
constexpr int kPromisesMax = 10;
// Of a loop: what somebody reads who takes it on. The number of those before them is said.
constexpr int kTimelineMax = 30;
constexpr int kAroundMax = 10;
// How many facts of a loop, or of the customer, are looked at from the newest back: nobody's next step hangs on a fact
// with so many newer ones, and a customer with a hundred thousand facts costs no more than one with this many.
constexpr int kFactsMax = 1000;

// The escalation that a desk has the customer by.
struct Standing {
  v1::Severity::Value severity = v1::Severity::UNSPECIFIED;
  int level = 0;
  Instant opened_at{};
  std::string desk;
  bool GraverThan(const Standing& other) const {
    return std::tie(severity, level, opened_at) > std::tie(other.severity, other.level, other.opened_at);
  }
};

class Compiler {
 public:
  Compiler(const Judge& judge, std::string_view customer, const Directory& directory, Instant clock, Instant known,
           DossierAt& out)
      : judge_(judge),
        fold_(judge.fold()),
        settings_(judge.rules().set().settings),
        wording_(settings_),
        customer_(customer),
        directory_(directory),
        clock_(clock),
        known_(known),
        out_(out) {}

  void Compile(const LinkReasonOf& linked_by) {
    out_.dossier.set_customer_id(std::string(customer_));
    Standing gravest;
    for (const LoopIndex loop : OpenLoops()) {
      if (Standing standing = AddLoop(loop); standing.GraverThan(gravest)) gravest = std::move(standing);
    }
    std::vector<Verdict> verdicts;
    judge_.CustomerVerdicts(clock_, verdicts);
    Consider(verdicts, {}, gravest);
    out_.dossier.set_desk(gravest.desk);
    if (gravest.desk.empty() && !out_.dossier.open_loops().empty())
      out_.dossier.set_desk(out_.dossier.open_loops(0).owner_team());
    std::sort(out_.dossier.mutable_promises()->begin(), out_.dossier.mutable_promises()->end(),
              [](const v1::StandingPromise& a, const v1::StandingPromise& b) {
                const auto due = [](const v1::StandingPromise& p) { return p.has_due() ? TimeOf(p.due()) : kNever; };
                return std::pair(due(a), TimeOf(a.made_at())) < std::pair(due(b), TimeOf(b.made_at()));
              });
    if (out_.dossier.promises_size() > kPromisesMax)
      out_.dossier.mutable_promises()->DeleteSubrange(kPromisesMax, out_.dossier.promises_size() - kPromisesMax);
    AddContacts(linked_by);
    AddAround();
  }

 private:
  void ChangesAt(Instant at) {
    if (at > known_) out_.changes = std::min(out_.changes, at);
  }

  // What the customer would not call solved, the one that moved last first.
  std::vector<LoopIndex> OpenLoops() {
    std::vector<LoopIndex> open;
    for (LoopIndex i = 0; i < fold_.loops(); ++i) {
      const Loop& loop = fold_.loop(i);
      if (loop.forgotten) continue;
      const Instant until = fold_.UnsettledUntil(loop);
      if (until <= clock_) continue;
      ChangesAt(until);
      open.push_back(i);
    }
    std::stable_sort(open.begin(), open.end(), [&](LoopIndex a, LoopIndex b) {
      return fold_.loop(a).last_activity > fold_.loop(b).last_activity;
    });
    if (open.size() > kLoopsMax) open.resize(kLoopsMax);
    return open;
  }

  void Consider(const std::vector<Verdict>& verdicts, const DeskPlace& place, Standing& gravest) const {
    for (const Verdict& verdict : verdicts) {
      if (!verdict.open || verdict.rule->shadow) continue;
      Standing standing{verdict.rule->severity, verdict.level, verdict.opened_at, {}};
      if (!standing.GraverThan(gravest)) continue;
      standing.desk = DeskOf(*verdict.rule, verdict.level, settings_, place);
      gravest = std::move(standing);
    }
  }

  Standing AddLoop(LoopIndex index) {
    const Loop& loop = fold_.loop(index);
    const v1::LoopRecord record = LoopRecordOf(judge_, index, customer_, directory_, clock_);
    v1::OpenLoop& out = *out_.dossier.add_open_loops();
    out.set_loop_id(record.loop_id());
    out.set_category(record.category());
    out.set_unit_id(record.unit_id());
    *out.mutable_opened_at() = record.opened_at();
    *out.mutable_last_activity() = record.last_activity();
    out.set_waits_on(record.waits_on());
    out.set_owner_team(record.owner_team());
    for (const v1::Blocker::Value blocker : BlockersOf(loop)) out.add_blockers(v1::Blocker::Value_Name(blocker));
    out.set_next_step(NextStepOf(judge_, loop));
    out.set_line(LoopLine(judge_, index, record, wording_));
    for (std::string& line : KnownOf(judge_, index, wording_)) out.add_known(std::move(line));
    if (!record.waits_on().empty()) {
      const auto& waits = out_.dossier.waits_on();
      if (std::find(waits.begin(), waits.end(), record.waits_on()) == waits.end())
        out_.dossier.add_waits_on(record.waits_on());
    }
    if (loop.waits_on != 0) SetTime(loop.waits_since, out.mutable_waits_since());
    AddTimeline(loop, out);
    AddPromises(loop, out.loop_id());
    std::vector<Verdict> verdicts;
    judge_.LoopVerdicts(index, clock_, verdicts, 0);
    Standing gravest;
    Consider(verdicts, {record.category(), record.region(), record.contractor()}, gravest);
    out.set_desk(gravest.desk);
    return gravest;
  }

  // Of the fact that was looked at last.
  void Fill(v1::Happening& out) const {
    SetTime(fact_.time, out.mutable_time());
    out.set_source(std::string(fact_.source));
    out.set_id(std::string(fact_.id));
    out.set_what(NameOf(fact_.kind));
    out.set_line(wording_.Line(fact_, false));
    out.set_team(std::string(fact_.Text(Field::kTeam)));
  }

  void AddTimeline(const Loop& loop, v1::OpenLoop& out) {
    std::uint32_t i = loop.last_link;
    for (; i != kNone && out.timeline_size() < kTimelineMax; i = fold_.link(i).previous) {
      fold_.history().View(fold_.link(i).slot, fact_);
      Fill(*out.add_timeline());
    }
    std::reverse(out.mutable_timeline()->begin(), out.mutable_timeline()->end());
    out.set_earlier(i == kNone ? 0 : fold_.link(i).length);
  }

  // What a loop does not tell: a letter, a survey, a comment about the customer as such.
  void AddAround() {
    const History& history = fold_.history();
    auto& around = *out_.dossier.mutable_around();
    const std::size_t taken = judge_.taken();
    const std::size_t end = taken > kFactsMax ? taken - kFactsMax : 0;
    for (std::size_t position = taken; position > end && around.size() < kAroundMax; --position) {
      const Slot slot = history.SlotAt(position - 1);
      if (fold_.LoopOf(slot) != kNone) continue;
      history.View(slot, fact_);
      if (fact_.kind == Kind::kContactStarted) continue;
      if (!judge_.Remembered(slot, fact_.time, clock_)) break;
      ChangesAt(AddSaturated(fact_.time, settings_.history.horizon + Nanos{1}));
      Fill(*around.Add());
    }
    std::reverse(around.begin(), around.end());
  }

  // From the newest back, as far as the latest end of the loop, which meets every promise before it.
  void AddPromises(const Loop& loop, const std::string& loop_id) {
    const bool ended_before = loop.resolved || loop.pending || loop.reopens != 0;
    std::vector<std::string> answered;
    int left = kFactsMax;
    for (std::uint32_t i = loop.last_link; i != kNone && left > 0; i = fold_.link(i).previous, --left) {
      fold_.history().View(fold_.link(i).slot, fact_);
      if (ended_before && fact_.time <= loop.resolved_at) break;
      const bool made = fact_.kind == Kind::kPromiseMade;
      if (!made && fact_.kind != Kind::kPromiseKept && fact_.kind != Kind::kPromiseWithdrawn) continue;
      const std::string_view id = fact_.Text(Field::kPromiseId);
      if (std::find(answered.begin(), answered.end(), id) != answered.end()) continue;
      answered.emplace_back(id);  // a later promise of the same id renews an earlier one
      if (made) AddPromise(loop_id);
    }
  }

  void AddPromise(const std::string& loop_id) {
    v1::StandingPromise& promise = *out_.dossier.add_promises();
    promise.set_promise_id(std::string(fact_.Text(Field::kPromiseId)));
    promise.set_loop_id(loop_id);
    SetTime(fact_.time, promise.mutable_made_at());
    promise.set_to_do(std::string(fact_.Text(Field::kToDo)));
    promise.set_to_team(std::string(fact_.Text(Field::kToTeam)));
    if (!fact_.Has(Field::kDue)) return;
    const Instant due = fact_.TimeOf(Field::kDue);
    SetTime(due, promise.mutable_due());
    promise.set_broken(due <= known_);
    ChangesAt(due);
  }

  void AddContacts(const LinkReasonOf& linked_by) {
    const History& history = fold_.history();
    std::vector<std::string> seen;
    const std::size_t taken = judge_.taken();
    const std::size_t end = taken > kFactsMax ? taken - kFactsMax : 0;
    for (std::size_t position = taken; position > end && out_.dossier.last_contacts_size() < kContactsMax; --position) {
      const Slot slot = history.SlotAt(position - 1);
      history.View(slot, fact_);
      if (!IsInboundContact(fact_)) continue;
      const std::string_view id = fact_.Text(Field::kContactId);
      if (!id.empty() && std::find(seen.begin(), seen.end(), id) != seen.end()) continue;
      if (!judge_.Remembered(slot, fact_.time, clock_)) break;
      if (!id.empty()) seen.emplace_back(id);
      ChangesAt(AddSaturated(fact_.time, settings_.history.horizon + Nanos{1}));
      v1::PastContact& contact = *out_.dossier.add_last_contacts();
      contact.set_contact_id(std::string(id));
      SetTime(fact_.time, contact.mutable_time());
      contact.set_channel(static_cast<v1::Channel::Value>(fact_.Number(Field::kChannel)));
      contact.set_team(std::string(fact_.Text(Field::kTeam)));
      contact.set_category(std::string(fact_.Text(Field::kCategory)));
      contact.set_line(wording_.Line(fact_, false));
      contact.set_linked_by(InLanguage(std::string(linked_by(fact_.source, fact_.id)), settings_.language));
    }
  }

  const Judge& judge_;
  const Fold& fold_;
  const RuleSettings& settings_;
  const Wording wording_;
  const std::string_view customer_;
  const Directory& directory_;
  const Instant clock_;
  const Instant known_;
  DossierAt& out_;
  Fact fact_;
};

}  // namespace

DossierAt DossierOf(const Judge& judge, std::string_view customer, const Directory& directory, Instant clock,
                    Instant known, const LinkReasonOf& linked_by) {
  DossierAt out;
  Compiler(judge, customer, directory, clock, known, out).Compile(linked_by);
  return out;
}

}  // namespace loopbreaker
