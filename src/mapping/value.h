// One value of an event as a mapping gives it: a template, perhaps through a map, perhaps several in one cell.
#pragma once

#include <functional>
#include <map>
#include <optional>
#include <string>
#include <string_view>

#include "mapping/template.h"
#include "mapping/time_reading.h"

namespace loopbreaker {

struct Value {
  enum class Else { kKeep, kDead, kIgnore, kTemplate };

  Template source;
  std::map<std::string, Template, std::less<>> map;
  Else otherwise = Else::kKeep;  // for a text that is not in the map; kKeep without a map
  Template fallback;             // of kTemplate
  std::string split;             // between the texts of one cell; empty: one text
  std::optional<TimeReading> time;

  enum class Result { kText, kMissing, kRefused };

  // Calls `text` with each text, in order: none, one, or for a list or with `split` several. It returns false to stop:
  // then the result is kRefused, and `problem` is left to it. kMissing: there was none, `slot` is the missing origin,
  // or -1 if the map left the text out. Otherwise kRefused sets `problem`.
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
  slot = -1;
  const auto one = [&](std::string_view raw) {
    std::string_view found;
    const Result result = Look(raw, row, mapped_scratch, found, slot, problem);
    if (result != Result::kText) return result != Result::kRefused;
    any = true;
    return text(found);
  };
  const int only = source.only_slot();
  if (several && only >= 0 && row.cells[static_cast<std::size_t>(only)].kind == Cell::Kind::kList) {
    const Cell& list = row.cells[static_cast<std::size_t>(only)];
    for (std::size_t i = 0; i < list.count; ++i) {
      if (!one(row.items[list.first + i])) return Result::kRefused;
    }
    return any ? Result::kText : Result::kMissing;
  }
  const Template::Rendered rendered = source.Render(row, scratch);
  if (rendered.state == Template::Rendered::State::kMissing) {
    slot = rendered.slot;
    return Result::kMissing;
  }
  if (rendered.state == Template::Rendered::State::kNotText) {
    slot = rendered.slot;
    problem = "found a list or an object, expected a single value";
    return Result::kRefused;
  }
  if (split.empty()) return !one(rendered.text) ? Result::kRefused : any ? Result::kText : Result::kMissing;
  std::string_view rest = rendered.text;
  for (;;) {
    const std::size_t at = rest.find(split);
    std::string_view part = rest.substr(0, at);
    while (!part.empty() && part.front() == ' ') part.remove_prefix(1);
    while (!part.empty() && part.back() == ' ') part.remove_suffix(1);
    if (!part.empty() && !one(part)) return Result::kRefused;
    if (at == std::string_view::npos) break;
    rest.remove_prefix(at + split.size());
  }
  return any ? Result::kText : Result::kMissing;
}

}  // namespace loopbreaker
