// Times as people write them in a test: local, in the time zone of the rules.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "absl/time/time.h"
#include "base/time.h"

namespace loopbreaker {

inline constexpr std::string_view kWhenForm = "a time such as 2026-03-02 10:00 or 2026-03-02T10:00:00Z";

// "2026-03-02 10:00", "2026-03-02 10:00:30" in `zone`, or RFC 3339. Of a time that the clock shows twice when it goes
// back, the first. Empty: neither, or a time that the clock skips.
std::optional<Instant> ParseWhen(std::string_view text, const absl::TimeZone& zone);

// "2026-03-02 10:00" in `zone`; with seconds where there are any, and RFC 3339 in UTC where there are fractions.
std::string FormatWhen(Instant at, const absl::TimeZone& zone);

}  // namespace loopbreaker
