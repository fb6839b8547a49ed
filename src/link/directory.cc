#include "link/directory.h"

#include <algorithm>
#include <optional>

#include "base/hash.h"
#include "base/text.h"
#include "event/timestamp.h"

namespace loopbreaker {
namespace {

// Beside the kinds of identifiers, which are small numbers.
constexpr std::uint64_t kUnitKind = 1000;

std::uint64_t KeyOfIdentifier(v1::IdentifierKind::Value kind, std::string_view normalised) {
  return Combine(Hash64(normalised), static_cast<std::uint64_t>(kind));
}

std::uint64_t KeyOfUnit(std::string_view unit_id) { return Combine(Hash64(unit_id), kUnitKind); }

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

void Directory::Put(const v1::Customer& customer) {
  const CustomerTable::Number number = customers_->Intern(customer.customer_id());
  Unclaim(number);
  std::vector<std::uint64_t> keys;
  const auto claim = [&](std::uint64_t key, Instant from, Instant until) {
    claims_.Add(key, number, from, until);
    keys.push_back(key);
  };
  for (const v1::CustomerIdentifier& identifier : customer.identifiers()) {
    const std::string value = NormaliseIdentifier(identifier.kind(), identifier.value(), phone_region_);
    if (!value.empty()) claim(KeyOfIdentifier(identifier.kind(), value), FromOf(identifier), UntilOf(identifier));
  }
  for (const v1::CustomerUnit& unit : customer.units()) {
    if (!unit.unit_id().empty()) claim(KeyOfUnit(unit.unit_id()), FromOf(unit), UntilOf(unit));
  }
  customers_->SetKeys(number, keys);
  std::optional<CustomerTable::Number> merged_into;
  if (!customer.merged_into().empty()) merged_into = customers_->Intern(customer.merged_into());
  customers_->SetEntry(number, customer.vulnerable(), merged_into);
}

void Directory::PutUnit(const v1::Unit& unit) { units_[unit.unit_id()] = unit; }

void Directory::Remove(std::string_view customer_id) {
  const std::optional<CustomerTable::Number> number = customers_->Find(customer_id);
  if (!number) return;
  Unclaim(*number);
  customers_->SetKeys(*number, {});
  customers_->ClearEntry(*number);
}

std::vector<std::string_view> Directory::FindByKey(std::uint64_t key, Instant at) const {
  std::vector<CustomerTable::Number> claimants;
  claims_.Find(key, at, claimants);
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
  return FindByKey(KeyOfIdentifier(kind, value), at);
}

std::vector<std::string_view> Directory::FindByUnit(std::string_view unit_id, Instant at) const {
  if (unit_id.empty()) return {};
  return FindByKey(KeyOfUnit(unit_id), at);
}

std::string_view Directory::Current(std::string_view customer_id) const {
  const std::optional<CustomerTable::Number> number = customers_->Find(customer_id);
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
