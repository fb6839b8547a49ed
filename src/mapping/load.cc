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
                         {"source", "format", "separator", "columns", "quotes", "missing", "time", "root", "each",
                          "tables", "common", "events", "unmatched"}) &&
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
    if (const YamlNode* root = root_.Find("root")) LoadRoot(*root);
    if (const YamlNode* each = root_.Find("each")) LoadEach(*each);
    LoadTables();
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
    if (const YamlNode* columns = root_.Find("columns")) {
      if (plan_.json) values_.Error(*columns, "`columns` is for csv, and the format is json");
      values_.LoadTexts(*columns, "the name of a column", plan_.columns);
    }
    if (const YamlNode* quotes = root_.Find("quotes")) {
      if (plan_.json) values_.Error(*quotes, "`quotes` is for csv, and the format is json");
      plan_.quotes = OneOf(*quotes, "quotes", {"true", "false"}) == "true";
    }
    if (const YamlNode* separator = root_.Find("separator")) LoadSeparator(*separator);
  }

  void LoadSeparator(const YamlNode& separator) {
    const std::string* text = values_.TextOf(separator, "one character, such as \";\"");
    if (text == nullptr) return;
    if (plan_.json) {
      values_.Error(separator, "`separator` is for csv, and the format is json");
    } else if (text->size() != 1 || *text == "\"" || *text == "\n" || *text == "\r") {
      values_.Error(separator,
                    "expected one character between the cells, such as \";\" or \"\\t\", found '" + *text + "'");
    } else {
      plan_.separator = (*text)[0];
    }
  }

  void LoadRoot(const YamlNode& node) {
    if (!plan_.json) values_.Error(node, "`root` is for json, and the format is csv");
    const std::string expected = "a JSON pointer such as /detail, or \"\" for the document itself";
    const auto load = [&](const YamlNode& item) {
      JsonPath path;
      if (values_.LoadPath(item, expected, path)) plan_.root.push_back(std::move(path));
    };
    if (!node.IsList()) return load(node);
    for (const YamlNode& item : node.items) load(item);
  }

  // The list that `each` names, at the top or in an event. Null: there is a mistake.
  const std::string* EachOf(const YamlNode& each, JsonPath& path) {
    if (!values_.IsMapOf(each, "`each`", {"path"})) return nullptr;
    const YamlNode* at = each.Find("path");
    if (at == nullptr) {
      values_.Error(each, "expected the key `path` with a JSON pointer to a list, such as /records");
      return nullptr;
    }
    if (!plan_.json) {
      values_.Error(*at, "`each` is for json, and the format is csv");
      return nullptr;
    }
    return values_.LoadPath(*at, "a JSON pointer to a list, such as /records", path) ? &at->text : nullptr;
  }

  void LoadEach(const YamlNode& each) {
    // For older files, `each: {}` is none.
    if (each.IsMap() && each.entries.empty()) return;
    if (const std::string* path = EachOf(each, plan_.each_path)) plan_.each = *path;
  }

  void LoadTables() {
    const YamlNode* tables = root_.Find("tables");
    if (tables == nullptr) return;
    if (!tables->IsMap()) {
      values_.Error(*tables, "expected `tables` as a map of names to tables, such as `outcomes: {GER: FIXED}`");
      return;
    }
    values_.set_tables(tables);
  }

  void LoadEvents() {
    const YamlNode* events = root_.Find("events");
    if (events == nullptr || !events->IsList() || events->items.empty()) {
      values_.Error(events != nullptr ? *events : root_, "expected the key `events` with a list of at least one event");
      return;
    }
    common_ = root_.Find("common");
    if (common_ != nullptr && !common_->IsMap()) {
      values_.Error(*common_, "expected `common` as a map of what all events have");
      common_ = nullptr;
    }
    for (const YamlNode& event : events->items) {
      RowPlan& rows = RowsOf(event);
      LoadEvent(event, rows.events.emplace_back());
    }
  }

  // The rows that an event is made of, which from here on values are of.
  RowPlan& RowsOf(const YamlNode& event) {
    JsonPath path;
    const YamlNode* each = event.Find("each");
    const std::string* written = each != nullptr ? EachOf(*each, path) : nullptr;
    const std::string name = written != nullptr ? *written : "";
    auto rows = std::find_if(plan_.rows.begin(), plan_.rows.end(), [&](const RowPlan& of) { return of.each == name; });
    if (rows == plan_.rows.end()) {
      rows = plan_.rows.insert(rows, RowPlan());
      rows->each = name;
      rows->each_path = path;
    }
    values_.Enter(*rows, plan_.each_path.levels() + path.levels());
    return *rows;
  }

  void LoadEvent(const YamlNode& node, EventPlan& event) {
    if (!node.IsMap()) {
      values_.Error(node, "expected an event as a map of `when`, fields and one payload");
      return;
    }
    const auto has = [&](const char* key) {
      return node.Find(key) != nullptr || (common_ != nullptr && common_->Find(key) != nullptr);
    };
    for (const auto& [key, value] : node.entries) LoadEventKey(key, value, event);
    if (common_ != nullptr) LoadCommon(node, event);
    const bool carried = node.Find("event") != nullptr;
    for (const char* required : {"id", "event_time"}) {
      if (!has(required) && !carried) values_.Error(node, std::string("an event needs `") + required + "`");
    }
    if (plan_.source.empty() && !has("source") && !carried) {
      values_.Error(node, "an event needs `source`, here or once for the whole mapping");
    }
    if (event.payload == nullptr && node.Find("deleted") == nullptr && !carried) {
      values_.Error(node, "an event needs one payload, such as `case_opened: {}`; only a deletion goes without");
    }
    if (event.payload != nullptr && carried) {
      values_.Error(*node.Find("event"),
                    "`event` brings its own payload, and this one has `" + event.payload->name() + "` already");
    }
  }

  // What the event does not say itself; of `when` both must hold.
  void LoadCommon(const YamlNode& node, EventPlan& event) {
    for (const auto& [key, value] : common_->entries) {
      const FieldDescriptor* field = v1::ContactEvent::descriptor()->FindFieldByName(key.text);
      if (key.text == "each" || key.text == "event" ||
          (field != nullptr && field->real_containing_oneof() != nullptr)) {
        values_.Error(key, "`" + key.text + "` is of one event, and cannot stand in `common`");
      } else if (key.text == "when" || node.Find(key.text) == nullptr) {
        LoadEventKey(key, value, event);
      }
    }
  }

  void LoadEventKey(const YamlNode& key, const YamlNode& value, EventPlan& event) {
    const Descriptor& envelope = *v1::ContactEvent::descriptor();
    if (key.text == "when") {
      values_.LoadConditions(value, event.when);
      return;
    }
    if (key.text == "each") return;
    if (key.text == "event") {
      if (!plan_.json) {
        values_.Error(key, "`event` is for json, and the format is csv");
      } else {
        event.event_slot = values_.LoadWhole(value);
      }
      return;
    }
    const FieldDescriptor* field = envelope.FindFieldByName(key.text);
    if (field == nullptr) {
      std::vector<std::string> names = FieldNamesOf(envelope);
      for (const char* own : {"when", "each", "event"}) names.emplace_back(own);
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
  const YamlNode* common_ = nullptr;
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
