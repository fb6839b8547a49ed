#include "report/speech.h"

#include <cmath>
#include <cstdio>

#include "absl/time/civil_time.h"
#include "base/day.h"

namespace loopbreaker {
namespace {

constexpr std::uint64_t kFew = 10;

std::string Fixed(double value, int decimals, Language language) {
  char text[48];
  std::snprintf(text, sizeof text, "%.*f", decimals, value);
  std::string said = text;
  if (const std::size_t point = said.find('.'); point != std::string::npos && language == Language::kDutch) {
    said[point] = ',';
  }
  return said;
}

}  // namespace

std::string Speech::SayAny(std::string_view key, std::string_view otherwise) const {
  const std::string_view text = FindText(key, language());
  return std::string(text.empty() ? otherwise : text);
}

std::string Speech::Digits(std::uint64_t n) const {
  std::string text = std::to_string(n);
  const char* const mark = language() == Language::kDutch ? "." : ",";
  for (std::size_t i = text.size(); i > 3; i -= 3) text.insert(i - 3, mark);
  return text;
}

std::string Speech::Number(std::uint64_t n) const { return Digits(n); }

std::string Speech::Signed(std::int64_t n) const {
  return (n > 0 ? "+" : n < 0 ? "-" : "") + Digits(static_cast<std::uint64_t>(std::abs(n)));
}

std::string Speech::Money(std::int64_t cents) const {
  const auto size = static_cast<std::uint64_t>(std::abs(cents));
  std::string text = cents < 0 ? "-€ " : "€ ";
  if (size >= 10'000 || size == 0) return text + Digits((size + 50) / 100);
  return text + Fixed(static_cast<double>(size) / 100, 2, language());
}

std::string Speech::Share(double share) const {
  const double percent = share * 100;
  const bool fine = (percent > 0 && percent < 1) || (percent > 99 && percent < 100);
  return Fixed(percent, fine ? 1 : 0, language()) + " %";
}

std::string Speech::Of(const Rate& rate) const {
  if (rate.of == 0) return "–";
  if (rate.of < kFew) return Say("rate", Digits(rate.hits), Digits(rate.of));
  return Share(static_cast<double>(rate.hits) / static_cast<double>(rate.of));
}

std::string Speech::Ratio(double ratio) const { return Fixed(ratio, ratio < 10 ? 1 : 0, language()); }

std::string Speech::Length(Nanos length) const {
  if (length == Nanos{0}) return Say("at_once");
  if (length >= Days{1000}) return Say("days", Digits(static_cast<std::uint64_t>(length / Days{1})));
  return wording_.Length(length);
}

std::string Speech::Minutes(Nanos length) const {
  const auto whole = std::chrono::round<seconds>(length).count();
  char text[48];
  std::snprintf(text, sizeof text, "%lld:%02lld", static_cast<long long>(whole / 60),
                static_cast<long long>(whole % 60));
  return text;
}

std::string Speech::Day(Instant at) const {
  const std::string text = wording_.When(at);
  return text.substr(0, text.rfind(' '));
}

std::string Speech::Day(std::int32_t day) const {
  // Noon, so that the local day is this one in any zone.
  const absl::CivilSecond noon = absl::CivilSecond(DateOf(day)) + 12 * 3600;
  const Instant at{seconds{absl::ToUnixSeconds(absl::FromCivil(noon, wording_.calendar().zone()))}};
  const std::string text = Day(at);
  return text.substr(text.find(' ') + 1);
}

}  // namespace loopbreaker
