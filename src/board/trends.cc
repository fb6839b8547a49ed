#include "board/trends.h"

#include <algorithm>
#include <utility>

namespace loopbreaker {
namespace {

// Both as one.
void Unite(TrendSpan& into, const TrendSpan& other) {
  into.opened = std::min(into.opened, other.opened);
  into.resolved = into.resolved && other.resolved ? std::max(into.resolved, other.resolved) : std::nullopt;
}

bool IsQuiet(const TrendTable::Row& row) {
  const auto none = [](std::int64_t n) { return n == 0; };
  return std::all_of(row.opened.begin(), row.opened.end(), none) && std::all_of(row.open.begin(), row.open.end(), none);
}

}  // namespace

absl::CivilDay Trends::DayOf(Instant at) const {
  return absl::ToCivilDay(absl::FromChrono(std::chrono::floor<seconds>(at)), zone_);
}

void Trends::Put(const std::string& id, std::optional<TrendSpan> span) {
  if (const auto before = loop_of_.find(id); before != loop_of_.end()) {
    const std::string loop = std::move(before->second);
    loop_of_.erase(before);
    Count(loop, -1);
    const auto spans = loops_.find(loop);
    spans->second.erase(id);
    if (spans->second.empty()) {
      loops_.erase(spans);
    } else {
      Count(loop, 1);
    }
  }
  if (!span) return;
  const std::string loop = span->loop;
  const auto [spans, is_new] = loops_.try_emplace(loop);
  if (!is_new) Count(loop, -1);
  loop_of_.emplace(id, loop);
  spans->second.emplace(id, *std::move(span));
  Count(loop, 1);
}

void Trends::Count(const std::string& loop, int sign) {
  std::optional<TrendSpan> whole;
  std::map<std::string_view, TrendSpan> at_desks;
  for (const auto& [id, span] : loops_.at(loop)) {
    if (whole) {
      Unite(*whole, span);
    } else {
      whole = span;
    }
    if (const auto [here, is_first] = at_desks.try_emplace(span.desk, span); !is_first) Unite(here->second, span);
  }
  CountOf(all_, *whole, sign);
  for (const auto& [desk, span] : at_desks) CountOf(desks_[std::string(desk)], span, sign);
}

void Trends::CountOf(Calendar& calendar, const TrendSpan& span, int sign) const {
  const auto count = [&](Instant at, std::int64_t Counts::*what) {
    const auto day = calendar.try_emplace(DayOf(at)).first;
    day->second.*what += sign;
    if (day->second.opened == 0 && day->second.over == 0) calendar.erase(day);
  };
  count(span.opened, &Counts::opened);
  if (span.resolved) count(*span.resolved, &Counts::over);
}

TrendTable::Row Trends::RowOf(const Calendar& calendar, const std::vector<absl::CivilDay>& days) {
  TrendTable::Row row;
  std::int64_t open = 0;
  auto next = calendar.begin();
  for (const absl::CivilDay day : days) {
    std::int64_t opened = 0;
    for (; next != calendar.end() && next->first <= day; ++next) {
      open += next->second.opened - next->second.over;
      if (next->first == day) opened = next->second.opened;
    }
    row.opened.push_back(opened);
    row.open.push_back(open);
  }
  return row;
}

TrendTable Trends::Table(Instant now, int days) const {
  absl::CivilDay last = DayOf(now);
  if (!all_.empty()) last = std::max(last, all_.rbegin()->first);
  TrendTable table;
  for (int i = days - 1; i >= 0; --i) table.days.push_back(last - i);
  table.all = RowOf(all_, table.days);
  for (const auto& [desk, calendar] : desks_) {
    TrendTable::Row row = RowOf(calendar, table.days);
    if (!IsQuiet(row)) table.desks.emplace(desk, std::move(row));
  }
  return table;
}

}  // namespace loopbreaker
