// The directory: which customer an identifier or a unit belongs to, at a time.
//
// In the service it knows identifiers by their pseudonyms only, as facts do: what was linked once can be linked anew
// when it changes. Who depends on it can ask what an answer rested on (LinkReads), and is told what a change has
// touched.
//
// Built by Put, read by the rest. Not safe for concurrent writes; concurrent reads are fine. Views that it gives are
// valid as long as it lives, but for those that say otherwise.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "absl/container/node_hash_map.h"
#include "base/time.h"
#include "event/event.h"
#include "link/claims.h"
#include "link/customers.h"
#include "loopbreaker/v1/contact_event.pb.h"
#include "loopbreaker/v1/customer.pb.h"

namespace loopbreaker {

// An identifier in the form that is compared: phone as E.164 (with `region` for numbers without a country code), email
// trimmed and lower-cased (ASCII), the others trimmed. Empty when nothing remains, for a phone number that is none
// (hidden callers, extensions of a switchboard, numbers without their area code) and for a kind that is not known.
std::string NormaliseIdentifier(v1::IdentifierKind::Value kind, std::string_view value, const std::string& region);

// Hashes of the identifiers, units and customers that the directory was asked for, or that a change of it concerns.
using LinkReads = std::vector<std::uint64_t>;

class Pseudonyms;

class Directory {
 public:
  // `hidden`, which outlives it: identifiers are known by these pseudonyms.
  explicit Directory(std::string phone_region, const Pseudonyms* hidden = nullptr)
      : phone_region_(std::move(phone_region)), hidden_(hidden) {}

  // Adds or replaces a customer. Appends to `touched`, where given, everything that an answer may now be another for;
  // nothing when it was so already.
  void Put(const v1::Customer& customer, LinkReads* touched = nullptr);
  void PutUnit(const v1::Unit& unit);
  void Remove(std::string_view customer_id, LinkReads* touched = nullptr);

  // The customers that have the identifier at `at`, after following `merged_into`, without doubles, by id. `value` as
  // it came.
  std::vector<std::string_view> FindByIdentifier(v1::IdentifierKind::Value kind, std::string_view value,
                                                 Instant at) const;
  // The same for a value that NormaliseIdentifier has given.
  std::vector<std::string_view> FindByNormalised(v1::IdentifierKind::Value kind, std::string_view value,
                                                 Instant at) const;
  // The same for a pseudonym. REQUIRES: identifiers are hidden. `reads`, here and below: appends what the answer rests
  // on.
  std::vector<std::string_view> FindByPseudonym(v1::IdentifierKind::Value kind, std::string_view pseudonym, Instant at,
                                                LinkReads* reads) const;
  std::vector<std::string_view> FindByUnit(std::string_view unit_id, Instant at, LinkReads* reads = nullptr) const;
  // The customer that `customer_id` has become by merging (cycles end at the first repeated id); itself when unknown,
  // and then as valid as the argument.
  std::string_view Current(std::string_view customer_id, LinkReads* reads = nullptr) const;
  // Of the entry itself, or of what it has become.
  bool IsVulnerable(std::string_view customer_id) const;
  // Null when unknown. Stays where it is; PutUnit for the same unit changes it.
  const v1::Unit* FindUnit(std::string_view unit_id) const;

  // Grows with what was read of it; set by who reads.
  std::int64_t version() const { return version_; }
  void SetVersion(std::int64_t version) { version_ = version; }

  std::size_t customers() const { return customers_->present(); }
  const std::string& phone_region() const { return phone_region_; }

 private:
  std::vector<std::string_view> FindByKey(std::uint64_t key, Instant at, LinkReads* reads) const;
  // Whether the entry of a customer is as it would be.
  struct Claim {
    std::uint64_t key;
    Instant from;
    Instant until;
  };
  bool IsAsBefore(CustomerTable::Number customer, const std::vector<Claim>& claims,
                  const std::optional<CustomerTable::Number>& merged_into) const;
  // Takes back what the entry of a customer claims.
  void Unclaim(CustomerTable::Number customer);

  std::string phone_region_;
  const Pseudonyms* hidden_;
  std::int64_t version_ = 0;
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
// The same of an event whose identifiers are pseudonyms already. `named`: the customer that its source named, or empty.
Resolution ResolveHidden(const Fact& fact, const Identifiers& identifiers, std::string_view named,
                         const Directory& directory, LinkReads* reads = nullptr);

// The provisional customer of an event that resolves to nobody: "~account:77", after its strongest identifier. Empty:
// it has none.
std::string ProvisionalCustomer(const v1::ContactEvent& event, const std::string& phone_region);
// The same of an event whose identifiers are pseudonyms already.
std::string HiddenProvisionalCustomer(const Identifiers& identifiers);

}  // namespace loopbreaker
