#include "event/message_json.h"

#include <map>

#include "base/time.h"
#include "event/json_reader.h"
#include "event/json_writer.h"
#include "event/timestamp.h"
#include "google/protobuf/descriptor.h"
#include "google/protobuf/duration.pb.h"
#include "google/protobuf/timestamp.pb.h"

namespace loopbreaker {
namespace {

using google::protobuf::Duration;
using google::protobuf::FieldDescriptor;
using google::protobuf::Message;
using google::protobuf::Reflection;
using google::protobuf::Timestamp;

std::string DurationText(std::int64_t seconds, std::int32_t nanos) {
  std::string text = seconds < 0 || nanos < 0 ? "-" : "";
  text += std::to_string(seconds < 0 ? -seconds : seconds);
  if (nanos != 0) {
    const std::string digits = std::to_string(nanos < 0 ? -nanos : nanos);
    text += '.' + std::string(9 - digits.size(), '0') + digits;
    text.erase(text.find_last_not_of('0') + 1);
  }
  return text + 's';
}

void WriteMessage(const Message& message, JsonWriter& json);

void WriteNested(const Message& message, JsonWriter& json) {
  if (message.GetDescriptor() == Timestamp::descriptor()) {
    const auto& time = static_cast<const Timestamp&>(message);
    json.Text(FormatTime(TimeOf(time)));
  } else if (message.GetDescriptor() == Duration::descriptor()) {
    const auto& length = static_cast<const Duration&>(message);
    json.Text(DurationText(length.seconds(), length.nanos()));
  } else {
    WriteMessage(message, json);
  }
}

void WriteEnum(const FieldDescriptor* field, int number, JsonWriter& json) {
  const auto* value = field->enum_type()->FindValueByNumber(number);
  if (value == nullptr) {
    json.Number(number);
  } else {
    json.Text(value->name());
  }
}

void WriteSingle(const Message& message, const FieldDescriptor* field, JsonWriter& json) {
  const Reflection* reflection = message.GetReflection();
  switch (field->cpp_type()) {
    case FieldDescriptor::CPPTYPE_STRING: {
      std::string scratch;
      json.Text(reflection->GetStringReference(message, field, &scratch));
      break;
    }
    case FieldDescriptor::CPPTYPE_ENUM:
      WriteEnum(field, reflection->GetEnumValue(message, field), json);
      break;
    case FieldDescriptor::CPPTYPE_BOOL:
      json.Bool(reflection->GetBool(message, field));
      break;
    case FieldDescriptor::CPPTYPE_INT32:
      json.Number(reflection->GetInt32(message, field));
      break;
    case FieldDescriptor::CPPTYPE_INT64:
      json.Number(reflection->GetInt64(message, field));
      break;
    case FieldDescriptor::CPPTYPE_UINT32:
      json.Number(reflection->GetUInt32(message, field));
      break;
    case FieldDescriptor::CPPTYPE_MESSAGE:
      WriteNested(reflection->GetMessage(message, field), json);
      break;
    default:  // our protos have no other types
      json.Text(field->cpp_type_name());
      break;
  }
}

// Our lists are of texts, enums and messages.
void WriteList(const Message& message, const FieldDescriptor* field, JsonWriter& json) {
  const Reflection* reflection = message.GetReflection();
  std::string scratch;
  json.BeginArray();
  for (int i = 0; i < reflection->FieldSize(message, field); ++i) {
    if (field->cpp_type() == FieldDescriptor::CPPTYPE_MESSAGE) {
      WriteNested(reflection->GetRepeatedMessage(message, field, i), json);
    } else if (field->cpp_type() == FieldDescriptor::CPPTYPE_ENUM) {
      WriteEnum(field, reflection->GetRepeatedEnumValue(message, field, i), json);
    } else {
      json.Text(reflection->GetRepeatedStringReference(message, field, i, &scratch));
    }
  }
  json.EndArray();
}

// In the order of the keys, so that equal messages have equal texts.
void WriteMap(const Message& message, const FieldDescriptor* field, JsonWriter& json) {
  const Reflection* reflection = message.GetReflection();
  const FieldDescriptor* key_field = field->message_type()->map_key();
  const FieldDescriptor* value_field = field->message_type()->map_value();
  std::map<std::string, const Message*> pairs;
  for (int i = 0; i < reflection->FieldSize(message, field); ++i) {
    const Message& pair = reflection->GetRepeatedMessage(message, field, i);
    pairs[pair.GetReflection()->GetString(pair, key_field)] = &pair;
  }
  json.BeginObject();
  for (const auto& [key, pair] : pairs) {
    json.Key(key);
    WriteSingle(*pair, value_field, json);
  }
  json.EndObject();
}

void WriteMessage(const Message& message, JsonWriter& json) {
  const Reflection* reflection = message.GetReflection();
  std::vector<const FieldDescriptor*> fields;
  reflection->ListFields(message, &fields);  // those that are set, by number
  json.BeginObject();
  for (const FieldDescriptor* field : fields) {
    const std::string& name = field->json_name();
    json.Key(name);
    if (field->is_map()) {
      WriteMap(message, field, json);
    } else if (field->is_repeated()) {
      WriteList(message, field, json);
    } else {
      WriteSingle(message, field, json);
    }
  }
  json.EndObject();
}

}  // namespace

bool FromJson(std::string_view json, Message& message, std::vector<std::string>& unknown, std::string& error) {
  thread_local JsonReader reader;  // its tables and buffers are worth keeping
  unknown.clear();
  return reader.Read(json, message, &unknown, error) == JsonOutcome::kRead;
}

std::string ToJson(const Message& message) {
  std::string text;
  JsonWriter json(text);
  WriteMessage(message, json);
  return text;
}

}  // namespace loopbreaker
