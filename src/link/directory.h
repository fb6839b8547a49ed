// The directory: which customer an identifier or a unit belongs to, at a time.
//
// Built by Put, read by the rest. Not safe for concurrent writes; concurrent reads are fine. Views that it gives are
// valid as long as it lives, but for those that say otherwise.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "absl/container/node_hash_map.h"
#include "base/time.h"
#include "link/claims.h"
#include "link/customers.h"
#include "loopbreaker/v1/contact_event.pb.h"
#include "loopbreaker/v1/customer.pb.h"

namespace loopbreaker {

// An identifier in the form that is compared: phone as E.164 (with `region` for numbers without a country code), email
// trimmed and lower-cased (ASCII), the others trimmed. Empty when nothing remains, for a phone number that is none
// (hidden callers, extensions of a switchboard, numbers without their area code) and for a kind that is not known.
std::string NormaliseIdentifier(v1::IdentifierKind::Value kind, std::string_view value, const std::string& region);

class Directory {
 public:
  explicit Directory(std::string phone_region) : phone_region_(std::move(phone_region)) {}

  // Adds or replaces a customer.
  void Put(const v1::Customer& customer);
  void PutUnit(const v1::Unit& unit);
  void Remove(std::string_view customer_id);

  // The customers that have the identifier at `at`, after following `merged_into`, without doubles, by id. `value` as
  // it came.
  std::vector<std::string_view> FindByIdentifier(v1::IdentifierKind::Value kind, std::string_view value,
                                                 Instant at) const;
  // The same for a value that NormaliseIdentifier has given.
  std::vector<std::string_view> FindByNormalised(v1::IdentifierKind::Value kind, std::string_view value,
                                                 Instant at) const;
  std::vector<std::string_view> FindByUnit(std::string_view unit_id, Instant at) const;
  // The customer that `customer_id` has become by merging (cycles end at the first repeated id); itself when unknown,
  // and then as valid as the argument.
  std::string_view Current(std::string_view customer_id) const;
  // Of the entry itself, or of what it has become.
  bool IsVulnerable(std::string_view customer_id) const;
  // Null when unknown. Stays where it is; PutUnit for the same unit changes it.
  const v1::Unit* FindUnit(std::string_view unit_id) const;

  std::size_t customers() const { return customers_->present(); }
  const std::string& phone_region() const { return phone_region_; }

 private:
  std::vector<std::string_view> FindByKey(std::uint64_t key, Instant at) const;
  // Takes back what the entry of a customer claims.
  void Unclaim(CustomerTable::Number customer);

  std::string phone_region_;
  std::unique_ptr<CustomerTable> customers_ = std::make_unique<CustomerTable>();
  ClaimTable claims_;
  absl::node_hash_map<std::string, v1::Unit> units_;
};

// Reads the customers file (JSON lines of Customer) or the units file into `directory`: plain text, one object a line,
// empty lines allowed; of two lines for one customer or unit the later holds. False: `error` is "file:line: error:
// ...", and what was read before that line is in the directory. Fields that are not known are skipped; where `warnings`
// is given, each name is told once.
bool LoadCustomers(const std::string& path, Directory& directory, std::string& error,
                   std::vector<std::string>* warnings = nullptr);
bool LoadUnits(const std::string& path, Directory& directory, std::string& error,
               std::vector<std::string>* warnings = nullptr);

// Section 3 of the semantics up to the references: who an event belongs to by itself.
struct Resolution {
  std::string customer_id;  // empty: not by itself
  std::string reason;       // for people: "by its account", "by its phone number together with its unit", ...
};
Resolution Resolve(const v1::ContactEvent& event, const Directory& directory);

// The provisional customer of an event that resolves to nobody: "~account:77", after its strongest identifier. Empty:
// it has none.
std::string ProvisionalCustomer(const v1::ContactEvent& event, const std::string& phone_region);

}  // namespace loopbreaker
