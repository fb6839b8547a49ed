#include "service/references.h"

#include <algorithm>
#include <array>

#include "absl/strings/str_cat.h"
#include "base/hash.h"
#include "base/percent.h"

namespace loopbreaker {
namespace {

struct ReferenceField {
  std::string_view kind;
  Field field;
};
constexpr std::array kReferenceFields = {ReferenceField{"case", Field::kCaseId},
                                         ReferenceField{"work_order", Field::kWorkOrderId},
                                         ReferenceField{"visit", Field::kVisitId}};

std::uint64_t HashOf(std::string_view kind, std::string_view value) { return Combine(Hash64(kind), Hash64(value)); }

}  // namespace

std::string ToText(const ReferenceKey& key) {
  return absl::StrCat(key.kind, "|", EncodePercent(key.value), "|", EncodePercent(key.customer));
}

std::optional<ReferenceKey> ParseReferenceKey(std::string_view text) {
  const std::size_t one = text.find('|');
  const std::size_t two = text.rfind('|');
  if (one == std::string_view::npos || one == two) return std::nullopt;
  const auto value = DecodePercent(text.substr(one + 1, two - one - 1));
  const auto customer = DecodePercent(text.substr(two + 1));
  if (!value || !customer) return std::nullopt;
  return ReferenceKey{std::string(text.substr(0, one)), *value, *customer};
}

std::vector<ReferenceKey> ReferencesOf(const Fact& fact) {
  std::vector<ReferenceKey> keys;
  for (const auto& [kind, field] : kReferenceFields) {
    if (fact.Has(field)) keys.push_back({std::string(kind), std::string(fact.Text(field)), ""});
  }
  return keys;
}

bool HasReference(const Fact& fact, const ReferenceKey& reference) {
  return std::any_of(kReferenceFields.begin(), kReferenceFields.end(), [&](const ReferenceField& one) {
    return one.kind == reference.kind && fact.Has(one.field) && fact.Text(one.field) == reference.value;
  });
}

bool References::Claim(const ReferenceKey& key, Instant first) {
  const absl::MutexLock lock(&mutex_);
  const std::uint64_t hash = HashOf(key.kind, key.value);
  std::vector<Claimant>& claimants = claims_[hash];
  const auto same = std::find_if(claimants.begin(), claimants.end(),
                                 [&](const Claimant& claimant) { return claimant.customer == key.customer; });
  if (same == claimants.end()) {
    claimants.push_back({key.customer, first});
  } else if (first < same->first) {
    same->first = first;
  } else {
    return false;
  }
  if (touched_ != nullptr) touched_->Add({hash});
  return true;
}

void References::Load(std::string_view key, Instant first) {
  const auto parsed = ParseReferenceKey(key);
  if (!parsed || !Claim(*parsed, first)) return;
  const absl::MutexLock lock(&mutex_);
  news_.emplace_back(key);
  if (news_.size() <= kNewsMax) return;
  news_.pop_front();
  ++first_news_;
}

std::vector<std::string> References::NewsFrom(std::uint64_t& place, std::size_t claims_max) const {
  const absl::ReaderMutexLock lock(&mutex_);
  const std::uint64_t from = std::max(place, first_news_) - first_news_;
  const std::uint64_t to = std::min<std::uint64_t>(news_.size(), from + claims_max);
  place = first_news_ + to;
  return {news_.begin() + static_cast<std::ptrdiff_t>(from), news_.begin() + static_cast<std::ptrdiff_t>(to)};
}

std::uint64_t References::news_end() const {
  const absl::ReaderMutexLock lock(&mutex_);
  return first_news_ + news_.size();
}

void References::Remove(std::string_view key) {
  const auto parsed = ParseReferenceKey(key);
  if (!parsed) return;
  const absl::MutexLock lock(&mutex_);
  const std::uint64_t hash = HashOf(parsed->kind, parsed->value);
  const auto it = claims_.find(hash);
  if (it == claims_.end()) return;
  // The entry stays where it is the last: that somebody had it is not the same as that nobody is known yet.
  if (std::erase_if(it->second, [&](const Claimant& one) { return one.customer == parsed->customer; }) == 0) return;
  if (touched_ != nullptr) touched_->Add({hash});
}

std::optional<Instant> References::FirstOf(std::string_view key) const {
  const auto parsed = ParseReferenceKey(key);
  if (!parsed) return std::nullopt;
  const absl::ReaderMutexLock lock(&mutex_);
  const auto it = claims_.find(HashOf(parsed->kind, parsed->value));
  if (it == claims_.end()) return std::nullopt;
  for (const Claimant& claimant : it->second) {
    if (claimant.customer == parsed->customer) return claimant.first;
  }
  return std::nullopt;
}

bool References::AnyClaim(const Fact& fact) const {
  const absl::ReaderMutexLock lock(&mutex_);
  for (const ReferenceKey& key : ReferencesOf(fact)) {
    if (claims_.contains(HashOf(key.kind, key.value))) return true;
  }
  return false;
}

std::string References::Find(const Fact& fact, Nanos park_for, std::vector<std::uint64_t>* reads) const {
  const absl::ReaderMutexLock lock(&mutex_);
  for (const ReferenceKey& key : ReferencesOf(fact)) {
    const std::uint64_t hash = HashOf(key.kind, key.value);
    if (reads != nullptr) reads->push_back(hash);
    const auto it = claims_.find(hash);
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

}  // namespace loopbreaker
