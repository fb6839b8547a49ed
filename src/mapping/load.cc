// A mapping file into a plan.
#include <algorithm>
#include <array>
#include <utility>

#include "mapping/compiled.h"
#include "mapping/field_text.h"
#include "mapping/value_load.h"

namespace loopbreaker {
namespace {

using google::protobuf::Descriptor;
using google::protobuf::FieldDescriptor;

std::vector<std::string> FieldNamesOf(const Descriptor& type) {
  std::vector<std::string> names;
  for (int i = 0; i < type.field_count(); ++i) names.push_back(type.field(i)->name());
  return names;
}

class MappingLoader {
 public:
  MappingLoader(const YamlDocument& document, Diagnostics& errors, MappingPlan& plan)
      : root_(document.root), values_(document, errors, plan), plan_(plan) {}

  void Load() {
    if (!values_.IsMapOf(root_, "a mapping",
                         {"source", "format", "separator", "missing", "time", "each", "events", "unmatched"}) &&
        !root_.IsMap()) {
      return;
    }
    LoadFormat();
    if (const YamlNode* source = root_.Find("source")) {
      if (const std::string* text = values_.TextOf(*source, "the name of the source")) plan_.source = *text;
    }
    if (const YamlNode* missing = root_.Find("missing")) {
      plan_.missing.clear();
      values_.LoadTexts(*missing, "a text that means \"not given\"", plan_.missing);
    }
    if (const YamlNode* time = root_.Find("time")) values_.LoadTime(*time, plan_.time);
    if (const YamlNode* each = root_.Find("each")) LoadEach(*each);
    if (const YamlNode* unmatched = root_.Find("unmatched")) {
      plan_.unmatched_is_dead = OneOf(*unmatched, "unmatched", {"ignore", "dead"}) == "dead";
    }
    LoadEvents();
  }

 private:
  // The text of `node` if it is one of the two, else empty and an error.
  std::string OneOf(const YamlNode& node, const std::string& key, const std::array<std::string, 2>& values) {
    const std::string* text = values_.TextOf(node, values[0] + " or " + values[1]);
    if (text == nullptr) return {};
    if (*text == values[0] || *text == values[1]) return *text;
    values_.Error(node, "expected " + values[0] + " or " + values[1] + " as `" + key + "`, found '" + *text + "'" +
                            DidYouMean(*text, {values[0], values[1]}));
    return {};
  }

  void LoadFormat() {
    if (const YamlNode* format = root_.Find("format")) {
      plan_.json = OneOf(*format, "format", {"csv", "json"}) == "json";
    } else {
      values_.Error(root_, "expected the key `format` with csv or json");
    }
    const YamlNode* separator = root_.Find("separator");
    if (separator == nullptr) return;
    const std::string* text = values_.TextOf(*separator, "one character, such as \";\"");
    if (text == nullptr) return;
    if (plan_.json) {
      values_.Error(*separator, "`separator` is for csv, and the format is json");
    } else if (text->size() != 1 || *text == "\"" || *text == "\n" || *text == "\r") {
      values_.Error(*separator,
                    "expected one character between the cells, such as \";\" or \"\\t\", found '" + *text + "'");
    } else {
      plan_.separator = (*text)[0];
    }
  }

  void LoadEach(const YamlNode& each) {
    if (!values_.IsMapOf(each, "`each`", {"path"})) return;
    const YamlNode* path = each.Find("path");
    if (path == nullptr) return;
    if (!plan_.json) {
      values_.Error(*path, "`each` is for json, and the format is csv");
      return;
    }
    const std::string* text = values_.TextOf(*path, "a JSON pointer such as /records");
    if (text == nullptr) return;
    Origin origin;
    std::string error;
    if (!text->empty() && ((*text)[0] != '/' || !ParseOrigin(*text, {true, 0}, origin, error))) {
      values_.Error(*path, "expected a JSON pointer to a list, such as /records, found '" + *text + "'");
      return;
    }
    plan_.has_each = true;
    plan_.each_path = *text;
    for (std::string above = *text; !above.empty();) {
      above.resize(above.rfind('/'));
      plan_.above.push_back(above);
    }
    values_.set_levels_up(static_cast<int>(plan_.above.size()));
  }

  void LoadEvents() {
    const YamlNode* events = root_.Find("events");
    if (events == nullptr || !events->IsList() || events->items.empty()) {
      values_.Error(events != nullptr ? *events : root_, "expected the key `events` with a list of at least one event");
      return;
    }
    for (const YamlNode& event : events->items) LoadEvent(event, plan_.events.emplace_back());
  }

