#include "service/progress.h"

#include <algorithm>

namespace loopbreaker {

void ReadProgress::OnRecord(Instant appended) {
  if (!newest_ || appended > *newest_) newest_ = appended;
}

std::optional<Instant> ReadProgress::ReadUntil(std::int64_t position, std::int64_t high_watermark) const {
  // A first record that promises nothing: its append time is where the next one starts from.
  if (!published_at_) return kEarliest;
  if (position >= high_watermark) return published_at_;
  // Records may carry their producers' times; a clock that is ahead must not promise what is to come.
  if (!newest_) return std::nullopt;
  return std::min(*newest_, *published_at_);
}

void Completeness::Expect(std::set<std::string> partitions) {
  const absl::MutexLock lock(&mutex_);
  expected_ = std::move(partitions);
}

void Completeness::Load(std::string_view partition, Instant read_until, Instant newest) {
  const absl::MutexLock lock(&mutex_);
  if (newest != Instant::min()) {
    Instant& known = newest_.emplace(std::string(partition), newest).first->second;
    known = std::max(known, newest);
  }
  const auto [it, added] = read_until_.emplace(std::string(partition), read_until);
  if (!added) it->second = std::max(it->second, read_until);
  if (expected_.empty()) return;
  Instant least = Instant::max();
  for (const std::string& name : expected_) {
    const auto found = read_until_.find(name);
    if (found == read_until_.end()) return;
    least = std::min(least, found->second);
  }
  reached_ = std::max(reached_, least);
}

Instant Completeness::NewestOf(std::string_view partition) const {
  const absl::ReaderMutexLock lock(&mutex_);
  const auto found = newest_.find(std::string(partition));
  return found == newest_.end() ? Instant::min() : found->second;
}

Instant Completeness::NewestOfTopic(std::string_view topic) const {
  const absl::ReaderMutexLock lock(&mutex_);
  Instant newest = Instant::min();
  for (const auto& [partition, at] : newest_) {
    if (std::string_view(partition).substr(0, partition.rfind('/')) == topic) newest = std::max(newest, at);
  }
  return newest;
}

Instant Completeness::complete() const {
  const absl::ReaderMutexLock lock(&mutex_);
  return reached_;
}

}  // namespace loopbreaker
