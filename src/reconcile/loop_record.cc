#include "reconcile/loop_record.h"

#include "event/timestamp.h"
#include "reconcile/escalation.h"
#include "reconcile/loop_fields.h"

namespace loopbreaker {
namespace {

const char* NameOf(LoopStatus status) {
  switch (status) {
    case LoopStatus::kOpen:
      return "OPEN";
    case LoopStatus::kResolved:
      return "RESOLVED";
    case LoopStatus::kClosed:
      return "CLOSED";
    case LoopStatus::kExpired:
      return "EXPIRED";
  }
  return "";
}

}  // namespace

v1::LoopRecord LoopRecordOf(const Judge& judge, LoopIndex index, std::string_view customer, const Directory& directory,
                            Instant clock) {
  const Fold& fold = judge.fold();
  const Loop& loop = fold.loop(index);
  v1::LoopRecord out;
  FactReader reader(fold.history());
  out.set_loop_id(LoopIdOf(customer, judge, index));
  out.set_customer_id(std::string(customer));
  const Fact& first = reader.At(loop.first_fact);
  out.set_first_source(std::string(first.source));
  out.set_first_id(std::string(first.id));
  FillDescription(loop, reader, directory, out);
  out.set_status(NameOf(fold.StatusAt(loop, clock)));
  SetTime(loop.first_time, out.mutable_opened_at());
  if (loop.resolved) SetTime(loop.resolved_at, out.mutable_resolved_at());
  SetTime(loop.last_activity, out.mutable_last_activity());
  out.set_facts(loop.facts);
  FillCounts(loop, fold, out);
  return out;
}

}  // namespace loopbreaker
