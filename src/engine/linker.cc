#include "engine/linker.h"

#include <algorithm>

#include "base/hash.h"

namespace loopbreaker {
namespace {

std::array<std::uint64_t, 3> ReferencesOf(const Fact& fact) {
  constexpr std::array<Field, 3> kFields = {Field::kCaseId, Field::kWorkOrderId, Field::kVisitId};
  std::array<std::uint64_t, 3> keys{};
  for (std::size_t i = 0; i < keys.size(); ++i) {
    if (fact.Has(kFields[i])) keys[i] = Combine(i + 1, Hash64(fact.Text(kFields[i])));
  }
  return keys;
}

}  // namespace

CustomerIndex Linker::Decide(const Parked& parked) const {
  for (const std::uint64_t key : parked.references) {
    if (key == 0) continue;
    const auto it = references_.find(key);
    if (it == references_.end()) continue;
    CustomerIndex only = kNobody;
    bool several = false;
    for (const ClaimOf& claim : it->second.claims) {
      if (claim.time - parked.time > park_for_) continue;
      several = several || (only != kNobody && only != claim.customer);
      only = claim.customer;
    }
    if (only != kNobody && !several) return only;
  }
  return parked.provisional;
}

void Linker::Review(std::uint64_t key, const Moved& moved) {
  const auto it = references_.find(key);
  if (it == references_.end()) return;
  const std::vector<std::uint32_t> waiting = it->second.waiting;
  for (const std::uint32_t row : waiting) {
    if (!parked_[row].live) continue;
    const CustomerIndex to = Decide(parked_[row]);
    const CustomerIndex from = parked_[row].owner;
    if (to == from) continue;
    parked_[row].owner = to;
    const std::string packed = parked_[row].packed;
    moved(packed, from, to);
  }
}

void Linker::Claim(const Fact& fact, CustomerIndex customer, const Moved& moved) {
  if (!wanted_ || fact.deleted) return;
  for (const std::uint64_t key : ReferencesOf(fact)) {
    if (key == 0) continue;
    references_[key].claims.push_back({customer, fact.time});
    Review(key, moved);
  }
}

void Linker::Unclaim(const Fact& fact, CustomerIndex customer, const Moved& moved) {
  if (!wanted_ || fact.deleted) return;
  for (const std::uint64_t key : ReferencesOf(fact)) {
    if (key == 0) continue;
    auto& claims = references_[key].claims;
    const auto it = std::find_if(claims.begin(), claims.end(), [&](const ClaimOf& claim) {
      return claim.customer == customer && claim.time == fact.time;
    });
    if (it == claims.end()) continue;
    claims.erase(it);
    Review(key, moved);
  }
}

CustomerIndex Linker::Park(const Fact& fact, std::string_view packed, CustomerIndex provisional) {
  const auto row = static_cast<std::uint32_t>(parked_.size());
  Parked parked;
  parked.packed = packed;
  parked.time = fact.time;
  parked.references = ReferencesOf(fact);
  parked.provisional = provisional;
  parked.owner = Decide(parked);
  for (const std::uint64_t key : parked.references) {
    if (key != 0) references_[key].waiting.push_back(row);
  }
  parked_by_identity_[IdentityHash(fact.source, fact.id)] = row;
  parked_.push_back(std::move(parked));
  return parked_.back().owner;
}

std::string_view Linker::FindParked(std::string_view source, std::string_view id, CustomerIndex* owner,
                                    CustomerIndex* provisional) const {
  if (parked_by_identity_.empty()) return {};
  const auto it = parked_by_identity_.find(IdentityHash(source, id));
  if (it == parked_by_identity_.end()) return {};
  if (provisional != nullptr) *provisional = parked_[it->second].provisional;
  *owner = parked_[it->second].owner;
  return parked_[it->second].packed;
}

void Linker::Unpark(std::string_view source, std::string_view id) {
  const auto it = parked_by_identity_.find(IdentityHash(source, id));
  if (it == parked_by_identity_.end()) return;
  Parked& parked = parked_[it->second];
  for (const std::uint64_t key : parked.references) {
    if (key == 0) continue;
    auto& waiting = references_[key].waiting;
    waiting.erase(std::remove(waiting.begin(), waiting.end(), it->second), waiting.end());
  }
  parked.live = false;
  parked.packed.clear();
  parked_by_identity_.erase(it);
}

void Linker::Homeless(const std::function<void(std::string_view)>& visit) const {
  for (const Parked& parked : parked_) {
    if (parked.live && parked.owner == kNobody) visit(parked.packed);
  }
}

}  // namespace loopbreaker
