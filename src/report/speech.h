// Numbers, money, days and shares as a report says them, in its language.
#pragma once

#include <string>

#include "explain/wording.h"
#include "figures/rate.h"
#include "report/catalogue.h"

namespace loopbreaker {

class Speech {
 public:
  Speech(const RuleSettings& settings, Language language) : settings_(settings), wording_(settings_) {
    settings_.language = language;
  }
  Speech(const Speech&) = delete;
  Speech& operator=(const Speech&) = delete;

  Language language() const { return settings_.language; }
  template <typename... Args>
  std::string Say(TextKey key, const Args&... args) const {
    return Filled(key.In(language()), args...);
  }
  // Of a key that is put together; `otherwise` when there is none.
  std::string SayAny(std::string_view key, std::string_view otherwise) const;

  std::string Number(std::uint64_t n) const;    // "1,234"
  std::string Signed(std::int64_t n) const;     // "+12", "-3", "0"
  std::string Money(std::int64_t cents) const;  // "€ 1,235", below a hundred euros "€ 12.50"
  std::string Share(double share) const;        // "77 %"
  // "77 %"; of fewer than ten "3 of 4"; of none a dash.
  std::string Of(const Rate& rate) const;
  std::string Ratio(double ratio) const;    // "12.5"
  std::string Length(Nanos length) const;   // "4.5 days", "1,234 days", "at once"
  std::string Minutes(Nanos length) const;  // "6:05"
  std::string Day(Instant at) const;        // "Tue 24 Feb 2026"
  std::string Day(std::int32_t day) const;  // "24 Feb 2026", of days since 1970-01-01

 private:
  std::string Digits(std::uint64_t n) const;

  RuleSettings settings_;
  Wording wording_;
};

}  // namespace loopbreaker
