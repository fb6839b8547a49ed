// Events that wait for whom they belong to, or that somebody else may claim, and which of them a change concerns.
//
// As the topic `parked` has them. Not safe for concurrent use.
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "base/time.h"
#include "link/directory.h"

namespace loopbreaker {

struct WaitingEvent {
  std::string event;        // serialised
  std::string provisional;  // who has it while no reference decides; empty: nobody
  std::string owner;        // whose fact it is now; empty: nobody's
  std::string raw;          // as it came, for a dead letter
  std::string topic;        // where it came from
  std::int32_t source_partition = 0;
  std::int64_t offset = 0;
  std::int32_t partition = 0;  // of `parked`
  Instant parked_at{};
};

class WaitingEvents {
 public:
  // The event of a key, new or known, which is to be looked at.
  WaitingEvent& Put(const std::string& key, Instant parked_at);
  // Null: there is none.
  const WaitingEvent* Find(const std::string& key) const;
  void Remove(const std::string& key);
  void RemovePartition(std::int32_t partition);

  // It was looked at: what the answer rests on.
  void SetRestsOn(const std::string& key, LinkReads reads);
  void Touch(const std::vector<std::uint64_t>& changed);
  void TouchAll();
  void TouchWhere(const std::function<bool(const WaitingEvent& waiting)>& concerned);
  // The keys of those that are to be looked at since the last call, in order; and of those that were parked at
  // `until` or before, each time until they are removed.
  std::set<std::string> TakeTouched(Instant until);

  std::size_t size() const { return events_.size(); }

 private:
  struct Entry {
    WaitingEvent waiting;
    LinkReads rests_on;
  };
  using Events = std::map<std::string, Entry>;
  void RemoveReads(Events::iterator it);
  Events::iterator Remove(Events::iterator it);

  Events events_;
  absl::flat_hash_map<std::uint64_t, std::vector<const std::string*>> by_read_;  // keys of events_
  std::set<std::pair<Instant, std::string>> by_time_;                            // when it was parked
  std::set<std::string> touched_;
};

}  // namespace loopbreaker
