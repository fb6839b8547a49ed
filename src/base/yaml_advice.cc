#include "base/yaml_advice.h"

#include <algorithm>
#include <array>
#include <initializer_list>

#include "absl/strings/ascii.h"
#include "base/diagnostic.h"
#include "base/text.h"
#include "base/time.h"

namespace loopbreaker {
namespace {

std::size_t DigitsAtFront(std::string_view text) {
  const auto end = std::find_if(text.begin(), text.end(), [](char c) { return c < '0' || c > '9'; });
  return static_cast<std::size_t>(end - text.begin());
}

bool IsOneOf(std::string_view word, std::initializer_list<std::string_view> words) {
  return std::find(words.begin(), words.end(), word) != words.end();
}

// The unit that a word means, or empty. `m` is minutes, so months are not guessed.
std::string_view UnitOf(std::string_view word) {
  if (IsOneOf(word, {"", "d", "dd", "day", "days", "dag", "dagen"})) return "d";
  if (IsOneOf(word, {"h", "hh", "hr", "hrs", "hour", "hours", "u", "uur", "uren"})) return "h";
  if (IsOneOf(word, {"m", "mm", "min", "mins", "minute", "minutes", "minuut", "minuten"})) return "m";
  if (IsOneOf(word, {"s", "ss", "sec", "secs", "second", "seconds", "seconde", "seconden"})) return "s";
  if (IsOneOf(word, {"bd", "b d", "business day", "business days", "working days", "werkdag", "werkdagen"}))
    return "bd";
  if (IsOneOf(word, {"bh", "b h", "business hour", "business hours", "working hours", "werkuur", "werkuren"})) {
    return "bh";
  }
  return {};
}

bool IsDecimal(std::string_view text, std::size_t& point) {
  point = DigitsAtFront(text);
  if (point == 0 || point + 1 >= text.size() || (text[point] != ',' && text[point] != '.')) return false;
  return DigitsAtFront(text.substr(point + 1)) == text.size() - point - 1;
}

}  // namespace

// "2,5" of a unit in smaller ones; empty unless it comes out in whole minutes.
std::string InSmallerUnits(std::string_view whole, std::string_view fraction, std::string_view unit) {
  if (fraction.size() > 2 || (unit != "d" && unit != "h")) return {};
  std::int64_t hundredths = std::stoll(std::string(whole)) * 100 + std::stoll(std::string(fraction));
  if (fraction.size() == 1) hundredths += std::stoll(std::string(fraction)) * 9;
  const std::int64_t minutes_hundredfold = hundredths * (unit == "d" ? 24 * 60 : 60);
  return minutes_hundredfold % 100 == 0 ? FormatDuration(minutes{minutes_hundredfold / 100}) : "";
}

std::string DurationAdvice(std::string_view text, bool business_too) {
  constexpr std::size_t kDigitsMax = 5;
  const std::size_t digits = DigitsAtFront(text);
  if (digits == 0 || digits > kDigitsMax) return {};
  std::string number(text.substr(0, digits));
  if (std::string_view rest = text.substr(digits); rest.starts_with(',') || rest.starts_with('.')) {
    rest.remove_prefix(1);
    const std::string_view fraction = rest.substr(0, DigitsAtFront(rest));
    const std::string word = absl::AsciiStrToLower(absl::StripAsciiWhitespace(Abseil(rest.substr(fraction.size()))));
    if (fraction.empty() || word.empty()) return {};
    const std::string meant = InSmallerUnits(number, fraction, UnitOf(word));
    return meant.empty() ? meant : DidYouMean(meant);
  }
  const std::string word = absl::AsciiStrToLower(absl::StripAsciiWhitespace(Abseil(text.substr(digits))));
  if (IsOneOf(word, {"w", "wk", "week", "weeks", "weken"}))
    return DidYouMean(std::to_string(std::stoi(number) * 7) + "d");
  const std::string_view unit = UnitOf(word);
  const bool business = unit.starts_with('b');
  if (unit.empty() || (business && !business_too)) return {};
  // What has its unit already is wrong for another reason.
  const std::string meant = number.append(unit);
  return meant == text ? std::string() : DidYouMean(meant);
}

std::string FlagAdvice(std::string_view text) {
  const std::string word = absl::AsciiStrToLower(Abseil(text));
  if (IsOneOf(word, {"true", "yes", "y", "on", "ja", "1"})) return DidYouMean("true");
  if (IsOneOf(word, {"false", "no", "n", "off", "nee", "0"})) return DidYouMean("false");
  return {};
}

std::string IntegerAdvice(std::string_view text, std::string_view what) {
  std::size_t point = 0;
  if (!IsDecimal(text, point)) return {};
  const std::string_view fraction = text.substr(point + 1);
  if (what.find("_cents") == std::string_view::npos || fraction.size() != 2) {
    return "; write it without comma or point";
  }
  return DidYouMean(std::string(text.substr(0, point)).append(fraction));
}

bool InCurlyQuotes(std::string_view text) {
  static constexpr std::array<std::string_view, 6> kQuotes = {"\u201C", "\u201D", "\u201E",
                                                              "\u2018", "\u2019", "\u201A"};
  const auto at_front = [&](std::string_view quote) { return text.starts_with(quote); };
  const auto at_end = [&](std::string_view quote) { return text.size() >= 2 * quote.size() && text.ends_with(quote); };
  return std::any_of(kQuotes.begin(), kQuotes.end(), at_front) && std::any_of(kQuotes.begin(), kQuotes.end(), at_end);
}

}  // namespace loopbreaker
