#include "base/calendar.h"

#include <algorithm>

#include "base/day.h"

namespace loopbreaker {
namespace {

// Nearly every history lies in these years, which are therefore kept as a table.
constexpr absl::CivilDay kTableFirst(2000, 1, 1);
constexpr absl::CivilDay kTableLast(2060, 12, 31);
// Beyond the latest fact plus the longest duration, and before instants overflow.
constexpr absl::CivilDay kLastDay(2262, 1, 1);

std::array<std::vector<Calendar::Hours>, 7> OfficeWeek() {
  std::array<std::vector<Calendar::Hours>, 7> week;
  for (int day = 0; day < 5; ++day) week[day].push_back({9 * 60, 17 * 60});
  return week;
}

const Calendar& OfficeCalendar() {
  static const Calendar calendar(Calendar::Options{.zone = absl::UTCTimeZone(), .week = OfficeWeek(), .holidays = {}});
  return calendar;
}

absl::CivilDay DayOf(Instant at, const absl::TimeZone& zone) {
  return absl::ToCivilDay(absl::FromUnixNanos(at.time_since_epoch().count()), zone);
}

// A local time that the clock skips is the moment of the jump, one that it shows twice the first of the two: so hours
// that touch on the clock touch in time as well.
Instant ToInstant(absl::CivilSecond local, const absl::TimeZone& zone) {
  return Instant{Nanos{absl::ToUnixNanos(absl::FromCivil(local, zone))}};
}

}  // namespace

Calendar::Calendar() : Calendar(OfficeCalendar()) {}

Calendar::Calendar(Options options) : options_(std::move(options)), business_day_(options_.business_day) {
  Nanos longest{0};
  for (const std::vector<Hours>& day : options_.week) {
    Nanos open{0};
    for (const Hours& h : day) open += minutes{h.close - h.open};
    longest = std::max(longest, open);
    week_open_ += open;
  }
  if (business_day_ == Nanos{0}) business_day_ = longest;

  auto table = std::make_shared<Table>();
  table->from = ToInstant(absl::CivilSecond(kTableFirst), options_.zone);
  table->to = ToInstant(absl::CivilSecond(kTableLast + 1), options_.zone);
  std::size_t weekly = 0;
  for (const std::vector<Hours>& day : options_.week) weekly += day.size();
  table->openings.reserve(static_cast<std::size_t>(kTableLast - kTableFirst) / 7 * weekly + 2 * weekly);
  for (absl::CivilDay day = kTableFirst; day <= kTableLast; ++day) {
    ForOpenings(day, [&](Instant from, Instant to) {
      table->openings.push_back({from, to, table->open});
      table->open += to - from;
      return true;
    });
  }
  table_ = std::move(table);
}

template <typename Visit>
bool Calendar::ForOpenings(absl::CivilDay day, Visit visit) const {
  const std::vector<Hours>& openings = options_.week[static_cast<std::size_t>(absl::GetWeekday(day))];
  if (openings.empty() || options_.holidays.contains(day)) return true;
  for (const Hours& h : openings) {
    const Instant from = ToInstant(absl::CivilSecond(absl::CivilMinute(day) + h.open), options_.zone);
    const Instant to = ToInstant(absl::CivilSecond(absl::CivilMinute(day) + h.close), options_.zone);
    // Hours that the clock skips have no length.
    if (from < to && !visit(from, to)) return false;
  }
  return true;
}

Nanos Calendar::WalkBetween(Instant from, Instant to) const {
  Nanos open{0};
  if (to <= from) return open;
  const absl::CivilDay last = DayOf(to, options_.zone);
  for (absl::CivilDay day = DayOf(from, options_.zone); day <= last; ++day) {
    ForOpenings(day, [&](Instant opens, Instant closes) {
      open += std::max(std::min(closes, to) - std::max(opens, from), Nanos{0});
      return true;
    });
  }
  return open;
}

Instant Calendar::WalkAdd(Instant from, Nanos& open_time, absl::CivilDay last) const {
  Instant reached = kNever;
  for (absl::CivilDay day = DayOf(from, options_.zone); day <= last; ++day) {
    const bool exhausted = !ForOpenings(day, [&](Instant opens, Instant closes) {
      opens = std::max(opens, from);
      if (closes <= opens) return true;
      if (open_time <= closes - opens) {
        reached = opens + open_time;
        return false;
      }
      open_time -= closes - opens;
      return true;
    });
    if (exhausted) return reached;
  }
  return kNever;
}

Nanos Calendar::TableOpenBefore(Instant at) const {
  const std::vector<Opening>& openings = table_->openings;
  auto next = std::upper_bound(openings.begin(), openings.end(), at,
                               [](Instant value, const Opening& opening) { return value < opening.from; });
  if (next == openings.begin()) return Nanos{0};
  const Opening& last = *std::prev(next);
  return last.before + (std::min(at, last.to) - last.from);
}

Nanos Calendar::Between(Instant from, Instant to) const {
  if (to <= from || week_open_ == Nanos{0}) return Nanos{0};
  return WalkBetween(from, std::min(to, table_->from)) + TableOpenBefore(to) - TableOpenBefore(from) +
         WalkBetween(std::max(from, table_->to), to);
}

Instant Calendar::Add(Instant from, Nanos open_time) const {
  if (open_time <= Nanos{0}) return from;
  if (week_open_ == Nanos{0}) return kNever;
  if (from < table_->from) {
    const Instant reached = WalkAdd(from, open_time, kTableFirst - 1);
    if (reached != kNever) return reached;
    from = table_->from;
  }
  if (from < table_->to) {
    const Nanos goal = TableOpenBefore(from) + open_time;
    if (goal <= table_->open) {
      const std::vector<Opening>& openings = table_->openings;
      // The first opening that ends with at least `goal` behind it.
      auto at = std::partition_point(openings.begin(), openings.end(), [goal](const Opening& opening) {
        return opening.before + (opening.to - opening.from) < goal;
      });
      return at->from + (goal - at->before);
    }
    open_time = goal - table_->open;
    from = table_->to;
  }
  return WalkAdd(from, open_time, kLastDay);
}

Nanos Calendar::Elapsed(Instant from, Instant to, bool business) const {
  if (business) return Between(from, to);
  return to <= from ? Nanos{0} : to - from;
}

Instant Calendar::After(Instant from, Nanos length, bool business) const {
  return business ? Add(from, length) : AddSaturated(from, length);
}

std::int32_t Calendar::LocalDay(Instant at) const { return DayNumber(DayOf(at, options_.zone)); }

std::optional<Span> ParseSpan(std::string_view text, const Calendar& calendar) {
  if (!text.ends_with("bd") && !text.ends_with("bh")) {
    const std::optional<Nanos> length = ParseDuration(text);
    if (!length) return std::nullopt;
    return Span{.length = *length, .business = false, .text = std::string(text)};
  }
  const Nanos unit = text.ends_with("bd") ? calendar.business_day() : Nanos{hours{1}};
  // As far into the future as the longest calendar duration reaches, by the open hours of a week.
  const std::int64_t weeks_max = kLongest / Days{7};
  const Nanos length_max = calendar.week_open() * weeks_max;
  const std::string_view digits = text.substr(0, text.size() - 2);
  if (digits.empty()) return std::nullopt;
  std::int64_t number = 0;
  for (char c : digits) {
    if (c < '0' || c > '9') return std::nullopt;
    number = number * 10 + (c - '0');
    if (number * unit.count() > length_max.count() || number > kLongest / hours{1}) return std::nullopt;
  }
  return Span{.length = number * unit, .business = true, .text = std::string(text)};
}

}  // namespace loopbreaker
