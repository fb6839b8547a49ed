#include "service/erasures.h"

#include <algorithm>

#include "base/text.h"
#include "event/timestamp.h"

namespace loopbreaker {

void Erasures::Load(std::string_view customer, const v1::Erasure& erasure) {
  const absl::MutexLock lock(&mutex_);
  Erased& erased = erased_[std::string(customer)];
  erased.until = std::max(erased.until, TimeOf(erasure.erased_before()));
  erased.objects = erasure.objection();
  records_.emplace_back(customer);
}

bool Erasures::Cover(std::string_view customer, Instant at) const {
  const absl::ReaderMutexLock lock(&mutex_);
  if (erased_.empty()) return false;
  const auto it = erased_.find(Abseil(customer));
  return it != erased_.end() && (it->second.objects || at <= it->second.until);
}

std::vector<std::string> Erasures::From(std::size_t n) const {
  const absl::ReaderMutexLock lock(&mutex_);
  if (n >= records_.size()) return {};
  return {records_.begin() + static_cast<std::ptrdiff_t>(n), records_.end()};
}

}  // namespace loopbreaker