  void LoadEvent(const YamlNode& node, EventPlan& event) {
    if (!node.IsMap()) {
      values_.Error(node, "expected an event as a map of `when`, fields and one payload");
      return;
    }
    for (const auto& [key, value] : node.entries) LoadEventKey(key, value, event);
    for (const char* required : {"id", "event_time"}) {
      if (node.Find(required) == nullptr) values_.Error(node, std::string("an event needs `") + required + "`");
    }
    if (plan_.source.empty() && node.Find("source") == nullptr) {
      values_.Error(node, "an event needs `source`, here or once for the whole mapping");
    }
    if (event.payload == nullptr && node.Find("deleted") == nullptr) {
      values_.Error(node, "an event needs one payload, such as `case_opened: {}`; only a deletion goes without");
    }
  }

  void LoadEventKey(const YamlNode& key, const YamlNode& value, EventPlan& event) {
    const Descriptor& envelope = *v1::ContactEvent::descriptor();
    if (key.text == "when") {
      values_.LoadConditions(value, event.when);
      return;
    }
    const FieldDescriptor* field = envelope.FindFieldByName(key.text);
    if (field == nullptr) {
      std::vector<std::string> names = FieldNamesOf(envelope);
      names.push_back("when");
      values_.Error(key, "no field or payload '" + key.text + "' in an event" + DidYouMean(key.text, names));
    } else if (field->real_containing_oneof() != nullptr) {
      LoadPayload(key, value, *field, event);
    } else if (field->number() == v1::ContactEvent::kIdentifiersFieldNumber) {
      LoadIdentifiers(value, event);
    } else {
      values_.LoadField(value, *field, event.envelope.emplace_back());
    }
  }

  void LoadPayload(const YamlNode& key, const YamlNode& node, const FieldDescriptor& payload, EventPlan& event) {
    if (event.payload != nullptr) {
      values_.Error(key, "an event has one payload, and this one has `" + event.payload->name() + "` already; `" +
                             key.text + "` needs an event of its own");
      return;
    }
    event.payload = &payload;
    if (node.IsNull()) return;
    const Descriptor& type = *payload.message_type();
    if (!node.IsMap()) {
      values_.Error(node, "expected the fields of `" + key.text + "` as a map, or {}");
      return;
    }
    for (const auto& [name, value] : node.entries) {
      if (const FieldDescriptor* field = type.FindFieldByName(name.text)) {
        values_.LoadField(value, *field, event.fields.emplace_back());
      } else {
        values_.Error(name, "no field '" + name.text + "' in `" + key.text + "`" + Choice(name.text, type));
      }
    }
  }

  static std::string Choice(const std::string& name, const Descriptor& type) {
    const std::vector<std::string> names = FieldNamesOf(type);
    if (names.empty()) return ", which has none";
    std::string text;
    for (const std::string& known : names) text += (text.empty() ? ", which has " : ", ") + known;
    return text + DidYouMean(name, names);
  }

  void LoadIdentifiers(const YamlNode& node, EventPlan& event) {
    if (!node.IsList()) {
      values_.Error(node, "expected `identifiers` as a list of {kind, value}");
      return;
    }
    for (const YamlNode& item : node.items) {
      if (!values_.IsMapOf(item, "an identifier", {"kind", "value"})) continue;
      const YamlNode* kind = item.Find("kind");
      const YamlNode* value = item.Find("value");
      if (kind == nullptr || value == nullptr) {
        values_.Error(item, std::string("an identifier needs `") + (kind == nullptr ? "kind" : "value") + "`");
        continue;
      }
      IdentifierPlan& plan = event.identifiers.emplace_back();
      values_.LoadValue(*kind, *v1::Identifier::descriptor()->FindFieldByName("kind"), plan.kind);
      values_.LoadValue(*value, *v1::Identifier::descriptor()->FindFieldByName("value"), plan.value);
    }
  }

  const YamlNode& root_;
  ValueLoader values_;
  MappingPlan& plan_;
};

}  // namespace

std::shared_ptr<const Mapping> LoadMapping(std::string_view text, const std::string& file, Diagnostics& errors) {
  Diagnostics found;
  const YamlDocument document = ParseYaml(text, file, found);
  MappingPlan plan;
  plan.missing = {""};
  // What YAML itself cannot read would only be called missing.
  if (document.complete) MappingLoader(document, found, plan).Load();
  if (found.empty()) return std::make_shared<CompiledMapping>(std::move(plan));
  for (const Diagnostic& diagnostic : found.list()) errors.Add(diagnostic);
  return nullptr;
}

}  // namespace loopbreaker
