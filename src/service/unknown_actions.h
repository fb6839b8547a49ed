// What somebody did about something that nobody knows: a dead letter once `park_for` has passed (semantics, section 7).
//
// Until then what it names may still come. Said once, and after a restart at worst again. One thread.
#pragma once

#include <functional>
#include <map>
#include <string>

#include "base/time.h"
#include "service/record.h"

namespace loopbreaker {

class UnknownActions {
 public:
  // The action as a serialised event; empty: it has found what it names, or is not there any more.
  using Find = std::function<std::string(const FactKey& action)>;
  UnknownActions(Nanos park_for, Find find, Outbox out)
      : park_for_(park_for), find_(std::move(find)), out_(std::move(out)) {}

  // `record` of `topic` brought an action of this time. It waits from when it came: what it names may come as late.
  void Add(Topic topic, const InRecord& record, FactKey action, Instant time);
  // What was due until then was said before, by whoever had the partition.
  void Begin(Instant said_until);
  void TellUntil(Instant clock);

 private:
  struct Waiting {
    FactKey action;
    Topic topic;
    std::int32_t partition;
    std::int64_t offset;
  };
  Nanos park_for_;
  Find find_;
  Outbox out_;
  std::multimap<Instant, Waiting> waiting_;  // by when it is looked at
};

}  // namespace loopbreaker
