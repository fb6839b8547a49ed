// The phrases of the short form, as tables.
//
// In a pattern, `{field}` takes one word and `[field]` one word that holds a digit, if there is one there (so that
// `visit not fixed` has no visit called "not"); `{field...}` takes the words up to the next comma or colon, `{field$}`
// all that is left of the line, and `[field$]` may find nothing left; `{field@}` takes a time. `fields` are set
// besides: `name=VALUE`, blanks between.
#pragma once

#include <span>
#include <string_view>

namespace loopbreaker {

// What happened.
struct Opening {
  std::string_view pattern;
  std::string_view payload;
  std::string_view fields;
};
std::span<const Opening> Openings();

// What more there is to say of it.
struct Clause {
  std::string_view payload;  // empty: of everything that can happen
  std::string_view pattern;
  std::string_view fields;
};
std::span<const Clause> Clauses();

}  // namespace loopbreaker
