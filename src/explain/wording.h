// Times, lengths, money and filters as a person says them, in the language, time zone and calendar of the rules.
#pragma once

#include <string>

#include "event/fact.h"
#include "explain/phrases.h"
#include "rules/rule.h"

namespace loopbreaker {

class Wording {
 public:
  // `settings` outlives it.
  explicit Wording(const RuleSettings& settings) : settings_(settings) {}

  Language language() const { return settings_.language; }
  const Calendar& calendar() const { return settings_.history.calendar; }

  template <typename... Args>
  std::string Say(Phrase phrase, const Args&... args) const {
    return loopbreaker::Say(language(), phrase, args...);
  }

  // "Tue 24 Feb 2026 10:40".
  std::string When(Instant at) const;
  // "90 days", "4.5 business hours": the largest unit of which there is at least one, with at most one decimal, rounded
  // down.
  std::string Length(Nanos length, bool business = false) const;
  // "285.00".
  std::string Money(std::int64_t cents) const;
  // The line about a fact, with its times local. `briefly`: without the note and the diagnosis, where it is told a
  // second time.
  std::string Line(const Fact& fact, bool briefly) const;
  // "visit (not fixed or temporary fix; no parts)".
  std::string Filtered(const Filter& filter) const;
  // The value of a measure: a number, money or a length.
  std::string Value(Measure measure, std::int64_t value) const;

 private:
  std::string Decimal(std::int64_t tenths) const;
  std::string Tested(const std::vector<Filter::Test>& tests) const;
  std::string EnumWord(const Filter::Test& test, std::int64_t value) const;

  const RuleSettings& settings_;
};

}  // namespace loopbreaker
