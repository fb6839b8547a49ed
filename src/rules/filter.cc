#include <algorithm>

#include "rules/rule.h"

namespace loopbreaker {
namespace {

bool IsText(Field field) {
  const auto index = static_cast<std::size_t>(field);
  return index < kTextFields || index >= kStoredFields;
}

bool AnyOf(const std::vector<std::string>& accepted, std::string_view value) {
  return std::find(accepted.begin(), accepted.end(), value) != accepted.end();
}

bool AnyElement(const std::vector<std::string>& accepted, const std::vector<std::string_view>& elements) {
  return std::any_of(elements.begin(), elements.end(),
                     [&accepted](std::string_view element) { return AnyOf(accepted, element); });
}

bool Passes(const Filter::Test& test, const Fact& fact) {
  if ((test.kinds & MaskOf(fact.kind)) == 0) return false;
  if (IsText(test.field)) return AnyOf(test.texts, fact.AnyText(test.field));
  switch (test.field) {
    case Field::kPartsMissing:
      return AnyElement(test.texts, fact.parts_missing);
    case Field::kAuthorisationMissing:
      return AnyElement(test.texts, fact.authorisation_missing);
    case Field::kBlockers: {
      const auto mask = static_cast<std::uint64_t>(fact.Number(Field::kBlockers));
      return std::any_of(test.numbers.begin(), test.numbers.end(),
                         [mask](std::int64_t value) { return ((mask >> value) & 1) != 0; });
    }
    default:
      break;
  }
  // Absent is the default of the field, except where absent can be told from it.
  if (!fact.Has(test.field) && InfoOf(test.field).has_presence) return false;
  return std::find(test.numbers.begin(), test.numbers.end(), fact.Number(test.field)) != test.numbers.end();
}

bool PassesAny(const std::vector<Filter::Test>& tests, const Fact& fact) {
  return std::any_of(tests.begin(), tests.end(), [&fact](const Filter::Test& test) { return Passes(test, fact); });
}

}  // namespace

bool Filter::Matches(const Fact& fact) const {
  if (!MayMatch(fact.kind)) return false;
  for (const std::vector<Test>& tests : all) {
    if (!PassesAny(tests, fact)) return false;
  }
  for (const std::vector<Test>& tests : none) {
    if (PassesAny(tests, fact)) return false;
  }
  return true;
}

}  // namespace loopbreaker
