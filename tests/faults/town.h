// The input of a fault run: the histories of many households, so that every partition has customers.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "base/time.h"
#include "loopbreaker/v1/contact_event.pb.h"
#include "loopbreaker/v1/customer.pb.h"
#include "support/random_history.h"

namespace loopbreaker {

struct Town {
  std::vector<v1::ContactEvent> events;  // in the order of their times
  std::vector<v1::Customer> customers;

  Town& operator+=(Town other);
};

// Each household has four customers, of whom three are in the directory, and about `events` facts over ten days. The
// last event of all is at `end`. `allowed` as in a history by chance; rules as those of the default set.
Town MakeTown(std::uint64_t seed, int households, int events, const RandomHistory::Allowed& allowed, Instant end);

// A promise each to as many customers, every one due and not kept at another moment: the first at `first`, the last at
// `last`. Nothing but the clock makes them alarms.
std::vector<v1::ContactEvent> Promises(const std::string& name, int count, Instant made, Instant first, Instant last);

}  // namespace loopbreaker
