// What a person most likely meant who wrote a value that is none: a number without its unit, a comma in a number, `NO`.
#pragma once

#include <string>
#include <string_view>

namespace loopbreaker {

// Each gives the end of an error message ("; did you mean '90d'?"), or empty when nothing is likely.

std::string DurationAdvice(std::string_view text, bool business_too);
std::string FlagAdvice(std::string_view text);
// `what` names the value in messages: amounts of money end in `_cents`.
std::string IntegerAdvice(std::string_view text, std::string_view what);

// "“", "”", "‘" and their kin at both ends of a text: what a word processor makes of quotes.
bool InCurlyQuotes(std::string_view text);

}  // namespace loopbreaker
