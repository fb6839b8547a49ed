#include "coverage/probe.h"

#include <google/protobuf/descriptor.h>

#include <algorithm>
#include <bit>

#include "rules/rule_index.h"
#include "text/words.h"

namespace loopbreaker {
namespace {

constexpr std::size_t kValuesMax = 50;
constexpr std::size_t kValuesTold = 3;

std::string ValueText(const FieldInfo& field, std::int64_t number) {
  switch (field.type) {
    case FieldType::kEnum:
    case FieldType::kEnumList: {
      const auto* value = field.values->FindValueByNumber(static_cast<int>(number));
      return value == nullptr ? std::to_string(number) : std::string(value->name());
    }
    case FieldType::kBool:
      return number != 0 ? "true" : "false";
    case FieldType::kDuration:
      return FormatDuration(Nanos{number});
    case FieldType::kTime:
      return FormatTime(Instant{Nanos{number}});
    default:
      return std::to_string(number);
  }
}

std::string Listed(const std::vector<std::string>& values) {
  if (values.size() == 1) return values[0].empty() ? "''" : values[0];
  std::string text = "[";
  for (const std::string& value : values)
    text += (&value == values.data() ? "" : ", ") + (value.empty() ? "''" : value);
  return text + "]";
}

// "blockers: NO_PARTS".
std::string PartText(const std::vector<Filter::Test>& tests) {
  const Filter::Test& test = tests.front();
  const FieldInfo& field = InfoOf(test.field);
  std::vector<std::string> values = test.texts;
  for (const std::int64_t number : test.numbers) values.push_back(ValueText(field, number));
  return field.name + ": " + Listed(values);
}

std::vector<std::string> KindsOf(KindMask kinds) {
  std::vector<std::string> names;
  for (; kinds != 0; kinds &= kinds - 1) names.push_back(NameOf(static_cast<Kind>(std::countr_zero(kinds))));
  return names;
}

std::string Joined(const std::vector<std::string>& names, const char* last) {
  std::string text;
  for (std::size_t i = 0; i < names.size(); ++i) {
    text += (i == 0 ? "" : i + 1 == names.size() ? last : ", ") + names[i];
  }
  return text;
}

}  // namespace

std::string FilterProbe::Text() const {
  const Filter& filter = filter_;
  std::string text = "{event: " + Listed(KindsOf(filter.kinds));
  for (const auto& tests : filter.all) text += ", " + PartText(tests);
  if (!filter.none.empty()) {
    text += ", not: {";
    for (const auto& tests : filter.none) text += (&tests == filter.none.data() ? "" : ", ") + PartText(tests);
    text += "}";
  }
  return text + "}";
}

FilterProbe::FilterProbe(const Filter& filter) : filter_(filter), positive_(filter) {
  positive_.none.clear();
  for (const auto& tests : filter.all) {
    Part& part = parts_.emplace_back();
    part.alone.kinds = filter.kinds;
    part.alone.all = {tests};
  }
}

bool FilterProbe::Take(const Fact& fact) {
  if (!filter_.MayMatch(fact.kind)) return false;
  ++of_kind_;
  if (filter_.Matches(fact)) {
    ++matched_;
    return true;
  }
  if (matched_ != 0) return false;  // nothing to explain any more
  if (positive_.Matches(fact)) ++without_not_;
  for (Part& part : parts_) {
    if (part.alone.Matches(fact)) {
      ++part.passed;
      continue;
    }
    std::vector<std::string> storage;
    std::vector<std::string_view> texts;
    TextsOf(fact, part.alone.all.front().front().field, storage, texts);
    if (texts.empty()) texts.emplace_back();
    for (const std::string_view value : texts) {
      const auto at = part.found.find(std::string(value));
      if (at != part.found.end()) {
        ++at->second;
      } else if (part.found.size() < kValuesMax) {
        part.found.emplace(value, 1);
      }
    }
  }
  return false;
}

std::string FilterProbe::WhyNot() const {
  const std::string kinds = Joined(KindsOf(filter_.kinds), " or ");
  if (of_kind_ == 0) return "no " + kinds + " in the data";
  const std::string of = "of " + Grouped(of_kind_) + " " + kinds;
  for (const Part& part : parts_) {
    if (part.passed != 0) continue;
    const std::string wanted = "`" + PartText(part.alone.all.front()) + "` never matched: " + of;
    const std::string& name = InfoOf(part.alone.all.front().front().field).name;
    if (part.found.size() == 1 && part.found.begin()->first.empty()) return wanted + ", none says " + name;
    std::vector<std::pair<std::uint64_t, std::string>> values;
    for (const auto& [value, n] : part.found) values.emplace_back(n, value.empty() ? "empty" : value);
    std::sort(values.rbegin(), values.rend());
    values.resize(std::min(values.size(), kValuesTold));
    std::vector<std::string> told;
    for (const auto& [n, value] : values) told.push_back(value + " (" + Grouped(n) + ")");
    return wanted + ", " + name + " is " + (part.found.size() > kValuesTold ? "mostly " : "") + Joined(told, " and ");
  }
  if (without_not_ != 0) return "its `not` leaves out all " + Grouped(without_not_) + " that would match";
  return of + ", none has all of it at once";
}

}  // namespace loopbreaker
