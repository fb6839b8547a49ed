#include "scenario/compare.h"

#include <algorithm>

#include "scenario/when.h"

namespace loopbreaker {
namespace {

constexpr std::string_view kStatusNames[] = {"NONE", "OPEN", "RESOLVED"};

bool IsMeant(const Expectation& expectation, const SeenVerdict& verdict) {
  if (verdict.rule->id != expectation.rule_id) return false;
  if (!expectation.customer.empty() && verdict.customer != expectation.customer) return false;
  if (expectation.per && verdict.per != *expectation.per) return false;
  return std::all_of(expectation.group.begin(), expectation.group.end(), [&](const auto& wanted) {
    return std::find(verdict.group.begin(), verdict.group.end(), wanted) != verdict.group.end();
  });
}

std::string Joined(const std::vector<std::string>& ids) {
  std::string text;
  for (const std::string& id : ids) text += (text.empty() ? "" : ", ") + id;
  return text.empty() ? "none" : text;
}

std::vector<ComparedRow> RowsOf(const Expectation& expectation, const SeenVerdict* verdict,
                                const absl::TimeZone& zone) {
  std::vector<ComparedRow> rows;
  const auto row = [&](std::string what, std::string expected, std::string got) {
    const bool differs = expected != got;
    rows.push_back({std::move(what), std::move(expected), std::move(got), differs});
  };
  const auto when = [&](Instant at) { return FormatWhen(at, zone); };
  const ExpectedStatus status = verdict == nullptr ? ExpectedStatus::kNothing
                                : verdict->open    ? ExpectedStatus::kOpen
                                                   : ExpectedStatus::kResolved;
  row("status", std::string(kStatusNames[static_cast<int>(expectation.status)]),
      std::string(kStatusNames[static_cast<int>(status)]));
  if (verdict == nullptr) return rows;
  if (expectation.level) row("level", std::to_string(*expectation.level), std::to_string(verdict->level));
  if (expectation.evidence_ids) {
    std::vector<std::string> ids = verdict->evidence;
    std::sort(ids.begin(), ids.end());
    row("evidence", Joined(*expectation.evidence_ids), Joined(ids));
  }
  if (expectation.evidence_count) {
    const bool differs = static_cast<std::size_t>(*expectation.evidence_count) != verdict->evidence.size();
    rows.push_back({"evidence", std::to_string(*expectation.evidence_count),
                    std::to_string(verdict->evidence.size()) + " (" + Joined(verdict->evidence) + ")", differs});
  }
  if (expectation.facts) row("facts", std::to_string(*expectation.facts), std::to_string(verdict->evidence.size()));
  if (expectation.activities)
    row("activities", std::to_string(*expectation.activities), std::to_string(verdict->activities));
  const std::string ended_by = v1::EndedBy::Value_Name(verdict->ended_by);
  if (expectation.ended_by)
    row("ended_by", v1::EndedBy::Value_Name(*expectation.ended_by), verdict->open ? "-" : ended_by);
  // Times are told in any case: they are what one wants to know next.
  const auto time_row = [&](const char* what, const std::optional<Instant>& expected, Instant got) {
    rows.push_back({what, expected ? when(*expected) : "", when(got), expected && *expected != got});
  };
  time_row("opened_at", expectation.opened_at, verdict->opened_at);
  if (!verdict->open) time_row("resolved_at", expectation.resolved_at, verdict->resolved_at);
  return rows;
}

std::size_t Differences(const std::vector<ComparedRow>& rows) {
  // Another status is a greater difference than any detail.
  std::size_t count = rows.front().differs ? 100 : 0;
  for (const ComparedRow& row : rows) count += row.differs ? 1 : 0;
  return count;
}

}  // namespace

std::vector<ComparedRow> Compare(const Expectation& expectation, const std::vector<SeenVerdict>& verdicts,
                                 const absl::TimeZone& zone) {
  std::vector<ComparedRow> best;
  for (const SeenVerdict& verdict : verdicts) {
    if (!IsMeant(expectation, verdict)) continue;
    std::vector<ComparedRow> rows = RowsOf(expectation, &verdict, zone);
    if (Differences(rows) == 0) return {};
    if (best.empty() || Differences(rows) < Differences(best)) best = std::move(rows);
  }
  if (!best.empty()) return best;
  best = RowsOf(expectation, nullptr, zone);
  if (Differences(best) == 0) return {};
  if (expectation.rule == nullptr) best.front().got += " (the rule is switched off)";
  return best;
}

std::string SideBySide(const std::vector<ComparedRow>& rows) {
  std::size_t first = 0;
  std::size_t second = std::string_view("expected").size();
  for (const ComparedRow& row : rows) {
    first = std::max(first, row.what.size());
    second = std::max(second, row.expected.size());
  }
  const auto line = [&](const std::string& what, const std::string& expected, const std::string& got, bool differs) {
    return std::string("    ") + (differs ? "* " : "  ") + what + std::string(first + 2 - what.size(), ' ') + expected +
           std::string(second + 2 - expected.size(), ' ') + got + "\n";
  };
  std::string text = line("", "expected", "got", false);
  for (const ComparedRow& row : rows) text += line(row.what, row.expected, row.got, row.differs);
  return text;
}

}  // namespace loopbreaker
