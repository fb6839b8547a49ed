#include "history/fold.h"

#include <algorithm>
#include <limits>

#include "base/hash.h"

namespace loopbreaker {
namespace {

using v1::Disposition;

// In the order in which they are asked.
constexpr std::array<Field, 5> kReferences = {Field::kCaseId, Field::kWorkOrderId, Field::kVisitId, Field::kPromiseId,
                                              Field::kContactId};

std::uint64_t ReferenceKey(Field field, std::string_view value) {
  return Combine(static_cast<std::uint64_t>(field) + 1, Hash64(value));
}

bool Compatible(std::uint64_t a, std::uint64_t b) { return a == 0 || b == 0 || a == b; }

// Whether cases 2 to 4 are for this kind.
bool JoinsBySubject(Kind kind) {
  switch (kind) {
    case Kind::kLetterSent:
    case Kind::kSurveyAnswered:
    case Kind::kSaleMade:
    case Kind::kLeadNoted:
    case Kind::kProcessChanged:
    case Kind::kSupervisorActed:
      return false;
    default:
      return true;
  }
}

bool IsOpening(const Fact& fact) {
  switch (fact.kind) {
    case Kind::kContactEnded:
      return IsInboundContact(fact);
    case Kind::kContactTransferred:
      return !fact.subject.empty();
    case Kind::kSelfServiceFailed:
    case Kind::kCaseOpened:
    case Kind::kCaseReopened:
    case Kind::kWorkOrderCreated:
    case Kind::kVisitScheduled:
    case Kind::kVisitCompleted:
    case Kind::kVisitMissed:
    case Kind::kPromiseMade:
    case Kind::kRaised:
      return true;
    default:
      return false;
  }
}

}  // namespace

Fold::Fold(const History& history, Journal& journal)
    : settings_(history.settings()),
      history_(history),
      journal_(journal),
      loops_(journal),
      links_(journal),
      visits_(journal),
      to_do_(journal),
      root_(journal),
      bindings_(journal),
      seen_(journal),
      loop_of_(journal) {
  Clear();
}

void Fold::Clear() {
  loops_.Clear();
  links_.Clear();
  visits_.Clear();
  to_do_.Clear();
  root_.Clear();
  bindings_.Clear();
  seen_.Clear();
  loop_of_.Clear();
  root_.Append(Root{});
}

void Fold::Save(SnapshotWriter& out) const {
  loops_.Save(out);
  links_.Save(out);
  visits_.Save(out);
  to_do_.Save(out);
  root_.Save(out);
  bindings_.Save(out);
  seen_.Save(out);
  loop_of_.Save(out);
}

void Fold::Restore(SnapshotReader& in) {
  loops_.Restore(in);
  links_.Restore(in);
  visits_.Restore(in);
  to_do_.Restore(in);
  root_.Restore(in);
  bindings_.Restore(in);
  seen_.Restore(in);
  loop_of_.Restore(in);
}

std::uint32_t Fold::AppendLink(Link link) {
  link.length = 1 + (link.previous == kNone ? 0 : links_[link.previous].length);
  return links_.Append(link);
}

LoopIndex Fold::LoopOf(Slot slot) const {
  const LoopIndex index = JoinedBy(slot);
  return index == kNone || loops_[index].forgotten ? kNone : index;
}

LoopStatus Fold::StatusAt(const Loop& loop, Instant t) const {
  if (loop.resolved) {
    return t - loop.resolved_at >= settings_.confirm_window ? LoopStatus::kClosed : LoopStatus::kResolved;
  }
  return t >= ExpiresAt(loop) ? LoopStatus::kExpired : LoopStatus::kOpen;
}

bool Fold::LiveAt(const Loop& loop, Instant t) const {
  const LoopStatus status = StatusAt(loop, t);
  return !loop.forgotten && (status == LoopStatus::kOpen || status == LoopStatus::kResolved);
}

bool Fold::ForgottenAt(const Loop& loop, Instant t) const {
  return loop.forgotten || (t - loop.last_fact > settings_.horizon && !LiveAt(loop, t));
}

Instant Fold::UnsettledUntil(const Loop& loop) const {
  if (!loop.resolved) return ExpiresAt(loop);
  if (loop.by_word && loop.reopens >= 1) return loop.resolved_at + settings_.confirm_window;
  return Instant::min();
}

void Fold::ForgetUntil(Instant t) {
  if (t <= root_[0].nothing_forgotten_until) return;
  Instant earliest = kNever;
  LoopIndex first = root_[0].first_remembered;
  while (first < loops_.size() && loops_[first].forgotten) ++first;
  for (LoopIndex i = first; i < loops_.size(); ++i) {
    if (loops_[i].forgotten) continue;
    if (ForgottenAt(loops_[i], t)) {
      loops_.Mutable(i).forgotten = true;
    } else {
      earliest = std::min(earliest, std::max(t, AddSaturated(loops_[i].last_fact, settings_.horizon)));
    }
  }
  Root& root = root_.Mutable(0);
  root.nothing_forgotten_until = earliest;
  root.first_remembered = first;
}

LoopIndex Fold::ByReference(const Fact& fact) const {
  for (const Field field : kReferences) {
    if (!fact.Has(field)) continue;
    const LoopIndex index = bindings_.Get(ReferenceKey(field, fact.Text(field)), kNone);
    if (index == kNone || loops_[index].forgotten) continue;
    // Two problems in one call are two loops.
    if (field == Field::kContactId && !Compatible(Hash64(fact.subject), loops_[index].category)) continue;
    return index;
  }
  return kNone;
}

LoopIndex Fold::Choose(const Fact& fact, LoopIndex named, Step& step) {
  step = Step{};
  ForgetUntil(fact.time);
  step.touches = fact.kind != Kind::kSupervisorActed;
  step.left = fact.kind == Kind::kCustomerLeft;
  if (fact.kind == Kind::kContactStarted || step.left) return kNone;
  const LoopIndex referred = ByReference(fact);
  if (referred != kNone) return step.loop = referred;
  if (named != kNone) return step.loop = named;
  if (!JoinsBySubject(fact.kind)) return kNone;

  const std::uint64_t category = Hash64(fact.subject);
  const std::uint64_t unit = Hash64(fact.Text(Field::kUnitId));
  LoopIndex same = kNone;       // with this category: the latest activity, then created last
  LoopIndex candidate = kNone;  // with an empty category, or any if the fact has none
  std::uint32_t candidates = 0;
  std::uint32_t previous = kNone;
  for (LoopIndex i = root_[0].live; i != kNone;) {
    const Loop& loop = loops_[i];
    const LoopIndex next = loop.next_live;
    if (!LiveAt(loop, fact.time)) {  // only a reference can bring it back, and that puts it on the list again
      Loop& dead = loops_.Mutable(i);
      dead.in_live_list = false;
      dead.next_live = kNone;
      if (previous == kNone) {
        root_.Mutable(0).live = next;
      } else {
        loops_.Mutable(previous).next_live = next;
      }
    } else {
      previous = i;
      if (Compatible(loop.unit, unit)) {
        if (category != 0 && loop.category == category) {
          if (same == kNone || loop.last_activity > loops_[same].last_activity ||
              (loop.last_activity == loops_[same].last_activity && i > same)) {
            same = i;
          }
        } else if (category == 0 || loop.category == 0) {
          candidate = i;
          ++candidates;
        }
      }
    }
    i = next;
  }
  if (same != kNone) return step.loop = same;
  if (candidates == 1) {
    step.only_one = category == 0;
    return step.loop = candidate;
  }
  step.created = IsOpening(fact);
  return kNone;
}

void Fold::Attach(const Fact& fact, Slot slot, Step& step) {
  if (step.left) {
    Leave(fact.time);
    return;
  }
  if (step.created) {
    Loop fresh;
    fresh.first_fact = slot;
    fresh.first_time = fact.time;
    step.loop = loops_.Append(fresh);
  }
  if (step.loop == kNone) return;
  // A case or order that was known before does not reopen anything by being opened: asked before this fact binds it.
  const Field own = fact.kind == Kind::kCaseOpened ? Field::kCaseId : Field::kWorkOrderId;
  bool known = false;
  if (fact.Has(own)) {
    const LoopIndex bound = bindings_.Get(ReferenceKey(own, fact.Text(own)), kNone);
    known = bound != kNone && !loops_[bound].forgotten;
  }
  Join(fact, slot, step);
  if (step.touches) {
    Measure(fact, slot, step.loop);
    Describe(fact, slot, step.loop);
    TrackCase(fact, step.loop);
  }
  ChangeStatus(fact, known, step);
  ChangeWait(fact, step);
}

void Fold::Join(const Fact& fact, Slot slot, const Step& step) {
  while (loop_of_.size() <= slot) loop_of_.Append(kNone);
  loop_of_.Mutable(slot) = step.loop;
  const std::uint32_t link = AppendLink({slot, loops_[step.loop].last_link, fact.time, 0});
  Loop& loop = loops_.Mutable(step.loop);
  loop.last_link = link;
  ++loop.facts;
  if (!step.touches) return;
  loop.last_fact = fact.time;
  loop.last_activity = fact.time;
  Instant alive = fact.time;
  if (fact.kind == Kind::kPromiseMade && fact.Has(Field::kDue)) alive = std::max(alive, fact.TimeOf(Field::kDue));
  if (fact.kind == Kind::kVisitScheduled && fact.Has(Field::kStarts))
    alive = std::max(alive, fact.TimeOf(Field::kStarts));
  loop.alive_from = step.created ? alive : std::max(loop.alive_from, alive);
  if (loop.category == 0 && !fact.subject.empty()) {
    loop.category = Hash64(fact.subject);
    loop.category_from = slot;
  }
  if (loop.unit == 0 && fact.Has(Field::kUnitId)) {
    loop.unit = Hash64(fact.Text(Field::kUnitId));
    loop.unit_from = slot;
  }
  if (!loop.in_live_list) {
    loop.in_live_list = true;
    loop.next_live = root_[0].live;
    root_.Mutable(0).live = step.loop;
  }
  const Instant forgettable = AddSaturated(fact.time, settings_.horizon);
  if (forgettable < root_[0].nothing_forgotten_until) root_.Mutable(0).nothing_forgotten_until = forgettable;
  for (const Field field : kReferences) {
    if (!fact.Has(field)) continue;
    const std::uint64_t key = ReferenceKey(field, fact.Text(field));
    const LoopIndex bound = bindings_.Get(key, kNone);
    if (bound == kNone || loops_[bound].forgotten) bindings_.Set(key, step.loop);
  }
}

Nanos Fold::AgeAt(const Loop& loop, Instant t) const {
  const bool settled = loop.resolved && t >= UnsettledUntil(loop);
  return (settled ? loop.resolved_at : t) - loop.first_time;
}

Nanos Fold::WaitingOnCustomerAt(const Loop& loop, Instant t) const {
  const bool runs = loop.waits_on == v1::WaitsOn::CUSTOMER;
  return loop.waited_on_customer + (runs ? t - loop.waits_since : Nanos{0});
}

Nanos Fold::WaitingOnCompanyAt(const Loop& loop, Instant t) const {
  const bool runs = loop.waits_on == v1::WaitsOn::COMPANY || loop.waits_on == v1::WaitsOn::THIRD_PARTY;
  return loop.waited_on_company + (runs ? t - loop.waits_since : Nanos{0});
}

}  // namespace loopbreaker
