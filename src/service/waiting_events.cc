#include "service/waiting_events.h"

#include <algorithm>

namespace loopbreaker {

WaitingEvent& WaitingEvents::Put(const std::string& key, Instant parked_at) {
  const auto [it, fresh] = events_.try_emplace(key);
  WaitingEvent& waiting = it->second.waiting;
  if (!fresh) by_time_.erase({waiting.parked_at, key});
  waiting.parked_at = parked_at;
  by_time_.emplace(parked_at, key);
  touched_.insert(key);
  return waiting;
}

const WaitingEvent* WaitingEvents::Find(const std::string& key) const {
  const auto it = events_.find(key);
  return it == events_.end() ? nullptr : &it->second.waiting;
}

void WaitingEvents::RemoveReads(Events::iterator it) {
  for (const std::uint64_t read : it->second.rests_on) {
    const auto waiting = by_read_.find(read);
    if (waiting == by_read_.end()) continue;
    std::erase(waiting->second, &it->first);
    if (waiting->second.empty()) by_read_.erase(waiting);
  }
  it->second.rests_on.clear();
}

WaitingEvents::Events::iterator WaitingEvents::Remove(Events::iterator it) {
  RemoveReads(it);
  by_time_.erase({it->second.waiting.parked_at, it->first});
  touched_.erase(it->first);
  return events_.erase(it);
}

void WaitingEvents::Remove(const std::string& key) {
  if (const auto it = events_.find(key); it != events_.end()) Remove(it);
}

void WaitingEvents::RemovePartition(std::int32_t partition) {
  for (auto it = events_.begin(); it != events_.end();) {
    it = it->second.waiting.partition == partition ? Remove(it) : std::next(it);
  }
}

void WaitingEvents::SetRestsOn(const std::string& key, LinkReads reads) {
  const auto it = events_.find(key);
  if (it == events_.end()) return;
  std::sort(reads.begin(), reads.end());
  reads.erase(std::unique(reads.begin(), reads.end()), reads.end());
  if (reads == it->second.rests_on) return;
  RemoveReads(it);
  for (const std::uint64_t read : reads) by_read_[read].push_back(&it->first);
  it->second.rests_on = std::move(reads);
}

void WaitingEvents::Touch(const std::vector<std::uint64_t>& changed) {
  for (const std::uint64_t read : changed) {
    const auto waiting = by_read_.find(read);
    if (waiting == by_read_.end()) continue;
    for (const std::string* key : waiting->second) touched_.insert(*key);
  }
}

void WaitingEvents::TouchAll() {
  TouchWhere([](const WaitingEvent&) { return true; });
}

void WaitingEvents::TouchWhere(const std::function<bool(const WaitingEvent& waiting)>& concerned) {
  for (const auto& [key, entry] : events_) {
    if (concerned(entry.waiting)) touched_.insert(key);
  }
}

std::set<std::string> WaitingEvents::TakeTouched(Instant until) {
  for (auto it = by_time_.begin(); it != by_time_.end() && it->first <= until; ++it) touched_.insert(it->second);
  return std::exchange(touched_, {});
}

}  // namespace loopbreaker
