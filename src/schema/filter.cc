#include "schema/filter.h"

#include <algorithm>
#include <string_view>

#include "schema/parts.h"
#include "schema/words.h"

namespace loopbreaker::schema {
namespace {

constexpr KindMask kEveryKind = ~KindMask{0};

bool NamesPerson(Field field) { return field == Field::kAgent || field == Field::kTechnician; }

// The names of the fields that pass, each once, though it may stand for two fields of different events.
template <typename Passes>
std::vector<std::string> NamesOf(Passes passes) {
  std::vector<std::string> names;
  for (const FieldInfo& info : Fields()) {
    if (passes(info) && std::find(names.begin(), names.end(), info.name) == names.end()) names.push_back(info.name);
  }
  return names;
}

bool Has(KindMask kinds, const FieldInfo& info) { return info.envelope || (info.kinds & kinds) != 0; }

Json ValueOf(const FieldInfo& info) {
  switch (info.type) {
    case FieldType::kEnum:
    case FieldType::kEnumList:
      return OneOf(EnumValueNames(info));
    case FieldType::kBool:
      return Flag();
    case FieldType::kInt:
      return Json().Set("type", "integer");
    case FieldType::kTime:
      return Matching("^[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9:.]+(Z|[+-][0-9]{2}:[0-9]{2})$",
                      "expected a time such as 2026-03-02T10:00:00Z");
    case FieldType::kDuration:
      return Matching("^([0-9]+[.][0-9]{1,9}s|(?=[0-9])([0-9]+d)?([0-9]+h)?([0-9]+m)?([0-9]+s)?)$",
                      "expected a duration such as 600s or 10m");
    case FieldType::kText:
    case FieldType::kTextList:
      break;
  }
  // The empty text stands for a field that is not given.
  return Json().Set("type", Json::Texts({"string", "number", "boolean"}));
}

// `reason` of supervisor_acted is a choice, elsewhere a text: two definitions.
std::string DefinitionOf(const FieldInfo& info) {
  return "filter_" + info.name + (info.field == Field::kDismissReason ? "_of_dismissal" : "");
}

std::string_view FirstKind(const FieldInfo& info) {
  for (int kind = 1; kind < kKinds; ++kind) {
    if (!info.envelope && (info.kinds & MaskOf(static_cast<Kind>(kind))) != 0) return NameOf(static_cast<Kind>(kind));
  }
  return {};
}

// The fields of events of `kinds`, by name; those that every event has only where these are asked for.
Json Properties(KindMask kinds, bool of_envelope) {
  Json properties;
  for (const FieldInfo& info : Fields()) {
    if (!Has(kinds, info) || NamesPerson(info.field) || (info.envelope && !of_envelope)) continue;
    Json value = Ref(DefinitionOf(info));
    // Where one name stands for two fields, either will do.
    if (const Json* other = properties.Find(info.name)) value = Json().Set("anyOf", Json::Array({*other, value}));
    properties.Set(info.name, std::move(value));
  }
  return properties;
}

Json Closed(Json properties) {
  return Json().Set("properties", std::move(properties)).Set("additionalProperties", Json::Bool(false));
}

bool OfEnvelope(const FieldInfo& info) { return info.envelope && !NamesPerson(info.field); }

// What a filter of events of `kinds` may have besides what every filter may.
Json CaseOf(KindMask kinds) {
  static const std::string kOfEveryFilter = [] {
    std::string pattern = "^(event|not";
    for (const std::string& name : NamesOf(OfEnvelope)) pattern += "|" + name;
    return pattern + ")$";
  }();
  Json properties = Properties(kinds, /*of_envelope=*/false);
  properties.Set("not", Json().Set("propertyNames", OneOf(FilterFields(kinds))));
  return Closed(std::move(properties)).Set("patternProperties", Json().Set(kOfEveryFilter, Json()));
}

}  // namespace

std::vector<std::string> FilterFields(KindMask kinds) {
  return NamesOf([&](const FieldInfo& info) { return Has(kinds, info) && !NamesPerson(info.field); });
}

std::vector<std::string> DistinctFields() {
  return NamesOf(
      [](const FieldInfo& info) { return info.type != FieldType::kEnumList && info.type != FieldType::kTextList; });
}

std::vector<std::string> TimeFields() {
  return NamesOf([](const FieldInfo& info) { return info.type == FieldType::kTime; });
}

Json Filter() { return Ref("filter"); }

void DefineFilter(Json& definitions) {
  Json events = Json::Array();
  for (const std::string& kind : KindNames()) {
    events.Push(Described(Json().Set("const", kind), WordsOfEvent(kind)));
  }
  definitions.Set("event_name", Json().Set("anyOf", std::move(events)));
  for (const FieldInfo& info : Fields()) {
    if (NamesPerson(info.field)) continue;
    definitions.Set(DefinitionOf(info), Described(OneOrMore(ValueOf(info)), WordsOfField(FirstKind(info), info.name)));
  }
  // With a list of events, a field that any event has will do here; `check` looks closer.
  Json cases = Json::Array(
      {IfThen(Json().Set("properties", Json().Set("event", Json().Set("type", "array"))), CaseOf(kEveryKind))});
  for (int kind = 1; kind < kKinds; ++kind) {
    cases.Push(IfThen(KeyIs("event", {NameOf(static_cast<Kind>(kind))}), CaseOf(MaskOf(static_cast<Kind>(kind)))));
  }
  Json properties;
  properties.Set("event", Described(OneOrMore(Ref("event_name")),
                                    "What happened: one kind of event, or a list of which any will do."));
  properties.Set(
      "not", Described(Closed(Properties(kEveryKind, true)).Set("type", "object").Set("minProperties", Json::Number(1)),
                       "Leaves out events that have any of these values."));
  for (const std::string& name : NamesOf(OfEnvelope)) properties.Set(name, Ref("filter_" + name));
  definitions.Set("filter", Json()
                                .Set("type", "object")
                                .Set("required", Json::Texts({"event"}))
                                .Set("properties", std::move(properties))
                                .Set("allOf", std::move(cases)));
}

}  // namespace loopbreaker::schema
