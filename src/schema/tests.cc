// Files of tests of rules: events in full or in the short form, and what is expected.
#include <limits>

#include "google/protobuf/duration.pb.h"
#include "google/protobuf/timestamp.pb.h"
#include "loopbreaker/v1/contact_event.pb.h"
#include "loopbreaker/v1/customer.pb.h"
#include "loopbreaker/v1/escalation.pb.h"
#include "schema/parts.h"
#include "schema/rules_file.h"
#include "schema/schema.h"
#include "schema/words.h"

namespace loopbreaker {
namespace schema {
namespace {

using google::protobuf::Descriptor;
using google::protobuf::FieldDescriptor;

constexpr char kWhen[] = "when";

Json When() {
  return Matching("^[0-9]{4}-[0-9]{2}-[0-9]{2}( [0-9]{2}:[0-9]{2}(:[0-9]{2})?|T[0-9:.]+(Z|[+-][0-9]{2}:[0-9]{2}))$",
                  "expected a time such as 2026-03-02 10:00 or 2026-03-02T10:00:00Z");
}

Json MessageOf(const Descriptor& type, std::string_view kind);

Json ValueOf(const FieldDescriptor& field) {
  switch (field.cpp_type()) {
    case FieldDescriptor::CPPTYPE_ENUM:
      return OneOf(ValueNames(*field.enum_type()));
    case FieldDescriptor::CPPTYPE_BOOL:
      return Flag();
    case FieldDescriptor::CPPTYPE_INT32:
      return Integer(std::numeric_limits<std::int32_t>::min(), std::numeric_limits<std::int32_t>::max());
    case FieldDescriptor::CPPTYPE_UINT32:
      return Integer(0, std::numeric_limits<std::uint32_t>::max());
    case FieldDescriptor::CPPTYPE_INT64:
      return Json().Set("type", "integer");
    case FieldDescriptor::CPPTYPE_MESSAGE:
      if (field.message_type() == google::protobuf::Timestamp::descriptor()) return Ref(kWhen);
      if (field.message_type() == google::protobuf::Duration::descriptor()) return Duration();
      return MessageOf(*field.message_type(), {});
    default:
      return Text();
  }
}

// One value, or any number of them where the field is a list.
Json FieldOf(const FieldDescriptor& field, std::string_view kind) {
  const Json value = ValueOf(field);
  const Json any = Json().Set("type", "array").Set("items", value);
  return Described(field.is_repeated() ? Json().Set("anyOf", Json::Array({any, value})) : value,
                   WordsOfField(kind, field.name()));
}

// The names in the form of JSON are read as well; editors need not offer them.
void AllowJsonNames(const std::vector<std::string>& names, Json& map) {
  std::string pattern;
  for (const std::string& name : names) pattern += (pattern.empty() ? "" : "|") + name;
  if (!pattern.empty()) map.Set("patternProperties", Json().Set("^(" + pattern + ")$", Json()));
}

Json MessageOf(const Descriptor& type, std::string_view kind) {
  std::vector<Key> keys;
  std::vector<std::string> json_names;
  for (int i = 0; i < type.field_count(); ++i) {
    const FieldDescriptor& field = *type.field(i);
    keys.push_back({field.name(), FieldOf(field, kind), ""});
    if (field.camelcase_name() != field.name()) json_names.push_back(field.camelcase_name());
  }
  Json map = MapOf(keys);
  AllowJsonNames(json_names, map);
  return map.Set("type", Json::Texts({"object", "null"}));
}

Json EventInFull(Json& definitions) {
  const Descriptor& type = *v1::ContactEvent::descriptor();
  std::vector<Key> keys = {
      {"at", Ref(kWhen), "When it happened, in the time zone of the rules: 2026-03-02 10:00."},
      {"customer", Text(), "The customer, if it is not the one of the test."},
  };
  std::vector<std::string> json_names;
  for (int i = 0; i < type.field_count(); ++i) {
    const FieldDescriptor& field = *type.field(i);
    if (field.camelcase_name() != field.name()) json_names.push_back(field.camelcase_name());
    if (field.containing_oneof() == nullptr) {
      keys.push_back({field.name(), FieldOf(field, {}), ""});
      continue;
    }
    definitions.Set(field.name(), MessageOf(*field.message_type(), field.name()));
    keys.push_back({field.name(), Ref(field.name()), std::string(WordsOfEvent(field.name()))});
  }
  Json event = MapOf(keys);
  AllowJsonNames(json_names, event);
  return event.Set("allOf", Json::Array({NeedsOneOf({"at", "event_time"}, false)}));
}

// One line: "2026-03-02 10:00 call by ann, unresolved". With a ": " in it, it is a map of one key to YAML.
Json Event(Json& definitions) {
  definitions.Set("event_in_full", EventInFull(definitions));
  const std::string time = "^[0-9]{4}-[0-9]{2}-[0-9]{2}[T ][0-9]{2}:[0-9]{2}";
  Json line = Json()
                  .Set("pattern", time + "[^ ]* [a-z]")
                  .Set("patternErrorMessage", "expected a time and what happened: 2026-03-02 10:00 call, unresolved")
                  .Set("not", Json().Set("pattern", " fee [0-9]*[.,][0-9]").Set("description", "Fees are in cents."));
  const Json line_with_colon = Json()
                                   .Set("type", "object")
                                   .Set("maxProperties", Json::Number(1))
                                   .Set("propertyNames", Json().Set("pattern", time))
                                   .Set("additionalProperties", Text());
  const Json begins_with_digit =
      Json().Set("minProperties", Json::Number(1)).Set("propertyNames", Json().Set("pattern", "^[0-9]"));
  return Json()
      .Set("type", Json::Texts({"string", "object"}))
      .Set("if", Json().Set("type", "string"))
      .Set("then", std::move(line))
      .Set("else", IfThen(begins_with_digit, line_with_colon).Set("else", Ref("event_in_full")));
}

Json Expectation() {
  const Json number = Integer(0, std::numeric_limits<std::int32_t>::max());
  Json expectation = MapOf({
      {"at", Ref(kWhen), "Asks what is known at this time. Left out: `as_of`, or the last event."},
      {"rule", Text(), "The id of the rule.", true},
      {"status", OneOf({"NONE", "OPEN", "RESOLVED"}), "Of its escalation; NONE: there never was one.", true},
      {"customer", Text(), "The customer, if it is not the one of the test."},
      {"per", Text(), "Of an absence with `per`: the value that it is about."},
      {"group", Json().Set("type", "object").Set("additionalProperties", Text()),
       "Scope process: the group, by the fields of `group_by`."},
      {"level", number, "How far up the ladder it is; 0: the first desk."},
      {"evidence", Json().Set("anyOf", Json::Array({number, Json().Set("type", "array").Set("items", Text())})),
       "How many facts there are in evidence, or their ids."},
      {"facts", number, "Scope process: how many facts."},
      {"ended_by", OneOf(ValueNames(*v1::EndedBy::Value_descriptor())), "Why it ended. With RESOLVED only."},
      {"activities", number, "How many times it was open, this one included."},
      {"opened_at", Ref(kWhen), "When it opened."},
      {"resolved_at", Ref(kWhen), "When it ended. With RESOLVED only."},
  });
  const auto only = [](std::vector<std::string> names) { return Json().Set("propertyNames", OneOf(names)); };
  std::vector<std::string> of_open;
  for (const std::string& key : expectation.Find("properties")->keys()) {
    if (key != "ended_by" && key != "resolved_at") of_open.push_back(key);
  }
  return expectation.Set(
      "allOf",
      Json::Array({IfThen(KeyIs("status", {"NONE"}), only({"at", "rule", "status", "customer", "per", "group"})),
                   IfThen(KeyIs("status", {"OPEN"}), only(of_open))}));
}

Json Test() {
  Json test = MapOf({
      {"name", Text(), "One line that says what is tested, no other test's.", true},
      {"customer", Text(), "Whose events these are, where they do not say."},
      {"customers", Json().Set("type", "array").Set("items", MessageOf(*v1::Customer::descriptor(), {})),
       "Entries of the directory: identifiers, units, who is vulnerable."},
      {"events", ListOf(Ref("event")), "What happened, in full or in one line each.", true},
      {"expect", Json().Set("type", "array").Set("items", Ref("expectation")), "What is known at which time."},
      {"silent", OneOrMore(Text()), "Rules that may not open at any time in this test."},
      {"as_of", Ref(kWhen), "The clock at the end. Left out: the last event or expectation."},
  });
  return test.Set("allOf", Json::Array({NeedsOneOf({"expect", "silent"}, false)}));
}

}  // namespace
}  // namespace schema

Json TestsSchema() {
  using namespace schema;
  Json definitions;
  definitions.Set("rules_file", RulesFile(definitions));
  definitions.Set(kWhen, When());
  definitions.Set("event", Event(definitions));
  definitions.Set("expectation", Expectation());
  definitions.Set("test", Test());
  Json rules = Json()
                   .Set("type", Json::Texts({"string", "object"}))
                   .Set("if", Json().Set("type", "object"))
                   .Set("then", Ref("rules_file"));
  Json root = MapOf({
      {"rules", std::move(rules), "The rules: a path from this file, or the rules themselves.", true},
      {"tests", ListOf(Ref("test")), "The tests.", true},
  });
  return Finish("tests", "loopbreaker: tests of rules", std::move(root), definitions);
}

}  // namespace loopbreaker
