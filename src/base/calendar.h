// Business time: opening hours by weekday in a time zone, less holidays. Also the local date of an instant.
//
// Immutable after construction and safe for concurrent use.
#pragma once

#include <array>
#include <cstdint>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "absl/time/civil_time.h"
#include "absl/time/time.h"
#include "base/time.h"

namespace loopbreaker {

// A duration of a rule: calendar time or business time, by its unit.
struct Span {
  Nanos length{0};
  bool business = false;  // `length` counts open hours only
  std::string text;       // as written, for people: "2bd"
  friend bool operator==(const Span& a, const Span& b) { return a.length == b.length && a.business == b.business; }
};

class Calendar {
 public:
  // Minutes since local midnight, [open, close), close <= 24 * 60. Several a day, ascending and apart.
  struct Hours {
    int open = 0;
    int close = 0;
  };
  struct Options {
    absl::TimeZone zone = absl::UTCTimeZone();
    std::array<std::vector<Hours>, 7> week;  // Monday first
    std::set<absl::CivilDay> holidays;
    Nanos business_day{0};  // 0: the open hours of the longest day
  };

  // Default: Monday to Friday 09:00 to 17:00 in UTC, no holidays.
  Calendar();
  explicit Calendar(Options options);

  // Open time in [from, to); 0 when to <= from.
  Nanos Between(Instant from, Instant to) const;
  // The earliest instant at which `open_time` has passed since `from`; `from` itself for 0; kNever if the week has no
  // open hours.
  Instant Add(Instant from, Nanos open_time) const;

  // The same for a span of either kind.
  Nanos Elapsed(Instant from, Instant to, bool business) const;
  Instant After(Instant from, Nanos length, bool business) const;

  // The length of one business day, as configured or by default.
  Nanos business_day() const { return business_day_; }
  // Open hours of a week without holidays.
  Nanos week_open() const { return week_open_; }
  const absl::TimeZone& zone() const { return options_.zone; }
  // Days since 1970-01-01 of the local date.
  std::int32_t LocalDay(Instant at) const;

 private:
  struct Opening {
    Instant from;
    Instant to;
    Nanos before;  // open time of all openings of the table before this one
  };
  // The openings of the years that are common, [from, to); days outside are walked one by one.
  struct Table {
    Instant from;
    Instant to;
    Nanos open{0};  // of all
    std::vector<Opening> openings;
  };

  // Calls visit(from, to) for each opening of a local day, until it answers false; that is the result then.
  template <typename Visit>
  bool ForOpenings(absl::CivilDay day, Visit visit) const;
  Nanos WalkBetween(Instant from, Instant to) const;
  // Add, day by day as far as `last`; kNever, with what is left in `open_time`, when that did not suffice.
  Instant WalkAdd(Instant from, Nanos& open_time, absl::CivilDay last) const;
  // Open time of the table before `at`.
  Nanos TableOpenBefore(Instant at) const;

  Options options_;
  Nanos business_day_{0};
  Nanos week_open_{0};
  std::shared_ptr<const Table> table_;  // shared by copies
};

// "90d", "36h", "15m", "30s" (calendar), "5bd", "8bh" (business; a business day is calendar.business_day()). Empty: not
// one, or one that reaches further than kLongest.
std::optional<Span> ParseSpan(std::string_view text, const Calendar& calendar);

}  // namespace loopbreaker
