// How a fact changes the status of the loop that it joined, and whom the loop waits on (semantics, section 4).
#include "base/hash.h"
#include "history/fold.h"

namespace loopbreaker {
namespace {

using v1::Disposition;
using v1::Outcome;

bool Ends(const Fact& fact) {
  return (fact.kind == Kind::kVisitCompleted && fact.Number(Field::kOutcome) == Outcome::FIXED) ||
         fact.kind == Kind::kCaseResolved ||
         (fact.kind == Kind::kContactEnded && fact.Number(Field::kDisposition) == Disposition::RESOLVED) ||
         (fact.kind == Kind::kSupervisorActed && fact.Number(Field::kAction) == v1::Action::RESOLVE);
}

std::uint64_t CaseKey(LoopIndex loop, std::string_view case_id) {
  return Combine(Combine(loop + 1, 'c'), Hash64(case_id));
}

}  // namespace

void Fold::TrackCase(const Fact& fact, LoopIndex index) {
  const bool opens = fact.kind == Kind::kCaseOpened || fact.kind == Kind::kCaseReopened;
  if ((!opens && fact.kind != Kind::kCaseResolved) || !fact.Has(Field::kCaseId)) return;
  const std::uint64_t key = CaseKey(index, fact.Text(Field::kCaseId));
  const bool open = seen_.Get(key, 0) == 1;
  if (open == opens) return;
  seen_.Set(key, opens ? 1 : 0);
  Loop& loop = loops_.Mutable(index);
  if (opens) {
    ++loop.open_cases;
  } else {
    --loop.open_cases;
  }
}

void Fold::Resolve(LoopIndex index, Instant t, bool by_word, bool by_leaving) {
  Loop& loop = loops_.Mutable(index);
  loop.resolved = true;
  loop.by_word = by_word;
  loop.by_leaving = by_leaving;
  loop.pending = false;
  loop.resolved_at = t;
}

void Fold::PutToDo(LoopIndex index, bool visit, std::uint64_t reference) {
  for (std::uint32_t i = loops_[index].to_do_list; i != kNone; i = to_do_[i].previous) {
    if (!to_do_[i].struck && to_do_[i].visit == visit && to_do_[i].reference == reference) return;
  }
  const std::uint32_t entry = to_do_.Append({reference, loops_[index].to_do_list, visit, false});
  Loop& loop = loops_.Mutable(index);
  loop.to_do_list = entry;
  ++loop.to_do;
}

void Fold::Strike(LoopIndex index, bool visit, bool all, std::uint64_t reference) {
  for (std::uint32_t i = loops_[index].to_do_list; i != kNone; i = to_do_[i].previous) {
    if (to_do_[i].struck || to_do_[i].visit != visit || (!all && to_do_[i].reference != reference)) continue;
    to_do_.Mutable(i).struck = true;
    --loops_.Mutable(index).to_do;
  }
}

void Fold::ChangeStatus(const Fact& fact, bool own_reference_known, Step& step) {
  const LoopIndex index = step.loop;
  const Instant t = fact.time;
  const Loop before = loops_[index];
  const bool reopenable = before.resolved || before.pending;
  const std::int64_t disposition = fact.Number(Field::kDisposition);
  const bool inbound = fact.kind == Kind::kContactEnded && IsInbound(fact);
  // Asked of loops that were resolved before only: `resolved_at` is kept while pending.
  const auto began_after = [&] { return reopenable && history_.Began(fact) > before.resolved_at; };

  const bool firmly = (fact.kind == Kind::kVisitCompleted && fact.Number(Field::kOutcome) == Outcome::FIXED) ||
                      (fact.kind == Kind::kSupervisorActed && fact.Number(Field::kAction) == v1::Action::RESOLVE) ||
                      (fact.kind == Kind::kCaseResolved && before.open_cases == 0);
  const auto reopen = [&] {
    Loop& loop = loops_.Mutable(index);
    loop.resolved = false;
    loop.by_word = false;
    loop.by_leaving = false;
    loop.pending = false;
    loop.to_do = 0;
    loop.to_do_list = kNone;
    ++loop.reopens;
  };

  bool reopens = false;
  switch (fact.kind) {
    case Kind::kContactEnded:
      reopens = inbound && reopenable &&
                (disposition == Disposition::UNRESOLVED || disposition == Disposition::NO_ANSWER_KNOWN ||
                 disposition == Disposition::CALLBACK || disposition == Disposition::VOICEMAIL) &&
                began_after();
      break;
    case Kind::kSelfServiceFailed:
    case Kind::kRaised:
    case Kind::kCaseReopened:
      reopens = true;
      break;
    case Kind::kCaseOpened:
    case Kind::kWorkOrderCreated:
      reopens = !own_reference_known;
      break;
    case Kind::kVisitCompleted:
      reopens =
          fact.Number(Field::kOutcome) == Outcome::TEMPORARY_FIX || fact.Number(Field::kOutcome) == Outcome::NOT_FIXED;
      break;
    case Kind::kVisitMissed:
      reopens = fact.Number(Field::kBy) == v1::Party::COMPANY;
      break;
    default:
      break;
  }

  if (firmly) {
    if (!before.resolved || before.by_word) Resolve(index, t, false, false);
  } else if (fact.kind == Kind::kContactEnded && disposition == Disposition::RESOLVED && !before.resolved &&
             !before.pending && before.open_cases == 0 && !step.only_one) {
    Resolve(index, t, true, false);
  } else if (inbound && disposition == Disposition::UNSPECIFIED && step.created) {
    Resolve(index, t, true, false);
  } else if (inbound && before.resolved &&
             (disposition == Disposition::RESOLVED || disposition == Disposition::UNSPECIFIED) && began_after()) {
    ++loops_.Mutable(index).reopens;
    Resolve(index, t, true, false);
  } else if (reopens && reopenable) {
    reopen();
  } else if (reopenable &&
             (fact.kind == Kind::kPromiseMade ||
              (fact.kind == Kind::kVisitScheduled && fact.TimeOf(Field::kStarts) > t && fact.Has(Field::kStarts)))) {
    if (before.resolved) {
      Loop& loop = loops_.Mutable(index);
      loop.resolved = false;
      loop.by_word = false;
      loop.by_leaving = false;
      loop.pending = true;
      loop.to_do = 0;
      loop.to_do_list = kNone;
    }
    const bool visit = fact.kind == Kind::kVisitScheduled;
    PutToDo(index, visit, Hash64(fact.Text(visit ? Field::kVisitId : Field::kPromiseId)));
  } else if (before.pending) {
    const std::int64_t outcome = fact.Number(Field::kOutcome);
    if (fact.kind == Kind::kPromiseKept || fact.kind == Kind::kPromiseWithdrawn) {
      Strike(index, false, false, Hash64(fact.Text(Field::kPromiseId)));
    } else if (fact.kind == Kind::kVisitCancelled ||
               (fact.kind == Kind::kVisitCompleted &&
                (outcome == Outcome::UNSPECIFIED || outcome == Outcome::STEP_DONE))) {
      Strike(index, true, false, Hash64(fact.Text(Field::kVisitId)));
    } else if (fact.kind == Kind::kWorkOrderCancelled) {
      Strike(index, true, true, 0);
    }
    if (loops_[index].to_do == 0) Resolve(index, t, false, false);
  }
  const bool resolved = loops_[index].resolved;
  step.end = resolved && (!before.resolved || Ends(fact));
}

void Fold::EndWait(Loop& loop, Instant t, Step& step) {
  if (loop.waits_on == v1::WaitsOn::CUSTOMER) {
    loop.waited_on_customer += t - loop.waits_since;
    step.ended_wait = true;
  } else if (loop.waits_on != 0) {
    loop.waited_on_company += t - loop.waits_since;
  }
  loop.waits_on = 0;
}

void Fold::ChangeWait(const Fact& fact, Step& step) {
  const Loop& now = loops_[step.loop];
  const bool starts = fact.kind == Kind::kWaitStarted;
  const bool delivered =
      IsInboundContact(fact) || fact.kind == Kind::kSelfServiceFailed || fact.kind == Kind::kCustomerDelivered;
  const bool ends =
      step.end || starts || fact.kind == Kind::kWaitEnded || (delivered && now.waits_on == v1::WaitsOn::CUSTOMER);
  if (now.waits_on != 0 && ends) EndWait(loops_.Mutable(step.loop), fact.time, step);
  if (!starts || fact.Number(Field::kOn) == 0) return;
  Loop& loop = loops_.Mutable(step.loop);
  loop.waits_on = static_cast<std::uint8_t>(fact.Number(Field::kOn));
  loop.waits_since = fact.time;
  step.began_wait = loop.waits_on == v1::WaitsOn::CUSTOMER;
}

void Fold::Leave(Instant t) {
  Step ignored;
  for (LoopIndex i = 0; i < loops_.size(); ++i) {
    const Loop& loop = loops_[i];
    if (loop.forgotten) continue;
    if (loop.waits_on != 0) EndWait(loops_.Mutable(i), t, ignored);
    if (StatusAt(loops_[i], t) == LoopStatus::kOpen) Resolve(i, t, false, true);
  }
}

}  // namespace loopbreaker
