#include "service/references.h"

#include <algorithm>

#include "absl/strings/str_cat.h"
#include "base/hash.h"
#include "base/percent.h"

namespace loopbreaker {
namespace {

std::uint64_t HashOf(std::string_view kind, std::string_view value) { return Combine(Hash64(kind), Hash64(value)); }

}  // namespace

std::string ToText(const ReferenceKey& key) {
  return absl::StrCat(key.kind, "|", EncodePercent(key.value), "|", EncodePercent(key.customer));
}

std::vector<ReferenceKey> ReferencesOf(const Fact& fact) {
  std::vector<ReferenceKey> keys;
  const auto add = [&](const char* kind, Field field) {
    if (fact.Has(field)) keys.push_back({kind, std::string(fact.Text(field)), ""});
  };
  add("case", Field::kCaseId);
  add("work_order", Field::kWorkOrderId);
  add("visit", Field::kVisitId);
  return keys;
}

bool References::Claim(const ReferenceKey& key, Instant first) {
  const absl::MutexLock lock(&mutex_);
  std::vector<Claimant>& claimants = claims_[HashOf(key.kind, key.value)];
  const auto same = std::find_if(claimants.begin(), claimants.end(),
                                 [&](const Claimant& claimant) { return claimant.customer == key.customer; });
  if (same == claimants.end()) {
    claimants.push_back({key.customer, first});
  } else if (first < same->first) {
    same->first = first;
  } else {
    return false;
  }
  ++version_;
  return true;
}

void References::Load(std::string_view key, Instant first) {
  const std::size_t one = key.find('|');
  const std::size_t two = key.rfind('|');
  if (one == std::string_view::npos || one == two) return;
  const auto value = DecodePercent(key.substr(one + 1, two - one - 1));
  const auto customer = DecodePercent(key.substr(two + 1));
  if (value && customer) Claim({std::string(key.substr(0, one)), *value, *customer}, first);
}

std::string References::Find(const Fact& fact, Nanos park_for) const {
  const absl::ReaderMutexLock lock(&mutex_);
  for (const ReferenceKey& key : ReferencesOf(fact)) {
    const auto it = claims_.find(HashOf(key.kind, key.value));
    if (it == claims_.end()) continue;
    const Claimant* only = nullptr;
    std::size_t count = 0;
    for (const Claimant& claimant : it->second) {
      if (claimant.first > AddSaturated(fact.time, park_for)) continue;
      only = &claimant;
      ++count;
    }
    if (count == 1) return only->customer;
  }
  return {};
}

std::uint64_t References::version() const {
  const absl::ReaderMutexLock lock(&mutex_);
  return version_;
}

}  // namespace loopbreaker
