// What the demonstration answers of one customer: the dossier, and who calls. Worked out when it is asked for, from the
// stream that the month is played into.
#pragma once

#include <mutex>
#include <vector>

#include "cli/demo_month.h"
#include "engine/stream.h"
#include "link/directory.h"
#include "serve/customers.h"

namespace loopbreaker {

// All outlive the server. `playing` is held by whoever plays, and here while somebody looks.
CustomerRoutes DemoCustomers(Stream& stream, std::mutex& playing, const Directory& directory,
                             const std::vector<DemoArrival>& arrivals);

}  // namespace loopbreaker
