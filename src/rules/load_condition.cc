#include <algorithm>
#include <limits>

#include "absl/strings/str_cat.h"
#include "base/text.h"
#include "rules/load_internal.h"

namespace loopbreaker::load {
namespace {

constexpr std::int64_t kFactsMax = 1'000'000;
constexpr std::size_t kStepsMax = 16;
constexpr std::int64_t kReachMax = 1'000'000'000'000'000;

// A filter under a key that may be absent.
std::optional<Filter> ReadOptionalFilter(const YamlReader& reader, const YamlNode& map, std::string_view key,
                                         bool& good) {
  const YamlNode* node = map.Find(key);
  if (node == nullptr) return Filter{};
  std::optional<Filter> filter = ReadFilter(reader, *node, absl::StrCat("'", Abseil(key), "'"));
  good = good && filter;
  return filter;
}

std::optional<Filter> ReadRequiredFilter(const YamlReader& reader, const YamlNode& map, std::string_view what,
                                         std::string_view key, bool& good) {
  const YamlNode* node = reader.Required(map, what, key);
  std::optional<Filter> filter;
  if (node != nullptr) filter = ReadFilter(reader, *node, absl::StrCat("'", Abseil(key), "'"));
  good = good && filter;
  return filter;
}

// A calendar duration under a key that may be absent: 0 then.
Nanos ReadOptionalDuration(const YamlReader& reader, const YamlNode& map, std::string_view key, Nanos min, bool& good) {
  const YamlNode* node = map.Find(key);
  if (node == nullptr) return Nanos{0};
  const std::optional<Nanos> length = reader.Duration(*node, absl::StrCat("'", Abseil(key), "'"), min);
  good = good && length;
  return length.value_or(Nanos{0});
}

// Keys that the scope has no meaning for.
void RefuseKeys(const YamlReader& reader, const YamlNode& map, std::initializer_list<const char*> keys,
                std::string_view scopes, bool& good) {
  for (const auto& [key, value] : map.entries) {
    if (std::find(keys.begin(), keys.end(), key.text) == keys.end()) continue;
    reader.Error(key, absl::StrCat("expected '", key.text, "' in scope ", Abseil(scopes), " only"));
    good = false;
  }
}

bool IsList(Field field) {
  return InfoOf(field).type == FieldType::kEnumList || InfoOf(field).type == FieldType::kTextList;
}

void ReadGroupBy(const YamlReader& reader, const YamlNode& node, CountCondition& count, bool& good) {
  for (const YamlNode* item : reader.OneOrMore(node, "'group_by'")) {
    std::optional<Field> field;
    if (NamesPerson(item->text)) {
      reader.Error(*item, absl::StrCat("'", item->text, "' ", Abseil(kPersonMessage)));
    } else {
      field = ReadField(reader, *item, "'group_by'", count.of);
    }
    if (field && std::find(count.group_by.begin(), count.group_by.end(), *field) != count.group_by.end()) {
      reader.Error(*item, absl::StrCat("expected each field once in 'group_by', found '", item->text, "' again"));
      field.reset();
    }
    good = good && field;
    if (field) count.group_by.push_back(*field);
  }
  if (good && count.of.kinds == 0) {
    reader.Error(node,
                 "expected fields that one event has together for 'group_by' and 'distinct', found none with all");
    good = false;
  }
}

std::optional<Condition> ReadCount(const YamlReader& reader, const YamlNode& node, RuleScope scope,
                                   const RuleSettings& settings) {
  bool good = true;
  CountCondition count;
  if (const auto of = ReadRequiredFilter(reader, node, "'count'", "of", good)) count.of = *of;
  if (const YamlNode* at_least = reader.Required(node, "'count'", "at_least")) {
    const auto number = reader.Integer(*at_least, "'at_least'", 1, kFactsMax);
    good = good && number;
    count.at_least = static_cast<std::uint32_t>(number.value_or(1));
  } else {
    good = false;
  }
  count.within = ReadOptionalDuration(reader, node, "within", seconds{1}, good);
  count.min_gap = ReadOptionalDuration(reader, node, "min_gap", seconds{0}, good);
  if (const auto reset_on = ReadOptionalFilter(reader, node, "reset_on", good)) count.reset_on = *reset_on;
  if (const YamlNode* distinct = node.Find("distinct"); distinct != nullptr && !count.of.empty()) {
    std::optional<Field> field = ReadField(reader, *distinct, "'distinct'", count.of);
    if (field && IsList(*field)) {
      reader.Expected(*distinct, "'distinct'", "a field with one value");
      field.reset();
    }
    good = good && field;
    count.has_distinct = field.has_value();
    count.distinct = field.value_or(Field{});
  }

  if (scope != RuleScope::kProcess) RefuseKeys(reader, node, {"group_by"}, "process", good);
  if (scope == RuleScope::kLoop) return good ? std::optional<Condition>(count) : std::nullopt;
  RefuseKeys(reader, node, {"min_gap", "reset_on"}, "loop", good);
  if (const YamlNode* within = node.Find("within")) {
    if (count.within > settings.history.horizon) {
      reader.Expected(*within, "'within'",
                      absl::StrCat("at most the horizon of ", FormatDuration(settings.history.horizon)));
      good = false;
    }
  } else {
    reader.Error(node, "expected the key 'within' in 'count' in scope customer and process, found none");
    good = false;
  }
  if (scope == RuleScope::kProcess) {
    const YamlNode* group_by = reader.Required(node, "'count' in scope process", "group_by");
    good = good && group_by != nullptr;
    if (group_by != nullptr && (!group_by->IsList() || group_by->items.empty())) {
      reader.Expected(*group_by, "'group_by'", "a list of fields such as [category]");
      good = false;
    } else if (group_by != nullptr && !count.of.empty()) {
      ReadGroupBy(reader, *group_by, count, good);
    }
  }
  return good ? std::optional<Condition>(count) : std::nullopt;
}

std::optional<Condition> ReadSequence(const YamlReader& reader, const YamlNode& node) {
  bool good = true;
  SequenceCondition sequence;
  const YamlNode* steps = reader.Required(node, "'sequence'", "steps");
  if (steps == nullptr) {
    good = false;
  } else if (!steps->IsList() || steps->items.empty() || steps->items.size() > kStepsMax) {
    reader.Expected(*steps, "'steps'", absl::StrCat("a list of 1 to ", kStepsMax, " filters"));
    good = false;
  } else {
    for (const YamlNode& item : steps->items) {
      std::optional<Filter> step = ReadFilter(reader, item, "a step");
      good = good && step;
      if (step) sequence.steps.push_back(std::move(*step));
    }
  }
  sequence.within = ReadOptionalDuration(reader, node, "within", seconds{1}, good);
  if (const auto without = ReadOptionalFilter(reader, node, "without", good)) sequence.without = *without;
  if (const auto reset_on = ReadOptionalFilter(reader, node, "reset_on", good)) sequence.reset_on = *reset_on;
  return good ? std::optional<Condition>(std::move(sequence)) : std::nullopt;
}

// The time field of `after` that sets the deadline. Facts without it stay: with `per` they may renew a promise.
std::optional<Field> ReadDue(const YamlReader& reader, const YamlNode& node, const Filter& after) {
  std::vector<std::string> names;
  for (const FieldInfo& info : Fields()) {
    if (info.type != FieldType::kTime || (!info.envelope && (info.kinds & after.kinds) == 0)) continue;
    if (node.IsScalar() && node.text == info.name) return info.field;
    names.push_back(info.name);
  }
  if (names.empty()) {
    reader.Expected(node, "'due'", "'within' instead, as the events of 'after' have no field with a time,");
  } else {
    reader.Choice(node, "'due'", names);
  }
  return std::nullopt;
}

std::optional<Condition> ReadAbsence(const YamlReader& reader, const YamlNode& node, const RuleSettings& settings) {
  bool good = true;
  AbsenceCondition absence;
  if (const auto after = ReadRequiredFilter(reader, node, "'absence'", "after", good)) absence.after = *after;
  if (const auto expect = ReadRequiredFilter(reader, node, "'absence'", "expect", good)) absence.expect = *expect;
  if (const auto since = ReadOptionalFilter(reader, node, "since", good)) absence.since = *since;

  const YamlNode* within = node.Find("within");
  const YamlNode* due = node.Find("due");
  if (within == nullptr && due == nullptr) {
    reader.Error(node, "expected one of the keys 'within' and 'due' in 'absence', found none");
    good = false;
  } else if (within != nullptr && due != nullptr) {
    reader.Error(*due, "expected one of 'within' and 'due' in 'absence', found both");
    good = false;
  } else if (within != nullptr) {
    std::optional<Span> span = reader.BusinessSpan(*within, "'within'", settings.history.calendar);
    if (span && span->length == Nanos{0}) {
      reader.Expected(*within, "'within'", "a duration longer than 0");
      span.reset();
    }
    good = good && span;
    absence.within = span.value_or(Span{});
  } else if (!absence.after.empty()) {
    absence.by_due = true;
    const std::optional<Field> field = ReadDue(reader, *due, absence.after);
    good = good && field;
    absence.due = field.value_or(Field{});
  }
  if (const YamlNode* lead = node.Find("lead")) {
    if (due == nullptr) {
      reader.Error(*lead, "expected 'lead' beside 'due' only");
      good = false;
    }
    absence.lead = ReadOptionalDuration(reader, node, "lead", seconds{0}, good);
  }
  if (const YamlNode* per = node.Find("per")) {
    static const std::vector<std::string> kReferences = {"contact_id", "case_id", "work_order_id", "visit_id",
                                                         "promise_id"};
    const auto reference = reader.Choice(*per, "'per'", kReferences);
    good = good && reference;
    absence.has_per = reference.has_value();
    if (reference) absence.per = FindFields(kReferences[*reference], 0).front();
  }
  return good ? std::optional<Condition>(std::move(absence)) : std::nullopt;
}

std::optional<Condition> ReadReach(const YamlReader& reader, const YamlNode& node) {
  std::vector<std::string> names;
  for (int measure = 0; measure < kMeasures; ++measure) names.emplace_back(NameOf(static_cast<Measure>(measure)));
  const YamlNode* measure_node = reader.Required(node, "'reach'", "measure");
  const YamlNode* at_least = reader.Required(node, "'reach'", "at_least");
  const auto index = measure_node == nullptr ? std::nullopt : reader.Choice(*measure_node, "'measure'", names);
  if (!index || at_least == nullptr) return std::nullopt;
  ReachCondition reach;
  reach.measure = static_cast<Measure>(*index);
  const std::string what = absl::StrCat("'at_least' of ", names[*index]);
  if (IsDuration(reach.measure)) {
    const std::optional<Nanos> length = reader.Duration(*at_least, what);
    if (!length) return std::nullopt;
    reach.at_least = length->count();
  } else {
    const std::optional<std::int64_t> number = reader.Integer(*at_least, what, 0, kReachMax);
    if (!number) return std::nullopt;
    reach.at_least = *number;
  }
  return reach;
}

}  // namespace

const std::vector<std::string>& ConditionNames() {
  static const std::vector<std::string> names = {"count", "sequence", "absence", "reach"};
  return names;
}

std::optional<Condition> ReadCondition(const YamlReader& reader, std::string_view condition, const YamlNode& node,
                                       RuleScope scope, const RuleSettings& settings) {
  const std::string what = absl::StrCat("'", Abseil(condition), "'");
  std::vector<std::string> keys;
  if (condition == "count") keys = {"of", "at_least", "within", "distinct", "min_gap", "reset_on", "group_by"};
  if (condition == "sequence") keys = {"steps", "within", "without", "reset_on"};
  if (condition == "absence") keys = {"after", "expect", "since", "within", "due", "lead", "per"};
  if (condition == "reach") keys = {"measure", "at_least"};
  if (!reader.Map(node, what, keys)) return std::nullopt;
  if (condition == "count") return ReadCount(reader, node, scope, settings);
  if (condition == "sequence") return ReadSequence(reader, node);
  if (condition == "absence") return ReadAbsence(reader, node, settings);
  return ReadReach(reader, node);
}

}  // namespace loopbreaker::load
