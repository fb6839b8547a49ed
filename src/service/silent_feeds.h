// Sources that have said nothing for longer than is usual: what rests on silence then may be nobody's silence.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "alerts/planner.h"
#include "base/calendar.h"
#include "service/config.h"

namespace loopbreaker {

// `newest_of`: when the newest record of a topic was written, Instant::min() where none is known. Business time is that
// of `calendar`: a source that is expected every two business hours may be silent all night.
std::vector<SilentFeed> SilentFeedsOf(const std::vector<SourceConfig>& sources, const Calendar& calendar,
                                      const std::function<Instant(const std::string& topic)>& newest_of, Instant now);

}  // namespace loopbreaker
