// A loop as one flat row, for dashboards and warehouses.
#pragma once

#include <string_view>

#include "link/directory.h"
#include "loopbreaker/v1/loop.pb.h"
#include "rules/judge.h"

namespace loopbreaker {

v1::LoopRecord LoopRecordOf(const Judge& judge, LoopIndex loop, std::string_view customer, const Directory& directory,
                            Instant clock);

}  // namespace loopbreaker
