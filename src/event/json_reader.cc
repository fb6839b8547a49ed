#include "event/json_reader.h"

#include <algorithm>
#include <cmath>
#include <cstring>
#include <limits>

#include "base/diagnostic.h"
#include "base/read_number.h"
#include "base/text.h"
#include "base/utf8.h"
#include "google/protobuf/descriptor.h"
#include "google/protobuf/duration.pb.h"
#include "google/protobuf/timestamp.pb.h"

namespace loopbreaker {
namespace {

using google::protobuf::Descriptor;
using google::protobuf::Duration;
using google::protobuf::FieldDescriptor;
using google::protobuf::Message;
using google::protobuf::MessageFactory;
using google::protobuf::Reflection;
using google::protobuf::Timestamp;
using simdjson::dom::element;
using simdjson::dom::element_type;
using simdjson::dom::object;

// Our deepest message has three levels; what is far deeper is an attack on somebody's stack.
constexpr std::size_t kDepthMax = 100;
constexpr std::size_t kFirstCapacity = 1 << 12;
constexpr std::size_t kQuotedCharactersMax = 80;

std::string Describe(element found) {
  switch (found.type()) {
    case element_type::ARRAY:
      return "an array";
    case element_type::OBJECT:
      return "an object";
    case element_type::STRING:
      return Quoted(found.get_string().value_unsafe());
    default:
      return simdjson::minify(found);
  }
}

std::string Describe(simdjson::error_code code) {
  switch (code) {
    case simdjson::EMPTY:
      return "nothing";
    case simdjson::UTF8_ERROR:
      return "bytes that are not UTF-8";
    case simdjson::DEPTH_ERROR:
      return "more than " + std::to_string(kDepthMax) + " levels";
    default:
      return std::string("text that is not JSON: ") + simdjson::error_message(code);
  }
}

// A whole number as JSON or as text; false when it is neither or does not fit.
template <typename Integer>
bool ToInteger(element value, Integer& number) {
  switch (value.type()) {
    case element_type::INT64: {
      const std::int64_t n = value.get_int64().value_unsafe();
      number = static_cast<Integer>(n);
      return std::in_range<Integer>(n);
    }
    case element_type::UINT64: {
      const std::uint64_t n = value.get_uint64().value_unsafe();
      number = static_cast<Integer>(n);
      return std::in_range<Integer>(n);
    }
    case element_type::DOUBLE: {  // 3.0 and 1e3 are whole numbers too
      const double n = value.get_double().value_unsafe();
      // The limit is 2^63 or 2^64, and as a double exactly so; the maximum itself is not.
      const double limit = std::ldexp(1.0, std::numeric_limits<Integer>::digits);
      const double least = std::numeric_limits<Integer>::is_signed ? -limit : 0.0;
      if (!(n >= least && n < limit) || n != std::trunc(n)) return false;
      number = static_cast<Integer>(n);
      return true;
    }
    case element_type::STRING: {
      const std::string_view text = value.get_string().value_unsafe();
      return ReadNumber(text, number);
    }
    default:
      return false;
  }
}

}  // namespace

// Where a value stands, as a chain to the root; its text is made only when something is wrong there.
struct JsonReader::Place {
  const Place* above;
  std::string_view name;
  int index = -1;  // in a list

