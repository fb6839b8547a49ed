#include "mapping/value_load.h"

#include <algorithm>
#include <memory>
#include <utility>

#include "base/yaml_advice.h"
#include "mapping/field_text.h"

namespace loopbreaker {
namespace {

using google::protobuf::FieldDescriptor;
using google::protobuf::Message;
using google::protobuf::MessageFactory;

std::string KindOf(const YamlNode& node) {
  switch (node.kind) {
    case YamlNode::Kind::kNull:
      return "nothing";
    case YamlNode::Kind::kScalar:
      return std::string("'").append(node.text, 0, 80).append("'");
    case YamlNode::Kind::kList:
      return "a list";
    case YamlNode::Kind::kMap:
      return "a map";
  }
  return "";
}

// `id: {number}` without quotes is a map in YAML.
bool LooksLikeTemplate(const YamlNode& node) {
  return node.IsMap() && node.entries.size() == 1 && node.entries[0].second.IsNull();
}

std::string Joined(const std::vector<std::string>& names) {
  std::string text;
  for (const std::string& name : names) text += (text.empty() ? "" : ", ") + name;
  return text;
}

}  // namespace

void ValueLoader::Error(const YamlNode& node, std::string message) {
  for (const Diagnostic& known : errors_.list()) {
    if (known.line == node.line && known.column == node.column && known.message == message) return;
  }
  ErrorAt(document_, node, std::move(message), errors_);
}

bool ValueLoader::IsMapOf(const YamlNode& node, const std::string& what, const std::vector<std::string>& keys) {
  if (!node.IsMap()) {
    Error(node, "expected " + what + " as a map of " + Joined(keys) + ", found " + KindOf(node));
    return false;
  }
  bool known = true;
  for (const auto& [key, value] : node.entries) {
    if (std::find(keys.begin(), keys.end(), key.text) != keys.end()) continue;
    Error(key, "unknown key '" + key.text + "' in " + what + ", expected " + Joined(keys) + DidYouMean(key.text, keys));
    known = false;
  }
  return known;
}

const std::string* ValueLoader::TextOf(const YamlNode& node, const std::string& expected) {
  if (node.IsScalar()) return &node.text;
  Error(node, "expected " + expected + ", found " + KindOf(node));
  return nullptr;
}

bool ValueLoader::LoadTexts(const YamlNode& node, const std::string& expected, std::vector<std::string>& texts) {
  if (node.IsList()) {
    return std::all_of(node.items.begin(), node.items.end(), [&](const YamlNode& item) {
      const std::string* text = TextOf(item, expected);
      if (text != nullptr) texts.push_back(*text);
      return text != nullptr;
    });
  }
  const std::string* text = TextOf(node, expected + " or a list of them");
  if (text != nullptr) texts.push_back(*text);
  return text != nullptr;
}

void ValueLoader::LoadTime(const YamlNode& node, TimeReading& time) {
  if (!IsMapOf(node, "`time`", {"layout", "zone"})) return;
  const YamlNode* layout = node.Find("layout");
  const YamlNode* zone = node.Find("zone");
  const std::string* layout_text = layout != nullptr ? TextOf(*layout, "a layout such as \"%d/%m/%Y %H:%M\"") : nullptr;
  const std::string* zone_text = zone != nullptr ? TextOf(*zone, "a time zone such as Europe/Amsterdam") : nullptr;
  TimeReading::Wrong wrong{};
  std::string error;
  if (!TimeReading::Make(layout_text != nullptr ? *layout_text : "", zone_text != nullptr ? *zone_text : "", time,
                         wrong, error)) {
    Error(wrong == TimeReading::Wrong::kZone ? *zone : *layout, error);
  }
}

bool ValueLoader::LoadTemplate(const YamlNode& node, Template& parsed) {
  if (LooksLikeTemplate(node)) {
    const std::string column = node.entries[0].first.text;
    Error(node, "expected a value, found a map; a template needs quotes: \"{" + column + "}\"");
    return false;
  }
  const std::string* text = TextOf(node, "a text or a template");
  if (text == nullptr) return false;
  std::string error;
  if (Template::Parse(*text, syntax(), rows_->origins, parsed, error)) return true;
  Error(node, error);
  return false;
}

void ValueLoader::CheckLiteral(const YamlNode& node, const Template& text, const FieldDescriptor& field,
                               const Value& value) {
  if (!text.IsLiteral()) return;
  const Message* prototype = MessageFactory::generated_factory()->GetPrototype(field.containing_type());
  const std::unique_ptr<Message> scratch(prototype->New());
  std::string problem;
  if (value.time && IsWholeNumber(field)) return;
  if (!WriteField(text.literal(), field, value.time ? *value.time : plan_.time, *scratch, problem)) {
    if (IsWholeNumber(field)) problem += IntegerAdvice(text.literal(), field.name());
    Error(node, "`" + field.name() + "`: " + problem);
  }
}

void ValueLoader::LoadMap(const YamlNode& given, const FieldDescriptor& field, Value& value) {
  const YamlNode* named = given.IsScalar() && tables_ != nullptr ? tables_->Find(given.text) : nullptr;
  if (given.IsScalar() && named == nullptr) {
    std::vector<std::string> names;
    if (tables_ != nullptr) {
      for (const auto& [key, table] : tables_->entries) names.push_back(key.text);
    }
    Error(given,
          "no table '" + given.text + "'" +
              (names.empty() ? "; expected `map` as a map of found texts to values, or the name of one of `tables`"
                             : "; `tables` has " + Joined(names) + DidYouMean(given.text, names)));
    return;
  }
  const YamlNode& node = named != nullptr ? *named : given;
  if (!node.IsMap() || node.entries.empty()) {
    Error(node,
          "expected `map` as a map of found texts to values, found " + (node.IsMap() ? "an empty one" : KindOf(node)));
    return;
  }
  for (const auto& [key, right] : node.entries) {
    Template to;
    if (!LoadTemplate(right, to)) continue;
    CheckLiteral(right, to, field, value);
    value.map.emplace(key.text, std::move(to));
  }
  value.otherwise = Value::Else::kDead;
}

void ValueLoader::LoadElse(const YamlNode& node, const FieldDescriptor& field, Value& value) {
  if (node.IsScalar() && node.text == "dead") {
    value.otherwise = Value::Else::kDead;
  } else if (node.IsScalar() && node.text == "ignore") {
    value.otherwise = Value::Else::kIgnore;
  } else if (node.IsScalar() && node.text == "skip") {
    value.otherwise = Value::Else::kSkip;
  } else if (LoadTemplate(node, value.fallback)) {
    value.otherwise = Value::Else::kTemplate;
    // With a literal, the misspelt `dead`, `ignore` or `skip` of an enum shows here.
    CheckLiteral(node, value.fallback, field, value);
  }
}

void ValueLoader::LoadSources(const YamlNode& node, Value& value) {
  if (!node.IsList()) {
    LoadTemplate(node, value.sources.emplace_back());
    return;
  }
  if (node.items.empty()) Error(node, "expected a text, a template, or a list of these, found an empty list");
  for (const YamlNode& item : node.items) LoadTemplate(item, value.sources.emplace_back());
}

void ValueLoader::LoadPatterns(const YamlNode& node, bool takes_part, std::vector<Pattern>& patterns) {
  const auto load = [&](const YamlNode& item) {
    const std::string* text = TextOf(item, takes_part ? "a text with one part in brackets, such as \"tel:(*)\""
                                                      : "a text in which * is anything, such as \"tel:*\"");
    std::string error;
    if (text != nullptr && !Pattern::Parse(*text, takes_part, patterns.emplace_back(), error)) Error(item, error);
  };
  if (!node.IsList()) return load(node);
  for (const YamlNode& item : node.items) load(item);
}

void ValueLoader::LoadSplit(const YamlNode& node, const FieldDescriptor& field, Value& value) {
  const std::string* separator = TextOf(node, "the text between the values of one cell, such as \";\"");
  if (separator == nullptr) return;
  if (separator->empty()) Error(node, "expected the text between the values of one cell, found an empty one");
  if (!field.is_repeated()) Error(node, "`split` makes a list, and `" + field.name() + "` is a single value");
  value.split = *separator;
}

void ValueLoader::LoadValue(const YamlNode& node, const FieldDescriptor& field, Value& value) {
  if (!node.IsMap() || LooksLikeTemplate(node)) {
    if (LoadTemplate(node, value.sources.emplace_back())) CheckLiteral(node, value.sources[0], field, value);
    return;
  }
  if (!IsMapOf(node, "a value", {"value", "take", "map", "else", "split", "time"})) return;
  if (const YamlNode* time = node.Find("time")) LoadTime(*time, value.time.emplace());
  const YamlNode* source = node.Find("value");
  const YamlNode* take = node.Find("take");
  const YamlNode* map = node.Find("map");
  const YamlNode* otherwise = node.Find("else");
  const YamlNode* split = node.Find("split");
  if (source == nullptr) {
    Error(node, "expected the key `value` with a text or a template");
  } else {
    LoadSources(*source, value);
    const bool as_it_is = take == nullptr && map == nullptr && split == nullptr;
    for (const Template& text : value.sources) {
      if (as_it_is) CheckLiteral(*source, text, field, value);
    }
  }
  if (take != nullptr) LoadPatterns(*take, true, value.take);
  if (map != nullptr) LoadMap(*map, field, value);
  if (otherwise != nullptr) {
    if (map == nullptr) Error(*otherwise, "`else` is for texts that are not in a `map`, and there is no `map` here");
    LoadElse(*otherwise, field, value);
  }
  if (split != nullptr) LoadSplit(*split, field, value);
}

void ValueLoader::LoadField(const YamlNode& node, const FieldDescriptor& field, FieldPlan& plan) {
  plan.field = &field;
  if (!node.IsList()) {
    LoadValue(node, field, plan.values.emplace_back());
    return;
  }
  if (!field.is_repeated()) {
    Error(node, "`" + field.name() +
                    "` is a single value, found a list; the first of several that is given is written `" +
                    field.name() + ": {value: [...]}`");
    return;
  }
  for (const YamlNode& item : node.items) LoadValue(item, field, plan.values.emplace_back());
}

bool ValueLoader::LoadNumber(const YamlNode& node, const std::string& key, std::optional<double>& number) {
  if (node.IsScalar()) number = ReadDecimal(node.text);
  if (number) return true;
  std::string with_point = node.text;
  std::replace(with_point.begin(), with_point.end(), ',', '.');
  Error(node, "expected a number behind `" + key + "`, found " + KindOf(node) +
                  (ReadDecimal(with_point) ? DidYouMean(with_point) : ""));
  return false;
}

void ValueLoader::LoadTest(const YamlNode& node, Condition& condition) {
  if (!node.IsMap()) {
    LoadTexts(node, "a text", condition.one_of.emplace());
    return;
  }
  if (!IsMapOf(node, "a test", {"not", "like", "at_least", "at_most", "present"})) return;
  if (node.entries.empty()) Error(node, "expected a text, a list, or a map of not, like, at_least, at_most, present");
  if (const YamlNode* none_of = node.Find("not")) LoadTexts(*none_of, "a text", condition.none_of.emplace());
  if (const YamlNode* like = node.Find("like")) LoadPatterns(*like, false, condition.like.emplace());
  if (const YamlNode* low = node.Find("at_least")) LoadNumber(*low, "at_least", condition.at_least);
  if (const YamlNode* high = node.Find("at_most")) LoadNumber(*high, "at_most", condition.at_most);
  const YamlNode* present = node.Find("present");
  if (present == nullptr) return;
  if (present->IsScalar() && (present->text == "true" || present->text == "false")) {
    condition.present = present->text == "true";
  } else {
    Error(*present, "expected true or false behind `present`, found " + KindOf(*present));
  }
}

bool ValueLoader::LoadPath(const YamlNode& node, const std::string& expected, JsonPath& path) {
  const std::string* text = TextOf(node, expected);
  if (text == nullptr) return false;
  std::string error;
  if (JsonPath::Parse(*text, path, error)) return true;
  Error(node, "expected " + expected + ", found '" + *text + "': " + error);
  return false;
}

int ValueLoader::LoadWhole(const YamlNode& node) {
  const std::string* text = TextOf(node, "the place of an event, such as /data");
  Origin origin;
  std::string error;
  if (text == nullptr) return -1;
  if (!ParseOrigin(*text, syntax(), origin, error)) {
    Error(node, error);
    return -1;
  }
  origin.whole = true;
  return rows_->origins.SlotOf(origin);
}

void ValueLoader::LoadConditions(const YamlNode& node, std::vector<Condition>& conditions) {
  if (!node.IsMap()) {
    Error(node, "expected `when` as a map of columns to what they must be, found " + KindOf(node));
    return;
  }
  for (const auto& [key, test] : node.entries) {
    Origin origin;
    std::string error;
    if (!ParseOrigin(key.text, syntax(), origin, error)) {
      Error(key, error);
      continue;
    }
    Condition condition;
    condition.slot = rows_->origins.SlotOf(origin);
    LoadTest(test, condition);
    conditions.push_back(std::move(condition));
  }
}

}  // namespace loopbreaker
