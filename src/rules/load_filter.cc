#include <algorithm>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "base/read_number.h"
#include "base/text.h"
#include "rules/load_internal.h"

namespace loopbreaker::load {
namespace {

constexpr KindMask kEveryKind = ~MaskOf(Kind::kNone);

bool IsText(FieldType type) { return type == FieldType::kText || type == FieldType::kTextList; }

// "case_opened, case_resolved" of a mask; all of them are "any event".
std::string KindsText(KindMask kinds) {
  if ((kinds & kEveryKind) == kEveryKind) return "any event";
  std::vector<std::string> names;
  for (int kind = 1; kind < kKinds; ++kind) {
    if ((kinds & MaskOf(static_cast<Kind>(kind))) != 0) names.push_back(NameOf(static_cast<Kind>(kind)));
  }
  return absl::StrJoin(names, ", ");
}

// Names of the fields that some event of `kinds` has.
std::vector<std::string> FieldsOf(KindMask kinds) {
  std::vector<std::string> names;
  for (const FieldInfo& info : Fields()) {
    const bool has = info.envelope || (info.kinds & kinds) != 0;
    if (has && std::find(names.begin(), names.end(), info.name) == names.end()) names.push_back(info.name);
  }
  return names;
}

// The fields that `name` stands for in events of `kinds`, after an error none. `node` is where it is written.
std::vector<Field> Resolve(const YamlReader& reader, const YamlNode& node, KindMask kinds) {
  const std::string& name = node.text;
  std::vector<Field> fields = FindFields(name, kinds);
  if (!fields.empty()) return fields;
  static const std::vector<std::string> kNotFields = {"event_time", "revision", "deleted", "identifiers"};
  if (std::find(kNotFields.begin(), kNotFields.end(), name) != kNotFields.end()) {
    reader.Error(node, absl::StrCat("expected a field that rules can look at, found '", name,
                                    "', which is about the event as such"));
    return fields;
  }
  KindMask owners = 0;
  for (Field field : FindFields(name, kEveryKind)) owners |= InfoOf(field).kinds;
  const std::vector<std::string> here = FieldsOf(kinds);
  std::string message = absl::StrCat("expected a field of ", KindsText(kinds), ", found ", Described(node));
  if (owners != 0) absl::StrAppend(&message, ", which is one of ", KindsText(owners));
  const std::string nearest = Nearest(name, here);
  absl::StrAppend(&message, DidYouMean(name, nearest.empty() && owners == 0 ? FieldNames() : here));
  reader.Error(node, std::move(message));
  return fields;
}

// "600s", "10m", "0.5s" in nanoseconds.
std::optional<std::int64_t> ParseDurationValue(std::string_view text) {
  if (const std::optional<Nanos> whole = ParseDuration(text)) return whole->count();
  const std::size_t point = text.find('.');
  if (point == std::string_view::npos || !text.ends_with('s') || point == 0) return std::nullopt;
  std::string nanos(text.substr(point + 1, text.size() - point - 2));
  if (nanos.empty() || nanos.size() > 9) return std::nullopt;
  const std::optional<Nanos> whole = ParseDuration(absl::StrCat(std::string(text.substr(0, point)), "s"));
  nanos.resize(9, '0');
  std::int64_t fraction = 0;
  if (!whole || !ReadNumber(nanos, fraction) || fraction < 0) return std::nullopt;
  return whole->count() + fraction;
}

// The number that `text` is as a value of this field.
std::optional<std::int64_t> ParseNumber(const FieldInfo& info, const std::string& text) {
  switch (info.type) {
    case FieldType::kEnum:
    case FieldType::kEnumList: {
      const std::optional<int> value = FindEnumValue(info, text);
      return value && *value != 0 ? std::optional<std::int64_t>(*value) : std::nullopt;
    }
    case FieldType::kBool:
      if (text == "true") return 1;
      if (text == "false") return 0;
      return std::nullopt;
    case FieldType::kInt: {
      std::int64_t value = 0;
      if (!ReadNumber(text, value)) return std::nullopt;
      return value;
    }
    case FieldType::kDuration:
      return ParseDurationValue(text);
    case FieldType::kTime:
      if (const std::optional<Instant> at = ParseTime(text)) return at->time_since_epoch().count();
      return std::nullopt;
    case FieldType::kText:
    case FieldType::kTextList:
      break;
  }
  return std::nullopt;
}

std::string ExpectedOf(const FieldInfo& info) {
  switch (info.type) {
    case FieldType::kEnum:
    case FieldType::kEnumList:
      return absl::StrCat("one of ", absl::StrJoin(EnumValueNames(info), ", "));
    case FieldType::kBool:
      return "true or false";
    case FieldType::kInt:
      return "a whole number";
    case FieldType::kDuration:
      return "a duration such as 600s";
    case FieldType::kTime:
      return "a time such as 2026-03-02T10:00:00Z";
    case FieldType::kText:
    case FieldType::kTextList:
      break;
  }
  return "a text";
}

// One field name of a filter with its values, as the tests of which one has to pass. Empty after an error.
std::vector<Filter::Test> ReadTests(const YamlReader& reader, const YamlNode& key, const YamlNode& value,
                                    KindMask kinds) {
  std::vector<Filter::Test> tests;
  if (NamesPerson(key.text)) {
    reader.Error(key, absl::StrCat("'", key.text, "' ", Abseil(kPersonMessage)));
    return tests;
  }
  const std::vector<Field> fields = Resolve(reader, key, kinds);
  for (Field field : fields) {
    const FieldInfo& info = InfoOf(field);
    tests.push_back({.field = field, .kinds = info.envelope ? ~KindMask{0} : info.kinds, .texts = {}, .numbers = {}});
  }
  if (fields.empty()) return tests;

  bool good = true;
  for (const YamlNode* item : reader.OneOrMore(value, absl::StrCat("'", key.text, "'"))) {
    bool accepted = false;
    for (Filter::Test& test : tests) {
      const FieldInfo& info = InfoOf(test.field);
      if (IsText(info.type)) {
        test.texts.push_back(item->text);
        accepted = true;
      } else if (const std::optional<std::int64_t> number = ParseNumber(info, item->text)) {
        test.numbers.push_back(*number);
        accepted = true;
      }
    }
    if (accepted) continue;
    good = false;
    const FieldInfo& info = InfoOf(fields.front());
    reader.Error(*item, absl::StrCat("expected ", ExpectedOf(info), " for '", key.text, "', found ", Described(*item),
                                     DidYouMean(item->text, EnumValueNames(info))));
  }
  // A name may stand for a text in one payload and an enum in another, and a value be possible for one of them only.
  std::erase_if(tests, [](const Filter::Test& test) { return test.texts.empty() && test.numbers.empty(); });
  if (!good) tests.clear();
  return tests;
}

KindMask ReadKinds(const YamlReader& reader, const YamlNode& node) {
  KindMask kinds = 0;
  for (const YamlNode* item : reader.OneOrMore(node, "'event'")) {
    if (const std::optional<Kind> kind = FindKind(item->text)) {
      kinds |= MaskOf(*kind);
    } else {
      reader.Error(*item, absl::StrCat("expected the name of an event such as visit_completed for 'event', found ",
                                       Described(*item), DidYouMean(item->text, KindNames())));
    }
  }
  return kinds;
}

KindMask KindsOf(const std::vector<Filter::Test>& tests) {
  KindMask kinds = 0;
  for (const Filter::Test& test : tests) kinds |= test.kinds;
  return kinds;
}

}  // namespace

bool NamesPerson(std::string_view field) { return field == "agent" || field == "technician"; }

std::optional<Filter> ReadFilter(const YamlReader& reader, const YamlNode& node, std::string_view what) {
  if (!node.IsMap()) {
    reader.Expected(node, what, "a filter such as {event: visit_completed}");
    return std::nullopt;
  }
  const YamlNode* event = reader.Required(node, what, "event");
  if (event == nullptr) return std::nullopt;
  const KindMask named = ReadKinds(reader, *event);
  if (named == 0) return std::nullopt;

  Filter filter;
  filter.kinds = named;
  bool good = true;
  for (const auto& [key, value] : node.entries) {
    if (key.text == "event") continue;
    if (key.text == "not") {
      if (!reader.Map(value, "'not'")) {
        good = false;
        continue;
      }
      if (value.entries.empty()) {
        reader.Expected(value, "'not'", "at least one field");
        good = false;
      }
      for (const auto& [name, values] : value.entries) {
        filter.none.push_back(ReadTests(reader, name, values, named));
        good = good && !filter.none.back().empty();
      }
      continue;
    }
    filter.all.push_back(ReadTests(reader, key, value, named));
    good = good && !filter.all.back().empty();
    filter.kinds &= KindsOf(filter.all.back());
  }
  if (!good) return std::nullopt;
  if (filter.kinds == 0) {
    reader.Error(node, absl::StrCat("expected fields that one event has together, found none of ", KindsText(named),
                                    " with all of these"));
    return std::nullopt;
  }
  return filter;
}

std::optional<Field> ReadField(const YamlReader& reader, const YamlNode& node, std::string_view what, Filter& filter) {
  if (!node.IsScalar()) {
    reader.Expected(node, what, "the name of a field");
    return std::nullopt;
  }
  const std::vector<Field> fields = Resolve(reader, node, filter.kinds);
  if (fields.empty()) return std::nullopt;
  if (fields.size() > 1) {
    reader.Error(node, absl::StrCat("expected a field with one meaning for ", Abseil(what), ", found ", Described(node),
                                    ", which is a text in ", KindsText(InfoOf(fields[0]).kinds), " and a choice in ",
                                    KindsText(InfoOf(fields[1]).kinds), "; name one of them in 'event'"));
    return std::nullopt;
  }
  const FieldInfo& info = InfoOf(fields.front());
  if (!info.envelope) filter.kinds &= info.kinds;
  return info.field;
}

}  // namespace loopbreaker::load
