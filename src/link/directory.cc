#include "link/directory.h"

#include <algorithm>
#include <optional>

#include "base/hash.h"
#include "base/text.h"
#include "event/timestamp.h"
#include "link/pseudonym.h"

namespace loopbreaker {
namespace {

// Beside the kinds of identifiers, which are small numbers.
constexpr std::uint64_t kUnitKind = 1000;
constexpr std::uint64_t kCustomerKind = 1001;

std::uint64_t KeyOfIdentifier(v1::IdentifierKind::Value kind, std::string_view normalised) {
  return Combine(Hash64(normalised), static_cast<std::uint64_t>(kind));
}

std::uint64_t KeyOfUnit(std::string_view unit_id) { return Combine(Hash64(unit_id), kUnitKind); }

std::uint64_t KeyOfCustomer(std::string_view customer_id) { return Combine(Hash64(customer_id), kCustomerKind); }

template <typename Dated>
Instant FromOf(const Dated& entry) {
  return entry.has_from() ? TimeOf(entry.from()) : ClaimTable::kAlways;
}

template <typename Dated>
Instant UntilOf(const Dated& entry) {
  return entry.has_until() ? TimeOf(entry.until()) : kNever;
}

}  // namespace

void Directory::Unclaim(CustomerTable::Number customer) {
  std::vector<std::uint64_t> keys;
  customers_->AppendKeys(customer, keys);
  for (const std::uint64_t key : keys) claims_.Remove(key, customer);
}

bool Directory::IsAsBefore(CustomerTable::Number customer, const std::vector<Claim>& claims,
                           const std::optional<CustomerTable::Number>& merged_into) const {
  std::vector<std::uint64_t> before;
  customers_->AppendKeys(customer, before);
  const bool same_keys = std::equal(before.begin(), before.end(), claims.begin(), claims.end(),
                                    [](std::uint64_t key, const Claim& claim) { return key == claim.key; });
  if (!customers_->IsPresent(customer) || !same_keys || customers_->MergedInto(customer) != merged_into) return false;
  // One key at several times is rare: said to be another rather than compared.
  std::sort(before.begin(), before.end());
  if (std::adjacent_find(before.begin(), before.end()) != before.end()) return false;
  return std::all_of(claims.begin(), claims.end(),
                     [&](const Claim& claim) { return claims_.Has(claim.key, customer, claim.from, claim.until); });
}

void Directory::Put(const v1::Customer& customer, LinkReads* touched) {
  std::optional<CustomerTable::Number> merged_into;
  if (!customer.merged_into().empty()) merged_into = customers_->Intern(customer.merged_into());
  const CustomerTable::Number number = customers_->Intern(customer.customer_id());
  std::vector<Claim> claims;
  for (const v1::CustomerIdentifier& identifier : customer.identifiers()) {
    std::string value = NormaliseIdentifier(identifier.kind(), identifier.value(), phone_region_);
    if (value.empty()) continue;
    if (hidden_ != nullptr) value = hidden_->OfIdentifier(identifier.kind(), value);
    claims.push_back({KeyOfIdentifier(identifier.kind(), value), FromOf(identifier), UntilOf(identifier)});
  }
  for (const v1::CustomerUnit& unit : customer.units()) {
    if (!unit.unit_id().empty()) claims.push_back({KeyOfUnit(unit.unit_id()), FromOf(unit), UntilOf(unit)});
  }
  if (!IsAsBefore(number, claims, merged_into)) {
    if (touched != nullptr) customers_->AppendKeys(number, *touched);
    Unclaim(number);
    std::vector<std::uint64_t> keys;
    for (const Claim& claim : claims) {
      claims_.Add(claim.key, number, claim.from, claim.until);
      keys.push_back(claim.key);
    }
    customers_->SetKeys(number, keys);
    if (touched != nullptr) {
      touched->insert(touched->end(), keys.begin(), keys.end());
      touched->push_back(KeyOfCustomer(customer.customer_id()));
    }
  }
  customers_->SetEntry(number, customer.vulnerable(), merged_into);
}

void Directory::PutUnit(const v1::Unit& unit) { units_[unit.unit_id()] = unit; }

void Directory::Remove(std::string_view customer_id, LinkReads* touched) {
  const std::optional<CustomerTable::Number> number = customers_->Find(customer_id);
  if (!number) return;
  if (touched != nullptr) {
    customers_->AppendKeys(*number, *touched);
    touched->push_back(KeyOfCustomer(customer_id));
  }
  Unclaim(*number);
  customers_->SetKeys(*number, {});
  customers_->ClearEntry(*number);
}

std::vector<std::string_view> Directory::FindByKey(std::uint64_t key, Instant at, LinkReads* reads) const {
  std::vector<CustomerTable::Number> claimants;
  claims_.Find(key, at, claimants);
  if (reads != nullptr) {
    reads->push_back(key);
    std::vector<CustomerTable::Number> way;
    for (const CustomerTable::Number claimant : claimants) customers_->AppendWay(claimant, way);
    for (const CustomerTable::Number passed : way) reads->push_back(KeyOfCustomer(customers_->IdOf(passed)));
  }
  std::vector<std::string_view> ids;
  ids.reserve(claimants.size());
  for (const CustomerTable::Number claimant : claimants) ids.push_back(customers_->IdOf(customers_->Current(claimant)));
  std::sort(ids.begin(), ids.end());
  ids.erase(std::unique(ids.begin(), ids.end()), ids.end());
  return ids;
}

std::vector<std::string_view> Directory::FindByIdentifier(v1::IdentifierKind::Value kind, std::string_view value,
                                                          Instant at) const {
  if (claims_.empty()) return {};  // without a directory, no number need be read
  return FindByNormalised(kind, NormaliseIdentifier(kind, value, phone_region_), at);
}

std::vector<std::string_view> Directory::FindByNormalised(v1::IdentifierKind::Value kind, std::string_view value,
                                                          Instant at) const {
  if (value.empty()) return {};
  if (hidden_ != nullptr) return FindByPseudonym(kind, hidden_->OfIdentifier(kind, value), at, nullptr);
  return FindByKey(KeyOfIdentifier(kind, value), at, nullptr);
}

std::vector<std::string_view> Directory::FindByPseudonym(v1::IdentifierKind::Value kind, std::string_view pseudonym,
                                                         Instant at, LinkReads* reads) const {
  return FindByKey(KeyOfIdentifier(kind, pseudonym), at, reads);
}

std::vector<std::string_view> Directory::FindByUnit(std::string_view unit_id, Instant at, LinkReads* reads) const {
  if (unit_id.empty()) return {};
  return FindByKey(KeyOfUnit(unit_id), at, reads);
}

std::string_view Directory::Current(std::string_view customer_id, LinkReads* reads) const {
  const std::optional<CustomerTable::Number> number = customers_->Find(customer_id);
  if (reads != nullptr) {
    std::vector<CustomerTable::Number> way;
    if (number) customers_->AppendWay(*number, way);
    if (way.empty()) reads->push_back(KeyOfCustomer(customer_id));
    for (const CustomerTable::Number passed : way) reads->push_back(KeyOfCustomer(customers_->IdOf(passed)));
  }
  return number ? customers_->IdOf(customers_->Current(*number)) : customer_id;
}

bool Directory::IsVulnerable(std::string_view customer_id) const {
  const std::optional<CustomerTable::Number> number = customers_->Find(customer_id);
  return number && (customers_->IsVulnerable(*number) || customers_->IsVulnerable(customers_->Current(*number)));
}

const v1::Unit* Directory::FindUnit(std::string_view unit_id) const {
  const auto unit = units_.find(Abseil(unit_id));
  return unit == units_.end() ? nullptr : &unit->second;
}

}  // namespace loopbreaker
