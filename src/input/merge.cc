#include "input/merge.h"

#include <algorithm>

namespace loopbreaker {

MergedEvents::MergedEvents(std::vector<std::unique_ptr<EventReader>> readers, Nanos reorder, bool (*stop)())
    : readers_(std::move(readers)),
      reorder_(reorder),
      stop_(stop),
      ended_(readers_.size(), false),
      newest_(readers_.size(), Instant::min()) {}

MergedEvents::~MergedEvents() = default;

bool MergedEvents::Later(const Waiting& a, const Waiting& b) {
  return a.time != b.time ? a.time > b.time : a.order > b.order;
}

EventReader::Next MergedEvents::Read(Event& event, DeadLetter& dead) {
  if (reorder_ == Nanos{0}) {
    for (; current_ < readers_.size() && !Stopped(); ++current_) {
      const EventReader::Next next = readers_[current_]->Read(event, dead);
      if (next == EventReader::Next::kEnd) continue;
      from_ = current_;
      line_ = readers_[current_]->line();
      return next;
    }
    return EventReader::Next::kEnd;
  }
  while (!Stopped()) {
    // The file that is furthest behind decides what may be given out, and is read next.
    std::size_t behind = readers_.size();
    for (std::size_t i = 0; i < readers_.size(); ++i) {
      if (!ended_[i] && (behind == readers_.size() || newest_[i] < newest_[behind])) behind = i;
    }
    const bool all_read = behind == readers_.size();
    const bool settled = !heap_.empty() && (all_read || newest_[behind] > AddSaturated(heap_.front().time, reorder_));
    if (settled) {
      std::pop_heap(heap_.begin(), heap_.end(), Later);
      given_ = std::move(heap_.back().bytes);
      from_ = heap_.back().reader;
      line_ = heap_.back().line;
      heap_.pop_back();
      Refusal refusal;
      event.Read(given_, refusal);  // it was valid when it was read first
      return EventReader::Next::kEvent;
    }
    if (all_read) return EventReader::Next::kEnd;
    const EventReader::Next next = readers_[behind]->Read(event, dead);
    if (next == EventReader::Next::kDead) return next;
    if (next == EventReader::Next::kEnd) {
      ended_[behind] = true;
      continue;
    }
    const Instant time = event.fact().time;
    newest_[behind] = std::max(newest_[behind], time);
    heap_.push_back({time, order_++, behind, readers_[behind]->line(), event.Bytes()});
    std::push_heap(heap_.begin(), heap_.end(), Later);
  }
  return EventReader::Next::kEnd;
}

}  // namespace loopbreaker
