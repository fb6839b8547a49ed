// One value of an event as a mapping gives it: a template, perhaps a part of it, through a map, perhaps several in one
// cell.
#pragma once

#include <algorithm>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "mapping/pattern.h"
#include "mapping/template.h"
#include "mapping/time_reading.h"

namespace loopbreaker {

struct Value {
  enum class Else { kKeep, kDead, kIgnore, kSkip, kTemplate };

  std::vector<Template> sources;  // the first that gives something counts
  std::vector<Pattern> take;      // the part that the first that fits takes; a text that fits none gives nothing
  std::map<std::string, Template, std::less<>> map;
  Else otherwise = Else::kKeep;  // for a text that is not in the map; kKeep without a map
  Template fallback;             // of kTemplate
  std::string split;             // between the texts of one cell; empty: one text
  std::optional<TimeReading> time;

  enum class Result { kText, kMissing, kSkipped, kRefused };

  // Calls `text` with each text, in order: none, one, or for a list or with `split` several. It returns false to stop:
  // then the result is kRefused, and `problem` is left to it. kMissing: there was none, `slot` is the missing origin,
  // or -1 if the pattern or the map left the text out. kSkipped: the map says that there is no event. Otherwise
  // kRefused sets `problem`. Refused, `slot` is where the text comes from, or -1. A list gives a single value (not
  // `several`) only where the map ignores what it does not know: the first that it knows.
  template <typename Sink>
  Result Each(const Row& row, bool several, int& slot, std::string& problem, Sink&& text) const;

 private:
  // The text of the map, or empty where it is left out.
  Result Look(std::string_view text, const Row& row, std::string& scratch, std::string_view& found, int& slot,
              std::string& problem) const;
};

template <typename Sink>
Value::Result Value::Each(const Row& row, bool several, int& slot, std::string& problem, Sink&& text) const {
  std::string scratch;
  std::string mapped_scratch;
  bool any = false;
  int missing = -1;
  Result stopped = Result::kRefused;
  const auto one = [&](std::string_view raw) {
    const auto takes = [&raw](const Pattern& pattern) { return pattern.Fits(raw, raw); };
    if (!take.empty() && std::none_of(take.begin(), take.end(), takes)) return true;
    std::string_view found;
    int at = -1;
    const Result result = Look(raw, row, mapped_scratch, found, at, problem);
    if (result == Result::kRefused && at >= 0) slot = at;
    if (result == Result::kMissing && missing < 0) missing = at;
    if (result == Result::kSkipped) stopped = result;
    if (result != Result::kText) return result == Result::kMissing;
    any = true;
    return text(found);
  };
  for (const Template& source : sources) {
    slot = source.only_slot();
    if ((several || otherwise == Else::kIgnore) && slot >= 0 &&
        row.cells[static_cast<std::size_t>(slot)].kind == Cell::Kind::kList) {
      const Cell& list = row.cells[static_cast<std::size_t>(slot)];
      for (std::size_t i = 0; i < list.count && (several || !any); ++i) {
        if (!one(row.items[list.first + i])) return stopped;
      }
      if (any) return Result::kText;
      continue;
    }
    const Template::Rendered rendered = source.Render(row, scratch);
    if (rendered.state == Template::Rendered::State::kMissing) {
      if (missing < 0) missing = rendered.slot;
      continue;
    }
    if (rendered.state == Template::Rendered::State::kNotText) {
      slot = rendered.slot;
      problem = "found a list or an object, expected a single value";
      return Result::kRefused;
    }
    std::string_view rest = rendered.text;
    while (!split.empty()) {
      const std::size_t at = rest.find(split);
      std::string_view part = rest.substr(0, at);
      while (!part.empty() && part.front() == ' ') part.remove_prefix(1);
      while (!part.empty() && part.back() == ' ') part.remove_suffix(1);
      if (!part.empty() && !one(part)) return stopped;
      if (at == std::string_view::npos) break;
      rest.remove_prefix(at + split.size());
    }
    if (split.empty() && !one(rest)) return stopped;
    if (any) return Result::kText;
  }
  slot = missing;
  return Result::kMissing;
}

}  // namespace loopbreaker
