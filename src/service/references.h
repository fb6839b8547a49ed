// Which customer a case, a work order or a visit belongs to, as far as events have said (semantics, section 3).
//
// One for the instance; safe for concurrent use.
#pragma once

#include <cstddef>
#include <cstdint>
#include <deque>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "absl/base/thread_annotations.h"
#include "absl/container/flat_hash_map.h"
#include "absl/synchronization/mutex.h"
#include "base/time.h"
#include "event/fact.h"
#include "service/touch_log.h"

namespace loopbreaker {

struct ReferenceKey {
  std::string kind;  // "case", "work_order", "visit"
  std::string value;
  std::string customer;
};
// `KIND|VALUE|CUSTOMER`, parts percent-encoded.
std::string ToText(const ReferenceKey& key);

std::optional<ReferenceKey> ParseReferenceKey(std::string_view text);

class References {
 public:
  // `touched`, which outlives it, is told of every new and every withdrawn claim; may be null.
  explicit References(TouchLog* touched = nullptr) : touched_(touched) {}

  // Of how many claims that came by the topic the news are kept.
  static constexpr std::size_t kNewsMax = 100'000;

  // Enters a claim. False: it was known, and not later than `first`.
  bool Claim(const ReferenceKey& key, Instant first);
  // A record of the topic; a key that is none is ignored.
  void Load(std::string_view key, Instant first);
  // A tombstone of the topic: a claim is withdrawn, or the customer was erased.
  void Remove(std::string_view key);

  // The only customer that the strongest reference of the event belongs to that decides; claims later than `park_for`
  // after the event do not count. Empty: none decides.
  // `reads`: appends what the answer rests on, in the terms of the touch log.
  std::string Find(const Fact& fact, Nanos park_for, std::vector<std::uint64_t>* reads = nullptr) const;
  // Since when a claim, as a key of the topic, stands; empty: it does not.
  std::optional<Instant> FirstOf(std::string_view key) const;
  // Whether anybody claims, or has claimed, any reference of the fact.
  bool AnyClaim(const Fact& fact) const;

  // The next claims, as keys of the topic, that came by it since `place`, which is then after them; at most so many. Of
  // very many at once the oldest are no longer known.
  std::vector<std::string> NewsFrom(std::uint64_t& place, std::size_t claims_max) const;
  std::uint64_t news_end() const;

 private:
  struct Claimant {
    std::string customer;
    Instant first;
  };
  TouchLog* touched_;
  mutable absl::Mutex mutex_;
  absl::flat_hash_map<std::uint64_t, std::vector<Claimant>> claims_ ABSL_GUARDED_BY(mutex_);
  std::deque<std::string> news_ ABSL_GUARDED_BY(mutex_);
  std::uint64_t first_news_ ABSL_GUARDED_BY(mutex_) = 0;
};

// The references of an event that can find a customer, as keys without customer, the strongest first.
std::vector<ReferenceKey> ReferencesOf(const Fact& fact);
// Whether that is one of them, whosever it is.
bool HasReference(const Fact& fact, const ReferenceKey& reference);

}  // namespace loopbreaker
