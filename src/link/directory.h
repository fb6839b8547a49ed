// The directory: which customer an identifier or a unit belongs to, at a time.
//
// Built by Put, read by the rest. Not safe for concurrent writes; concurrent reads are fine.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "base/time.h"
#include "loopbreaker/v1/customer.pb.h"

namespace loopbreaker {

// An identifier in the form that is compared: phone as E.164 (with `region` for numbers without a country code), email trimmed and
// lower-cased, the others trimmed. Empty when nothing remains, or for a phone number that is none (hidden callers).
std::string NormaliseIdentifier(v1::IdentifierKind::Value kind, std::string_view value, const std::string& region);

class Directory {
 public:
  explicit Directory(std::string phone_region) : phone_region_(std::move(phone_region)) {}

  // Adds or replaces a customer.
  void Put(const v1::Customer& customer);
  void PutUnit(const v1::Unit& unit);
  void Remove(std::string_view customer_id);

  // The customers that have the identifier at `at`, after following `merged_into`, without doubles. `value` as it came.
  std::vector<std::string_view> FindByIdentifier(v1::IdentifierKind::Value kind, std::string_view value, Instant at) const;
  std::vector<std::string_view> FindByUnit(std::string_view unit_id, Instant at) const;
  // The customer that `customer_id` has become by merging (cycles end at the first repeated id); itself when unknown.
  std::string_view Current(std::string_view customer_id) const;
  bool IsVulnerable(std::string_view customer_id) const;
  // Null when unknown.
  const v1::Unit* FindUnit(std::string_view unit_id) const;

  std::size_t customers() const { return customers_.size(); }
  const std::string& phone_region() const { return phone_region_; }

 private:
  // One claim of a customer to an identifier or unit while it holds.
  struct Claim {
    std::uint32_t customer;
    Instant from;
    Instant until;
  };
  struct Entry {
    v1::Customer customer;
  };
  std::string phone_region_;
  std::vector<Entry> entries_;
  absl::flat_hash_map<std::string, std::uint32_t> customers_;
  absl::flat_hash_map<std::string, std::vector<Claim>> claims_;  // "kind:value"
  absl::flat_hash_map<std::string, v1::Unit> units_;
};

// Reads the customers file (JSON lines of Customer) or the units file into `directory`. Errors are named with file and line.
bool LoadCustomers(const std::string& path, Directory& directory, std::string& error);
bool LoadUnits(const std::string& path, Directory& directory, std::string& error);

// Section 3 of the semantics up to the references: who an event belongs to by itself.
struct Resolution {
  std::string customer_id;  // empty: not by itself
  std::string reason;       // for people: "by its account", "by its unit", ...
};
Resolution Resolve(const v1::ContactEvent& event, const Directory& directory);

// The provisional customer of an event that resolves to nobody: "~account:77", after its strongest identifier. Empty: it has none.
std::string ProvisionalCustomer(const v1::ContactEvent& event, const std::string& phone_region);

}  // namespace loopbreaker
