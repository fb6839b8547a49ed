// How many loops came to each desk on each day, and how many it had open at the end of it.
//
// A loop is a desk's from the first of its escalations there until the last of them is over. Which desk had one before
// it went up the ladder is not known: it counts for the one that has it now, and so does an earlier activity not at
// all. Kept up with every revision, so that asking costs the days that are asked for and not what ever happened. Not
// safe for concurrent use.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <unordered_map>
#include <vector>

#include "absl/time/civil_time.h"
#include "absl/time/time.h"
#include "base/time.h"

namespace loopbreaker {

// One escalation; those of equal `loop` are one loop.
struct TrendSpan {
  std::string loop;
  std::string desk;
  Instant opened{};
  std::optional<Instant> resolved;  // none: it stands
};

struct TrendTable {
  struct Row {
    std::vector<std::int64_t> opened;  // by day
    std::vector<std::int64_t> open;    // at the end of the day, of the last one: now
  };
  std::vector<absl::CivilDay> days;
  Row all;
  std::map<std::string, Row> desks;  // that had any of these days
};

class Trends {
 public:
  // Days are those of this zone.
  explicit Trends(absl::TimeZone zone) : zone_(zone) {}

  // Replaces what was known of the escalation; none: it is no more.
  void Put(const std::string& id, std::optional<TrendSpan> span);

  // The `days` days up to that of `now`, or up to the latest that is known where that is later.
  TrendTable Table(Instant now, int days) const;

 private:
  struct Counts {
    std::int64_t opened = 0;
    std::int64_t over = 0;
  };
  using Calendar = std::map<absl::CivilDay, Counts>;

  absl::CivilDay DayOf(Instant at) const;
  // Adds the loop to the calendars, or takes it out again (`sign` -1).
  void Count(const std::string& loop, int sign);
  void CountOf(Calendar& calendar, const TrendSpan& span, int sign) const;
  static TrendTable::Row RowOf(const Calendar& calendar, const std::vector<absl::CivilDay>& days);

  absl::TimeZone zone_;
  std::unordered_map<std::string, std::map<std::string, TrendSpan>> loops_;  // spans by id
  std::unordered_map<std::string, std::string> loop_of_;                     // by id
  Calendar all_;
  std::map<std::string, Calendar> desks_;
};

}  // namespace loopbreaker
