// A month and a half of a small housing corporation: the plumber's story as it is, and some three hundred tenants
// around it, most of whom are helped at once. Made up, the same every time.
#pragma once

#include <string>
#include <vector>

#include "base/time.h"
#include "link/directory.h"
#include "loopbreaker/v1/contact_event.pb.h"

namespace loopbreaker {

struct DemoArrival {
  Instant at;  // when it comes in; the event itself may be older
  v1::ContactEvent event;
};

// In the order of arrival; their customers and units in `directory`. Empty: `error` says what is wrong with what was
// bundled.
std::vector<DemoArrival> ReadMonth(Directory& directory, std::string& error);

}  // namespace loopbreaker
