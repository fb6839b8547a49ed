#include "schema/parts.h"

#include <algorithm>
#include <utility>

namespace loopbreaker::schema {
namespace {

constexpr char kTextName[] = "text";
constexpr char kDurationName[] = "duration";
constexpr char kBusinessDurationName[] = "business_duration";
constexpr char kCategoriesName[] = "categories";

constexpr char kRefKey[] = "$ref";
constexpr std::string_view kDefinitions = "#/definitions/";

// The first character is a digit, as each of the parts behind it may be absent.
constexpr char kDurationPattern[] = "^(?=[0-9])([0-9]+d)?([0-9]+h)?([0-9]+m)?([0-9]+s)?$";
constexpr char kBusinessDurationPattern[] = "^([0-9]+b[dh]|(?=[0-9])([0-9]+d)?([0-9]+h)?([0-9]+m)?([0-9]+s)?)$";

Json Common(std::string_view name) {
  if (name == kTextName) {
    return Json().Set("type", Json::Texts({"string", "number", "boolean"})).Set("minLength", Json::Number(1));
  }
  if (name == kDurationName) {
    return Matching(kDurationPattern, "expected calendar time with its unit: 90d, 36h, 15m, 30s or 1d12h");
  }
  if (name == kBusinessDurationName) {
    return Matching(kBusinessDurationPattern,
                    "expected time with its unit: 90d, 36h, 15m, 30s, or business time: 5bd, 8bh");
  }
  if (name == kCategoriesName) {
    return OneOrMore(
        Matching("^([^*]+|[^*]+/[*])$", "expected a category such as rent, or a prefix such as plumbing/*"));
  }
  return Json();
}

// Adds the definitions that `json` refers to and `definitions` lacks.
void AddMissing(const Json& json, Json& definitions) {
  for (std::size_t i = 0; i < json.values().size(); ++i) {
    const Json& value = json.values()[i];
    if (json.kind() == Json::Kind::kObject && json.keys()[i] == kRefKey) {
      const std::string name = value.text().substr(kDefinitions.size());
      if (definitions.Find(name) == nullptr) definitions.Set(name, Common(name));
    } else {
      AddMissing(value, definitions);
    }
  }
}

}  // namespace

Json MapOf(const std::vector<Key>& keys) {
  Json properties;
  std::vector<std::string> required;
  for (const Key& key : keys) {
    properties.Set(key.name, Described(key.schema, key.description));
    if (key.required) required.push_back(key.name);
  }
  Json map = Json().Set("type", "object");
  if (!required.empty()) map.Set("required", Json::Texts(required));
  map.Set("properties", std::move(properties));
  map.Set("additionalProperties", Json::Bool(false));
  return map;
}

Json Text() { return Ref(kTextName); }
Json Duration() { return Ref(kDurationName); }
Json BusinessDuration() { return Ref(kBusinessDurationName); }
Json Categories() { return Ref(kCategoriesName); }

Json Country() { return Matching("^[A-Z]{2}$", "expected the two capital letters of a country, such as NL"); }

Json Flag() { return Json().Set("type", "boolean"); }

Json Integer(std::int64_t min, std::int64_t max) {
  return Json().Set("type", "integer").Set("minimum", Json::Number(min)).Set("maximum", Json::Number(max));
}

Json OneOf(const std::vector<std::string>& names) { return Json().Set("enum", Json::Texts(names)); }

Json ListOf(Json item) {
  return Json().Set("type", "array").Set("minItems", Json::Number(1)).Set("items", std::move(item));
}

Json OneOrMore(const Json& item) { return Json().Set("anyOf", Json::Array({item, ListOf(item)})); }

Json Matching(const char* pattern, const char* message) {
  return Json().Set("type", "string").Set("pattern", pattern).Set("patternErrorMessage", message);
}

Json Ref(std::string_view definition) { return Json().Set(kRefKey, std::string(kDefinitions).append(definition)); }

Json Described(Json schema, std::string_view description) {
  if (description.empty()) return schema;
  Json described = Json().Set("description", std::string(description));
  if (schema.Find(kRefKey) != nullptr) return described.Set("allOf", Json::Array({std::move(schema)}));
  for (std::size_t i = 0; i < schema.keys().size(); ++i) described.Set(schema.keys()[i], schema.values()[i]);
  return described;
}

Json IfThen(Json condition, Json then) { return Json().Set("if", std::move(condition)).Set("then", std::move(then)); }

Json KeyIs(std::string_view key, const std::vector<std::string>& values) {
  return Json()
      .Set("required", Json::Texts({std::string(key)}))
      .Set("properties", Json().Set(std::string(key), OneOf(values)));
}

Json NeedsOneOf(const std::vector<std::string>& keys, bool exactly_one) {
  Json choices = Json::Array();
  for (const std::string& key : keys) choices.Push(Json().Set("required", Json::Texts({key})));
  return Json().Set(exactly_one ? "oneOf" : "anyOf", std::move(choices));
}

std::vector<std::string> ValueNames(const google::protobuf::EnumDescriptor& type) {
  std::vector<std::string> names;
  for (int i = 0; i < type.value_count(); ++i) {
    if (type.value(i)->number() != 0) names.push_back(type.value(i)->name());
  }
  return names;
}

Json Finish(std::string_view name, std::string_view title, Json root, const Json& definitions) {
  Json schema = Json()
                    .Set("$schema", "http://json-schema.org/draft-07/schema#")
                    .Set("$comment", "Written by `loopbreaker schema " + std::string(name) + "`.")
                    .Set("title", std::string(title));
  for (std::size_t i = 0; i < root.keys().size(); ++i) schema.Set(root.keys()[i], root.values()[i]);
  Json all = definitions;
  AddMissing(root, all);
  AddMissing(definitions, all);
  return schema.Set("definitions", std::move(all));
}

}  // namespace loopbreaker::schema
