// A judge as bytes and back.
#include "base/hash.h"
#include "rules/judge.h"

namespace loopbreaker {
namespace {

// To be raised when what is saved changes in a way that the sizes of the records do not show.
constexpr std::uint64_t kSnapshotVersion = 1;

}  // namespace

std::uint64_t Judge::SnapshotLayout() const {
  std::uint64_t layout = Combine(kSnapshotVersion, rules_.set().hash);
  for (const std::size_t size :
       {sizeof(Loop), sizeof(Link), sizeof(Instance), sizeof(CountState), sizeof(SequenceState), sizeof(Partial),
        sizeof(AbsenceState), sizeof(Deadline), sizeof(ReachState), sizeof(Pause), sizeof(WindowEntry),
        sizeof(WindowState), sizeof(Observation)}) {
    layout = Combine(layout, size);
  }
  return layout;
}

void Judge::Save(SnapshotWriter& out) const {
  fold_.Save(out);
  instances_.Save(out);
  counts_.Save(out);
  sequences_.Save(out);
  partials_.Save(out);
  absences_.Save(out);
  deadlines_.Save(out);
  reaches_.Save(out);
  pauses_.Save(out);
  per_instances_.Save(out);
  observations_.Save(out);
  unknown_actions_.Save(out);
  for (const auto& rule : customer_) {
    rule->entries.Save(out);
    rule->state.Save(out);
  }
  // The facts taken are the first ones in the order of the history.
  out.Value(static_cast<std::uint32_t>(taken_.size()));
}

void Judge::Restore(SnapshotReader& in) {
  journal_.Clear();
  fold_.Restore(in);
  instances_.Restore(in);
  counts_.Restore(in);
  sequences_.Restore(in);
  partials_.Restore(in);
  absences_.Restore(in);
  deadlines_.Restore(in);
  reaches_.Restore(in);
  pauses_.Restore(in);
  per_instances_.Restore(in);
  observations_.Restore(in);
  unknown_actions_.Restore(in);
  for (const auto& rule : customer_) {
    rule->entries.Restore(in);
    rule->state.Restore(in);
    rule->forgotten = 0;
  }
  std::uint32_t taken = 0;
  in.Value(taken);
  taken_.clear();
  for (std::size_t i = 0; i < taken && i < history_.size(); ++i) taken_.push_back(history_.SlotAt(i));
  ClearTouched();
}

}  // namespace loopbreaker
