#include "cli/summary.h"

#include <algorithm>
#include <cstdio>

namespace loopbreaker {
namespace {

std::string Line(const char* label, std::uint64_t value) {
  char line[96];
  std::snprintf(line, sizeof line, "%-12s %12llu", label, static_cast<unsigned long long>(value));
  return line;
}

}  // namespace

void Summary::CountRevision(const std::string& rule, const std::string& id, v1::State::Value state, bool shadow) {
  Row& row = rows_[rule];
  row.shadow = shadow;
  ++row.revisions[state];
  states_[id] = state;
}

void Summary::Take(const FactStore& store) { customers_ = store.customers().size(); }

void Summary::Take(const FinalSummary& done) {
  table_ = true;
  loops_ = done.loops;
  duplicates_ = done.duplicates;
  conflicts_ = done.conflicts;
  for (std::size_t i = 0; i < rules_.rules.size(); ++i) {
    if (done.open[i] + done.resolved[i] == 0) continue;
    Row& row = rows_[rules_.rules[i].id];
    row.open = done.open[i];
    row.resolved = done.resolved[i];
    row.shadow = rules_.rules[i].shadow;
  }
}

std::string Summary::Text() const {
  const double elapsed =
      std::max(1e-9, std::chrono::duration<double>(std::chrono::steady_clock::now() - started_).count());
  char rate[64];
  std::snprintf(rate, sizeof rate, "  (%.2f s, %.0f events/s)", elapsed, static_cast<double>(events) / elapsed);
  std::string text = Line("events", events) + rate + "\n" + Line("customers", customers_) + "\n";
  if (table_) text += Line("loops", loops_) + "\n";
  if (duplicates_ != 0) text += Line("duplicates", duplicates_) + "\n";
  if (conflicts_ != 0) text += Line("conflicts", conflicts_) + "  same revision, other content\n";
  if (ignored != 0) text += Line("ignored", ignored) + "  rows that the mapping leaves out\n";
  if (unknown_fields != 0) text += Line("unknown", unknown_fields) + "  JSON fields\n";
  std::uint64_t dead = 0;
  for (const std::uint64_t count : dead_) dead += count;
  text += Line("dead letters", dead) + "\n";
  for (int i = 0; i < kDeadReasons; ++i) {
    const std::uint64_t count = dead_[static_cast<std::size_t>(i)];
    if (count != 0) text += "  " + Line(std::string(NameOf(static_cast<DeadReason>(i))).c_str(), count) + "\n";
  }
  char line[160];
  if (table_) {
    std::snprintf(line, sizeof line, "%-28s %9s %9s\n", "rule", "open", "resolved");
    text += line;
    for (const auto& [rule, row] : rows_) {
      std::snprintf(line, sizeof line, "%-28s %9llu %9llu%s\n", rule.c_str(), static_cast<unsigned long long>(row.open),
                    static_cast<unsigned long long>(row.resolved), row.shadow ? "  (shadow)" : "");
      text += line;
    }
    return text;
  }
  std::snprintf(line, sizeof line, "%-28s %9s %9s %9s %9s\n", "rule", "opened", "updated", "resolved", "retracted");
  text += line;
  for (const auto& [rule, row] : rows_) {
    const auto of = [&row = row](v1::State::Value state) {
      const auto it = row.revisions.find(state);
      return static_cast<unsigned long long>(it == row.revisions.end() ? 0 : it->second);
    };
    std::snprintf(line, sizeof line, "%-28s %9llu %9llu %9llu %9llu%s\n", rule.c_str(), of(v1::State::OPENED),
                  of(v1::State::UPDATED), of(v1::State::RESOLVED), of(v1::State::RETRACTED),
                  row.shadow ? "  (shadow)" : "");
    text += line;
  }
  return text;
}

}  // namespace loopbreaker
