#include "explain/wording.h"

#include <bit>

#include "reconcile/fact_line.h"

namespace loopbreaker {
namespace {

// What a line about a fact says more than about its kind alone, without the punctuation between.
std::string More(const Fact& fact, const RuleSettings& settings) {
  Fact bare;
  bare.kind = fact.kind;
  std::string line = LineOf(fact, settings);
  const std::string kind = LineOf(bare, settings);
  if (!line.starts_with(kind)) return {};
  line.erase(0, kind.size());
  return line.erase(0, line.find_first_not_of(",:; "));
}

}  // namespace

std::string Wording::When(Instant at) const { return WhenText(at, settings_); }

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
  return text.append(size % 100 < 10 ? "0" : "").append(std::to_string(size % 100));
}

std::string Wording::Value(Measure measure, std::int64_t value) const {
  if (IsDuration(measure)) return Length(Nanos{value});
  return measure == Measure::kCostCents ? Money(value) : std::to_string(value);
}

std::string Wording::Line(const Fact& fact, bool briefly) const { return LineOf(fact, settings_, briefly); }

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
    if (std::string word = More(fact, settings_); !info.envelope && !word.empty()) return word;
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
                           ? LineOf(fact, settings_).substr(0, LineOf(fact, settings_).find(':'))
                           : LineOf(fact, settings_);
    text += (text.empty() ? "" : Say(Phrase::kOr)) + word;
  }
  std::string details;
  for (const auto& tests : filter.all) details += (details.empty() ? "" : "; ") + Tested(tests);
  for (const auto& tests : filter.none) details += (details.empty() ? "" : "; ") + Say(Phrase::kNot, Tested(tests));
  if (!details.empty()) text.append(" (").append(details).append(")");
  return text;
}

}  // namespace loopbreaker
