// Mappings: each field of an event is a text, a template, or a table from found texts to values.
#include "google/protobuf/descriptor.h"
#include "loopbreaker/v1/contact_event.pb.h"
#include "schema/parts.h"
#include "schema/schema.h"
#include "schema/words.h"

namespace loopbreaker {
namespace schema {
namespace {

using google::protobuf::Descriptor;
using google::protobuf::FieldDescriptor;

// A scalar; the empty text is one.
Json AnyText() { return Json().Set("type", Json::Texts({"string", "number", "boolean"})); }
Json AnyTexts() {
  return Json().Set("anyOf", Json::Array({AnyText(), Json().Set("type", "array").Set("items", AnyText())}));
}

Json Template(const char* others) { return Json().Set("type", "string").Set("pattern", others); }

// What a field takes where it stands without a table. What has a "{" is known only when there is a row.
Json Leaf(const FieldDescriptor& field) {
  switch (field.cpp_type()) {
    case FieldDescriptor::CPPTYPE_ENUM:
      return Json().Set("anyOf", Json::Array({OneOf(ValueNames(*field.enum_type())), Template("[{]")}));
    case FieldDescriptor::CPPTYPE_BOOL:
      return Json().Set("anyOf", Json::Array({Flag(), Template("[{]|^(true|false|yes|no|[01])$")}));
    case FieldDescriptor::CPPTYPE_INT32:
    case FieldDescriptor::CPPTYPE_INT64:
    case FieldDescriptor::CPPTYPE_UINT32:
      return Json().Set("anyOf", Json::Array({Json().Set("type", "integer"), Template("[{]|^-?[0-9]+$")}));
    default:
      return AnyText();
  }
}

std::string LeafName(const FieldDescriptor& field) {
  if (field.cpp_type() == FieldDescriptor::CPPTYPE_ENUM) return field.enum_type()->containing_type()->name();
  if (field.cpp_type() == FieldDescriptor::CPPTYPE_BOOL) return "Flag";
  const bool text =
      field.cpp_type() == FieldDescriptor::CPPTYPE_STRING || field.cpp_type() == FieldDescriptor::CPPTYPE_MESSAGE;
  return text ? "Text" : "Number";
}

Json Time() {
  return MapOf({
      {"layout", AnyText(), "How times are written, as in strftime: \"%d/%m/%Y %H:%M\"."},
      {"zone", AnyText(), "The time zone of times that do not say: Europe/Amsterdam."},
  });
}

// Either a leaf or a map that says how to come from what is found to one.
Json Value(const Json& leaf) {
  const Json otherwise = Json().Set("anyOf", Json::Array({OneOf({"dead", "ignore", "skip"}), leaf}));
  const Json table =
      Json().Set("type", "object").Set("minProperties", Json::Number(1)).Set("additionalProperties", leaf);
  Json in_full = MapOf({
      {"value", AnyTexts(), "The text or template, such as \"{reason}\"; of a list the first that is given.", true},
      {"take", AnyTexts(), "The part that is taken, such as \"tel:(*)\"; of a list the first that fits."},
      {"map", Json().Set("anyOf", Json::Array({table, AnyText()})),
       "What each found text stands for, or the name of one of `tables`."},
      {"else", otherwise,
       "What a text that `map` lacks becomes: dead (the default), ignore, skip (no event), or a value."},
      {"split", Json().Set("type", "string").Set("minLength", Json::Number(1)),
       "The text between the values in one cell, such as \";\"."},
      {"time", Ref("time"), "How this time is written, if not as the others."},
  });
  in_full.Set("dependencies", Json().Set("else", Json::Texts({"map"})));
  const Json is_map = Json().Set("type", "object");
  return IfThen(is_map, std::move(in_full)).Set("else", leaf);
}

// The definition of the values of a field, made when it is first asked for.
Json ValueOf(const FieldDescriptor& field, Json& definitions) {
  const std::string name = LeafName(field);
  if (definitions.Find(name) == nullptr) definitions.Set(name, Value(Leaf(field)));
  return Ref(name);
}

Json FieldOf(const FieldDescriptor& field, std::string_view kind, Json& definitions) {
  Json value = ValueOf(field, definitions);
  if (field.is_repeated()) {
    const Json list = Json().Set("type", "array").Set("items", value);
    value = IfThen(Json().Set("type", "array"), list).Set("else", value);
  }
  return Described(std::move(value), WordsOfField(kind, field.name()));
}

Json Identifiers(Json& definitions) {
  const Descriptor& type = *v1::Identifier::descriptor();
  std::vector<Key> keys;
  for (int i = 0; i < type.field_count(); ++i) {
    keys.push_back({type.field(i)->name(), FieldOf(*type.field(i), {}, definitions), "", true});
  }
  return Json().Set("type", "array").Set("items", MapOf(keys));
}

Json Conditions() {
  const Json number =
      Json().Set("anyOf", Json::Array({Json().Set("type", "number"), Template("^-?[0-9]+([.][0-9]+)?$")}));
  const Json test = MapOf({
      {"not", AnyTexts(), "None of these, or missing."},
      {"like", AnyTexts(), "One of these, where * is anything: \"tel:*\"."},
      {"at_least", number, "A number, and not smaller. With a point, not a comma: 2.5."},
      {"at_most", number, "A number, and not larger. With a point, not a comma: 2.5."},
      {"present", Flag(), "true: given; false: missing."},
  });
  return Json()
      .Set("type", "object")
      .Set("additionalProperties",
           IfThen(Json().Set("type", "object"), Json(test).Set("minProperties", Json::Number(1)))
               .Set("else", AnyTexts()));
}

Json Each() { return MapOf({{"path", AnyText(), "The list within the object: /records, /orders/*/tasks."}}); }

// The keys of an event. `common`: those that all events may share.
std::vector<Key> EventKeys(bool common, Json& definitions) {
  const Descriptor& type = *v1::ContactEvent::descriptor();
  std::vector<Key> keys = {
      {"when", Conditions(), "Which rows these are: columns, and what they must be. All must hold."}};
  if (!common) {
    keys.push_back({"each", Each(), "json: one such event for each element of a list."});
    keys.push_back({"event", AnyText(), "json: where an event in our own form stands, such as /data."});
  }
  for (int i = 0; i < type.field_count(); ++i) {
    const FieldDescriptor& field = *type.field(i);
    if (field.number() == v1::ContactEvent::kIdentifiersFieldNumber) {
      keys.push_back({field.name(), Identifiers(definitions), std::string(WordsOfField({}, field.name()))});
    } else if (field.containing_oneof() == nullptr) {
      keys.push_back({field.name(), FieldOf(field, {}, definitions), ""});
    } else if (!common) {
      std::vector<Key> fields;
      for (int j = 0; j < field.message_type()->field_count(); ++j) {
        const FieldDescriptor& inner = *field.message_type()->field(j);
        fields.push_back({inner.name(), FieldOf(inner, field.name(), definitions), ""});
      }
      definitions.Set(field.name(), MapOf(fields).Set("type", Json::Texts({"object", "null"})));
      keys.push_back({field.name(), Ref(field.name()), std::string(WordsOfEvent(field.name()))});
    }
  }
  return keys;
}

}  // namespace
}  // namespace schema

Json MappingSchema() {
  using namespace schema;
  Json definitions;
  definitions.Set("time", Time());
  definitions.Set("event", MapOf(EventKeys(false, definitions)));
  Json root = MapOf({
      {"source", AnyText(), "The name of the system, for events that do not say."},
      {"format", OneOf({"csv", "json"}), "csv, or json: one object a line.", true},
      {"separator", Matching("^.$", "expected one character, such as \";\" or \"\\t\""),
       "What stands between the cells of a row. Default \",\"."},
      {"columns", AnyTexts(), "csv: the columns of a file without a header row."},
      {"quotes", Flag(), "csv: false, where a quote is a character like any other. Default true."},
      {"missing", AnyTexts(), "Texts that mean \"not given\". Left out: only the empty one."},
      {"time", Ref("time"), "How times are written, if not as RFC 3339."},
      {"root", AnyTexts(), "json: where the object stands that is read; of a list the first that is there."},
      {"each", Each(), "json: makes the events of each element of a list."},
      {"tables", Json().Set("type", "object").Set("additionalProperties", Json().Set("type", "object")),
       "Tables for `map`, by name."},
      {"common", MapOf(EventKeys(true, definitions)), "What all events have, unless they say it themselves."},
      {"events", ListOf(Ref("event")), "The events that a row may become; each whose `when` holds is made.", true},
      {"unmatched", OneOf({"ignore", "dead"}), "Rows that no event fits: left out and counted, or dead letters."},
  });
  return Finish("mapping", "loopbreaker: mapping", std::move(root), definitions);
}

}  // namespace loopbreaker
