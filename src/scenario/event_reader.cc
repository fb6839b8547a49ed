#include "scenario/event_reader.h"

#include <vector>

#include "event/decode.h"
#include "event/field.h"
#include "scenario/short_form.h"

namespace loopbreaker {
namespace {

// What people may write for fields of the envelope.
constexpr std::string_view kAt = "at";
constexpr std::string_view kCustomer = "customer";

const std::vector<std::string>& Keys() {
  static const std::vector<std::string> keys = [] {
    std::vector<std::string> names = {std::string(kAt), std::string(kCustomer)};
    const auto& type = *v1::ContactEvent::descriptor();
    for (int i = 0; i < type.field_count(); ++i) names.push_back(type.field(i)->name());
    return names;
  }();
  return keys;
}

std::string FieldOf(const std::string& key) {
  if (key == kAt) return "event_time";
  return key == kCustomer ? "customer_id" : key;
}

}  // namespace

void TestEventReader::ReadMap(const YamlNode& map, v1::ContactEvent& event) const {
  const auto& type = *event.GetDescriptor();
  const YamlNode* payload = nullptr;
  bool unknown = false;
  std::vector<std::string> seen;
  for (const auto& [key, value] : map.entries) {
    const auto* field = MessageReader::FindField(type, FieldOf(key.text));
    if (field == nullptr) {
      unknown = true;
      yaml_.Error(key, "expected 'at', 'customer', a field of an event or what happened, found " + Described(key) +
                           DidYouMean(key.text, Keys()));
      continue;
    }
    for (const std::string& other : seen) {
      if (other == field->name())
        yaml_.Error(key, "expected '" + other + "' once, found it a second time as " + Described(key));
    }
    seen.push_back(field->name());
    if (field->containing_oneof() != nullptr) {
      if (payload != nullptr) {
        yaml_.Error(key, "expected one thing that happened in an event, found '" + key.text + "' beside '" +
                             payload->text + "'");
        continue;
      }
      payload = &key;
      messages_.Read(value, "'" + key.text + "'", *event.GetReflection()->MutableMessage(&event, field));
    } else {
      messages_.ReadField(value, *field, "'" + key.text + "'", event);
    }
  }
  if (map.Find(kAt) == nullptr && map.Find("event_time") == nullptr) {
    yaml_.Error(map, "expected the key 'at' in an event, found none");
  }
  const YamlNode* deleted = map.Find("deleted");
  if (payload == nullptr && !unknown && (deleted == nullptr || deleted->text != "true")) {
    yaml_.Error(map, "expected what happened in an event, such as 'contact_ended: {direction: INBOUND}', found none");
  }
}

std::optional<v1::ContactEvent> TestEventReader::Read(const YamlNode& node, const EventDefaults& defaults) const {
  YamlNode expanded;
  const YamlNode* map = &node;
  if (IsShortForm(node)) {
    if (!ExpandShortForm(yaml_, node, expanded)) return std::nullopt;
    map = &expanded;
  } else if (!yaml_.Map(node, "an event")) {
    return std::nullopt;
  }
  v1::ContactEvent event;
  ReadMap(*map, event);
  if (event.id().empty()) event.set_id(defaults.id);
  if (event.source().empty()) event.set_source(defaults.source);
  // Who is named by an identifier is to be found by it.
  if (event.customer_id().empty() && event.identifiers().empty()) event.set_customer_id(defaults.customer);
  // What is missing has been said above.
  const bool whole = event.has_event_time() && (event.what_case() != v1::ContactEvent::WHAT_NOT_SET || event.deleted());
  Refusal refusal;
  if (whole && !Validate(event, refusal)) {
    yaml_.Error(node, "expected a valid event: " + refusal.detail);
    return std::nullopt;
  }
  return event;
}

}  // namespace loopbreaker
