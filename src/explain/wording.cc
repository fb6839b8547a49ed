#include "explain/wording.h"

#include <array>
#include <bit>

#include "absl/time/civil_time.h"
#include "absl/time/time.h"
#include "reconcile/fact_line.h"

namespace loopbreaker {
namespace {

using Names = std::array<std::string_view, 12>;
constexpr Names kMonthsEnglish = {"Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
constexpr Names kMonthsDutch = {"jan", "feb", "mrt", "apr", "mei", "jun", "jul", "aug", "sep", "okt", "nov", "dec"};
constexpr std::array<std::string_view, 7> kDaysEnglish = {"Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"};
constexpr std::array<std::string_view, 7> kDaysDutch = {"ma", "di", "wo", "do", "vr", "za", "zo"};

std::string TwoDigits(int number) {
  return {static_cast<char>('0' + number / 10 % 10), static_cast<char>('0' + number % 10)};
}

// What a line about a fact says more than about its kind alone, without the punctuation between.
std::string More(const Fact& fact, Language language) {
  Fact bare;
  bare.kind = fact.kind;
  std::string line = LineOf(fact, language);
  const std::string kind = LineOf(bare, language);
  if (!line.starts_with(kind)) return {};
  line.erase(0, kind.size());
  return line.erase(0, line.find_first_not_of(",:; "));
}

}  // namespace

std::string Wording::When(Instant at) const {
  const auto whole = std::chrono::floor<seconds>(at);
  const absl::CivilSecond local =
      absl::ToCivilSecond(absl::FromUnixSeconds(whole.time_since_epoch().count()), calendar().zone());
  const bool dutch = language() == Language::kDutch;
  const auto day = static_cast<std::size_t>(absl::GetWeekday(local));
  const auto month = static_cast<std::size_t>(local.month() - 1);
  std::string text((dutch ? kDaysDutch : kDaysEnglish)[day]);
  text.append(" ").append(std::to_string(local.day())).append(" ");
  text.append((dutch ? kMonthsDutch : kMonthsEnglish)[month]);
  text.append(" ").append(std::to_string(local.year())).append(" ");
  return text.append(TwoDigits(local.hour())).append(":").append(TwoDigits(local.minute()));
}

std::string Wording::Decimal(std::int64_t tenths) const {
  std::string text = std::to_string(tenths / 10);
  if (tenths % 10 != 0) text.append(language() == Language::kDutch ? "," : ".").append(std::to_string(tenths % 10));
  return text;
}

std::string Wording::Length(Nanos length, bool business) const {
  const auto in = [&](Nanos unit, Phrase many, Phrase one) {
    const std::int64_t tenths = length / (unit / 10);
    return Say(tenths == 10 ? one : many, Decimal(tenths));
  };
  if (business) {
    const Nanos day = calendar().business_day();
    if (day > Nanos{0} && length >= day) return in(day, Phrase::kBusinessDays, Phrase::kBusinessDay);
    return in(hours{1}, Phrase::kBusinessHours, Phrase::kBusinessHour);
  }
  if (length >= Days{1}) return in(Days{1}, Phrase::kDays, Phrase::kDay);
  if (length >= hours{1}) return in(hours{1}, Phrase::kHours, Phrase::kHour);
  return in(minutes{1}, Phrase::kMinutes, Phrase::kMinute);
}

std::string Wording::Money(std::int64_t cents) const {
  const std::int64_t size = cents < 0 ? -cents : cents;
  std::string text = cents < 0 ? "-" : "";
  text.append(std::to_string(size / 100)).append(language() == Language::kDutch ? "," : ".");
  return text.append(TwoDigits(static_cast<int>(size % 100)));
}

std::string Wording::Value(Measure measure, std::int64_t value) const {
  if (IsDuration(measure)) return Length(Nanos{value});
  return measure == Measure::kCostCents ? Money(value) : std::to_string(value);
}

std::string Wording::Line(const Fact& fact, bool briefly) const {
  std::string line = LineOf(fact, language(), briefly);
  for (const Field field : {Field::kDue, Field::kStarts}) {
    if (!fact.Has(field)) continue;
    const std::string utc = FormatTime(fact.TimeOf(field));
    const std::size_t at = line.rfind(utc);
    if (at != std::string::npos) line.replace(at, utc.size(), When(fact.TimeOf(field)));
  }
  return line;
}

// The word that a line about a fact with this value has for it; where it has none, the name in the rule.
std::string Wording::EnumWord(const Filter::Test& test, std::int64_t value) const {
  const FieldInfo& info = InfoOf(test.field);
  if (test.field == Field::kDirection && value != 0) {
    return Say(value == v1::Direction::INBOUND ? Phrase::kInbound : Phrase::kOutbound);
  }
  Fact fact;
  const KindMask kinds = test.kinds & info.kinds;
  fact.kind = static_cast<Kind>(std::countr_zero(kinds == 0 ? KindMask{1} : kinds));
  fact.SetNumber(test.field, info.type == FieldType::kEnumList ? std::int64_t{1} << value : value);
  if (info.type == FieldType::kEnum || info.type == FieldType::kEnumList) {
    if (std::string word = More(fact, language()); !info.envelope && !word.empty()) return word;
    for (const std::string& name : EnumValueNames(info)) {
      if (FindEnumValue(info, name) == value) return info.name + " " + name;
    }
  }
  if (info.type == FieldType::kBool) return info.name + (value != 0 ? " true" : " false");
  if (info.type == FieldType::kDuration) return info.name + " " + Length(Nanos{value});
  return info.name + " " + std::to_string(value);
}

std::string Wording::Tested(const std::vector<Filter::Test>& tests) const {
  std::string text;
  const auto add = [&](const std::string& word) { text += (text.empty() ? "" : Say(Phrase::kOr)) + word; };
  for (const Filter::Test& test : tests) {
    for (const std::string& value : test.texts) {
      std::string word = InfoOf(test.field).name;
      add(word.append(" '").append(value).append("'"));
    }
    for (const std::int64_t value : test.numbers) add(EnumWord(test, value));
  }
  return text;
}

std::string Wording::Filtered(const Filter& filter) const {
  std::string text;
  for (int kind = 1; kind < kKinds; ++kind) {
    if (!filter.MayMatch(static_cast<Kind>(kind))) continue;
    Fact fact;
    fact.kind = static_cast<Kind>(kind);
    // A decision has no word that leaves open what was decided.
    std::string word = fact.kind == Kind::kAuthorityDecided
                           ? LineOf(fact, language()).substr(0, LineOf(fact, language()).find(':'))
                           : LineOf(fact, language());
    text += (text.empty() ? "" : Say(Phrase::kOr)) + word;
  }
  std::string details;
  for (const auto& tests : filter.all) details += (details.empty() ? "" : "; ") + Tested(tests);
  for (const auto& tests : filter.none) details += (details.empty() ? "" : "; ") + Say(Phrase::kNot, Tested(tests));
  if (!details.empty()) text.append(" (").append(details).append(")");
  return text;
}

}  // namespace loopbreaker
