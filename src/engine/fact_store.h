// Link and remember: valid events in, every customer's facts out, whatever the order, the doubles and the corrections.
//
// No IO and no clock: who calls says what the present is. Not safe for concurrent use.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "absl/container/flat_hash_set.h"
#include "engine/customers.h"
#include "engine/linker.h"
#include "event/event.h"
#include "event/pool.h"
#include "link/directory.h"
#include "rules/rule.h"

namespace loopbreaker {

// One version of a fact, as the service's topics name it (event/content_hash.h).
struct FactVersion {
  std::string source;
  std::string id;
  std::uint32_t revision = 0;
  std::uint64_t digest = 0;
  bool operator==(const FactVersion&) const = default;
};

// Told of every change to a customer's facts, after it.
class FactListener {
 public:
  virtual ~FactListener() = default;
  virtual void OnAdded(CustomerIndex customer, std::string_view packed) = 0;
  virtual void OnRemoved(CustomerIndex customer, std::string_view source, std::string_view id) = 0;
};

class FactStore {
 public:
  struct Options {
    // Less than all saves memory where only a final table is wanted: see RuleIndex::needed. What is not kept cannot
    // decide between versions of one revision: if there are such conflicts, begin again with everything kept.
    FieldSet keep = kAllFields;
  };
  // `settings` and `directory` outlive the store; so does `listener`, which may be null.
  FactStore(const RuleSettings& settings, const Directory& directory, Options options, FactListener* listener);

  enum class Outcome {
    kRemembered,  // also when it is a double or an old version: those are sorted out where they are read
    kReplaced,    // a version that another customer's one beats
    kParked,      // belongs to nobody yet
    kNotYet,      // later than `limit`, but not by more than the clock skew allowed: does not exist yet
    kProcess,     // has no customer: process_changed, and what somebody did about process feedback
    kDead,        // `refusal` says why
  };
  // `limit`: the present. Leaves in the event's fact whose it is.
  Outcome Add(Event& event, Instant limit, Refusal& refusal);
  // `event` is valid (decode.h).
  Outcome Add(const v1::ContactEvent& event, Instant limit, Refusal& refusal);

  // From now on facts come linked: whose they are is decided elsewhere, and two customers may have versions of one for
  // a while, until one of them is taken out.
  void SetLinked() { linked_ = true; }
  // Every version that is here of a fact, of all customers.
  struct Held {
    CustomerIndex customer;
    FactVersion version;
    bool deleted = false;
  };
  std::vector<Held> VersionsOf(std::string_view source, std::string_view id) const;
  // Takes one version out; a deletion too. Empty: it is not here. Else the customer who had it.
  CustomerIndex RemoveVersion(const FactVersion& version);

  // No more events will come: frees what only Add needs. REQUIRES: no Add after it.
  void Seal() { customers_.Seal(); }
  // A customer without facts so far.
  CustomerIndex AddCustomer(std::string_view id) { return customers_.FindOrAdd(id); }

  const Customers& customers() const { return customers_; }
  const TextPool& pool() const { return pool_; }
  TextPool& pool() { return pool_; }
  const Linker& linker() const { return linker_; }
  const RuleSettings& settings() const { return settings_; }
  const Directory& directory() const { return directory_; }
  // Versions of one revision with different content, as far as they have been seen; CountConflicts looks everywhere.
  std::uint64_t CountConflicts() const;
  // Whether the customer may have several versions of a fact. If not, the n-th record of its facts is slot n of its
  // history.
  bool MayHaveVersions(CustomerIndex customer) const { return with_doubles_.contains(customer); }
  // The largest event time of what was remembered; Instant::min() before any.
  Instant latest() const { return latest_; }
  const std::vector<v1::ContactEvent>& process_changes() const { return process_changes_; }
  const std::vector<v1::ContactEvent>& feedback_actions() const { return feedback_actions_; }

 private:
  void WantReferences();
  // Replaces, and counts conflicts.
  bool Beats(const Fact& a, const Fact& b);
  void Keep(const Fact& fact, std::uint64_t identity, std::string_view packed, CustomerIndex customer);
  void Drop(const Fact& fact, CustomerIndex customer);
  // Whether `fact` loses against a version that somebody else has; takes that version out if it wins. `customer`: whose
  // it is by itself, else kNobody and `provisional`.
  bool LosesElsewhere(const Fact& fact, std::uint64_t identity, CustomerIndex customer, CustomerIndex provisional);
  void DeleteUnowned(const Fact& fact, std::uint64_t identity, std::string_view packed);

  const RuleSettings& settings_;
  const Directory& directory_;
  Options options_;
  bool linked_ = false;
  FactListener* listener_;
  TextPool pool_;
  Customers customers_;
  Linker linker_;
  Linker::Moved moved_;
  // Deletions that name no customer, of facts that have not come yet.
  absl::flat_hash_map<std::uint64_t, std::string> early_deletions_;
  std::vector<v1::ContactEvent> process_changes_;
  std::vector<v1::ContactEvent> feedback_actions_;
  Instant latest_ = Instant::min();
  std::uint64_t conflicts_elsewhere_ = 0;
  absl::flat_hash_set<CustomerIndex> with_doubles_;
  // Scratch.
  Event event_;
  std::string packed_;
  std::vector<CustomerIndex> holders_;
};

}  // namespace loopbreaker