  std::string ToText() const {
    std::string text = above == nullptr ? std::string() : above->ToText();
    if (index >= 0) return text + "[" + std::to_string(index) + "]";
    if (!text.empty()) text += '.';
    return text.append(name);
  }
};

JsonOutcome JsonReader::Read(std::string_view json, Message& message, std::vector<std::string>* paths,
                             std::string& error) {
  message.Clear();
  paths_ = paths;
  error_ = &error;
  element root;
  if (const simdjson::error_code failure = Parse(json, root); failure != simdjson::SUCCESS) {
    error = "expected a JSON object, found " + Describe(failure);
    return JsonOutcome::kUnreadable;
  }
  object fields;
  if (root.get_object().get(fields) != simdjson::SUCCESS) {
    error = "expected a JSON object, found " + Describe(root);
    return JsonOutcome::kMismatch;
  }
  const Names& names = NamesOf(*message.GetDescriptor());
  return ReadObject(fields, names, nullptr, message) ? JsonOutcome::kRead : JsonOutcome::kMismatch;
}

JsonReader::Shape JsonReader::ShapeOf(const FieldDescriptor& field) {
  switch (field.cpp_type()) {
    case FieldDescriptor::CPPTYPE_STRING:
      return Shape::kText;
    case FieldDescriptor::CPPTYPE_ENUM:
      return Shape::kEnum;
    case FieldDescriptor::CPPTYPE_BOOL:
      return Shape::kBool;
    case FieldDescriptor::CPPTYPE_INT32:
      return Shape::kInt32;
    case FieldDescriptor::CPPTYPE_INT64:
      return Shape::kInt64;
    case FieldDescriptor::CPPTYPE_UINT32:
      return Shape::kUint32;
    case FieldDescriptor::CPPTYPE_MESSAGE:
      if (field.message_type() == Timestamp::descriptor()) return Shape::kTime;
      if (field.message_type() == Duration::descriptor()) return Shape::kDuration;
      return Shape::kMessage;
    default:
      return Shape::kOther;
  }
}

const JsonReader::Names& JsonReader::NamesOf(const Descriptor& type) {
  if (const auto known = names_.find(&type); known != names_.end()) return *known->second;
  Names& names = *names_.emplace(&type, std::make_unique<Names>()).first->second;
  const Reflection* reflection = MessageFactory::generated_factory()->GetPrototype(&type)->GetReflection();
  for (int i = 0; i < type.field_count(); ++i) {
    const FieldDescriptor* field = type.field(i);
    auto entry = std::make_unique<Entry>();
    entry->field = field;
    entry->reflection = reflection;
    entry->shape = ShapeOf(*field);
    entry->repeated = field->is_repeated();
    entry->map = field->is_map();
    entry->choice = field->real_containing_oneof();
    if (entry->shape == Shape::kMessage) entry->nested = &NamesOf(*field->message_type());
    if (entry->shape == Shape::kEnum) {
      for (int v = 0; v < field->enum_type()->value_count(); ++v) {
        entry->values.emplace_back(field->enum_type()->value(v)->name(), field->enum_type()->value(v)->number());
      }
    }
    names.by_name.emplace(field->json_name(), entry.get());
    names.by_name.emplace(field->name(), entry.get());
    names.entries.push_back(std::move(entry));
  }
  return names;
}

simdjson::error_code JsonReader::Parse(std::string_view json, element& root) {
  if (parser_.capacity() == 0) {
    if (const auto failure = parser_.allocate(kFirstCapacity, kDepthMax); failure != simdjson::SUCCESS) return failure;
  }
  // simdjson reads a little past the end, so the text is copied into a buffer that has room for that.
  if (buffer_.size() < json.size() + simdjson::SIMDJSON_PADDING) {
    buffer_.resize(2 * json.size() + simdjson::SIMDJSON_PADDING);
  }
  if (!json.empty()) std::memcpy(buffer_.data(), json.data(), json.size());
  return parser_.parse(buffer_.data(), json.size(), false).get(root);
}

bool JsonReader::ReadObject(object object, const Names& names, const Place* place, Message& message) {
  for (const auto& [key, value] : object) {
    const Place here{place, key};
    const auto found = names.by_name.find(Abseil(key));
    if (found == names.by_name.end()) {
      ++unknown_fields_;
      if (paths_ != nullptr) paths_->push_back(here.ToText());
      continue;
    }
    if (value.is_null()) continue;  // as if it were not there
    if (!ReadField(value, *found->second, here, message)) return false;
  }
  return true;
}

bool JsonReader::ReadField(element value, const Entry& entry, const Place& place, Message& message) {
  const FieldDescriptor* field = entry.field;
  const Reflection* reflection = entry.reflection;
  if (entry.choice != nullptr && reflection->HasOneof(message, entry.choice)) {
    const FieldDescriptor* other = reflection->GetOneofFieldDescriptor(message, entry.choice);
    if (other != field) {
      *error_ = place.ToText() + ": expected exactly one payload, found '" + other->json_name() + "' and '" +
                field->json_name() + "'";
      return false;
    }
  }
  if (entry.map) return ReadMap(value, entry, place, message);
  if (entry.repeated) return ReadList(value, entry, place, message);
  // Of a name that comes twice the last value counts, and nothing is left of the first.
  if (entry.shape == Shape::kMessage && reflection->HasField(message, field)) reflection->ClearField(&message, field);
  return ReadValue(value, entry, place, message);
}

bool JsonReader::ReadList(element value, const Entry& entry, const Place& place, Message& message) {
  simdjson::dom::array list;
  if (value.get_array().get(list) != simdjson::SUCCESS) return Refuse(place, "an array", value);
  entry.reflection->ClearField(&message, entry.field);
  int index = 0;
  for (const element item : list) {
    if (!ReadValue(item, entry, Place{&place, {}, index++}, message)) return false;
  }
  return true;
}

bool JsonReader::ReadMap(element value, const Entry& entry, const Place& place, Message& message) {
  object pairs;
  if (value.get_object().get(pairs) != simdjson::SUCCESS) return Refuse(place, "an object", value);
  const Reflection* reflection = entry.reflection;
  reflection->ClearField(&message, entry.field);
  // A map is a list of messages with the fields `key`, a text in all our maps, and `value`.
  const FieldDescriptor* key_field = entry.field->message_type()->map_key();
  const Entry& item = *entry.nested->by_name.find("value")->second;
  for (const auto& [key, of_key] : pairs) {
    Message* pair = reflection->AddMessage(&message, entry.field);
    item.reflection->SetString(pair, key_field, std::string(key));
    if (!ReadValue(of_key, item, Place{&place, key}, *pair)) return false;
  }
  return true;
}

bool JsonReader::ReadValue(element value, const Entry& entry, const Place& place, Message& message) {
  const FieldDescriptor* field = entry.field;
  const Reflection* reflection = entry.reflection;
  switch (entry.shape) {
    case Shape::kText: {
      std::string_view text;
      if (value.get_string().get(text) != simdjson::SUCCESS) return Refuse(place, "a text", value);
      if (entry.repeated) {
        reflection->AddString(&message, field, std::string(text));
      } else {
        reflection->SetString(&message, field, std::string(text));
      }
      return true;
    }
    case Shape::kEnum:
      return ReadEnum(value, entry, place, message);
    case Shape::kTime:
    case Shape::kDuration:
    case Shape::kMessage:
      return ReadMessage(value, entry, place, message);
    case Shape::kBool: {
      bool flag = false;
      if (value.get_bool().get(flag) != simdjson::SUCCESS) return Refuse(place, "true or false", value);
      reflection->SetBool(&message, field, flag);
      return true;
    }
    case Shape::kInt32: {
      std::int32_t number = 0;
      if (!ToInteger(value, number)) return Refuse(place, "a whole number of 32 bits", value);
      reflection->SetInt32(&message, field, number);
      return true;
    }
    case Shape::kInt64: {
      std::int64_t number = 0;
      if (!ToInteger(value, number)) return Refuse(place, "a whole number of 64 bits", value);
      reflection->SetInt64(&message, field, number);
      return true;
    }
    case Shape::kUint32: {
      std::uint32_t number = 0;
      if (!ToInteger(value, number)) return Refuse(place, "a whole number of 32 bits, not negative", value);
      reflection->SetUInt32(&message, field, number);
      return true;
    }
    case Shape::kOther:  // our protos have no other types
      return Refuse(place, std::string("nothing (a ") + field->cpp_type_name() + " is not read from JSON)", value);
  }
  return false;
}

bool JsonReader::ReadMessage(element value, const Entry& entry, const Place& place, Message& message) {
  const FieldDescriptor* field = entry.field;
  const Reflection* reflection = entry.reflection;
  Message* nested =
      field->is_repeated() ? reflection->AddMessage(&message, field) : reflection->MutableMessage(&message, field);
  std::string_view text;
  std::int64_t s = 0;
  std::int32_t n = 0;
  // All our messages are of generated classes, so the shape tells the class.
  if (entry.shape == Shape::kTime) {
    if (value.get_string().get(text) != simdjson::SUCCESS || !ParseTimestamp(text, s, n)) {
      return Refuse(place, "an RFC 3339 time such as \"2026-03-02T10:00:00Z\"", value);
    }
    static_cast<Timestamp*>(nested)->set_seconds(s);
    static_cast<Timestamp*>(nested)->set_nanos(n);
    return true;
  }
  if (entry.shape == Shape::kDuration) {
    if (value.get_string().get(text) != simdjson::SUCCESS || !ParseProtoDuration(text, s, n)) {
      return Refuse(place, "a duration in seconds such as \"90s\" or \"1.5s\"", value);
    }
    static_cast<Duration*>(nested)->set_seconds(s);
    static_cast<Duration*>(nested)->set_nanos(n);
    return true;
  }
  object fields;
  if (value.get_object().get(fields) != simdjson::SUCCESS) return Refuse(place, "an object", value);
  return ReadObject(fields, *entry.nested, &place, *nested);
}

bool JsonReader::ReadEnum(element value, const Entry& entry, const Place& place, Message& message) {
  std::int32_t number = 0;
  std::string_view name;
  if (value.get_string().get(name) == simdjson::SUCCESS) {
    const auto known = std::find_if(entry.values.begin(), entry.values.end(),
                                    [name](const auto& named) { return named.first == name; });
    if (known == entry.values.end()) {
      std::vector<std::string> names;
      for (const auto& [of_value, unused] : entry.values) names.push_back(of_value);
      std::string expected = "one of ";
      for (const std::string& of_value : names) expected += (&of_value == &names.front() ? "" : ", ") + of_value;
      Refuse(place, expected, value);
      *error_ += DidYouMean(name, names);
      return false;
    }
    number = known->second;
  } else if (!ToInteger(value, number)) {
    return Refuse(place, "a name or number of an enum", value);
  }
  const Reflection* reflection = entry.reflection;
  if (entry.repeated) {
    reflection->AddEnumValue(&message, entry.field, number);
  } else {
    reflection->SetEnumValue(&message, entry.field, number);
  }
  return true;
}

bool JsonReader::Refuse(const Place& place, std::string_view expected, element found) {
  *error_ = place.ToText() + ": expected " + std::string(expected) + ", found " + Describe(found);
  return false;
}

std::string Quoted(std::string_view text) {
  std::string quoted = "'";
  for (std::size_t characters = 0; !text.empty(); ++characters) {
    const std::size_t length = Utf8Length(text);
    if (characters == kQuotedCharactersMax || length == 0) {
      quoted += "…";
      break;
    }
    quoted += text.substr(0, length);
    text.remove_prefix(length);
  }
  quoted += '\'';
  return quoted;
}

}  // namespace loopbreaker
