#include "scenario/message_reader.h"

#include <limits>
#include <vector>

#include "base/text.h"
#include "google/protobuf/duration.pb.h"
#include "google/protobuf/timestamp.pb.h"
#include "scenario/when.h"

namespace loopbreaker {
namespace {

using google::protobuf::Descriptor;
using google::protobuf::FieldDescriptor;
using google::protobuf::Message;
using google::protobuf::Reflection;

// Seconds and nanoseconds, the latter never negative.
template <typename Target>
void SetSecondsNanos(Nanos n, Target& target) {
  const auto whole = std::chrono::floor<seconds>(n);
  target.set_seconds(whole.count());
  target.set_nanos(static_cast<std::int32_t>((n - whole).count()));
}

}  // namespace

const FieldDescriptor* MessageReader::FindField(const Descriptor& type, const std::string& name) {
  const FieldDescriptor* field = type.FindFieldByName(name);
  return field != nullptr ? field : type.FindFieldByCamelcaseName(name);
}

void MessageReader::Read(const YamlNode& map, const std::string& what, Message& message) const {
  if (map.IsNull()) return;
  if (!yaml_.Map(map, what)) return;
  const Descriptor& type = *message.GetDescriptor();
  std::vector<std::string> names;
  for (int i = 0; i < type.field_count(); ++i) names.push_back(type.field(i)->name());
  for (const auto& [key, value] : map.entries) {
    if (const FieldDescriptor* field = FindField(type, key.text)) {
      ReadField(value, *field, "'" + field->name() + "'", message);
    } else {
      yaml_.Error(key, "expected a field of " + what + ", found " + Described(key) + DidYouMean(key.text, names));
    }
  }
}

void MessageReader::ReadField(const YamlNode& value, const FieldDescriptor& field, const std::string& what,
                              Message& message) const {
  if (!field.is_repeated() || !value.IsList()) {
    ReadValue(value, field, what, message);
    return;
  }
  for (const YamlNode& item : value.items) ReadValue(item, field, what, message);
}

std::optional<Instant> MessageReader::Time(const YamlNode& node, std::string_view what) const {
  const auto at = node.IsScalar() ? ParseWhen(node.text, zone_) : std::nullopt;
  if (!at) yaml_.Expected(node, what, kWhenForm);
  return at;
}

void MessageReader::ReadMessage(const YamlNode& value, const FieldDescriptor& field, const std::string& what,
                                Message& message) const {
  const Reflection& reflection = *message.GetReflection();
  Message& inner =
      field.is_repeated() ? *reflection.AddMessage(&message, &field) : *reflection.MutableMessage(&message, &field);
  if (inner.GetDescriptor() == google::protobuf::Timestamp::descriptor()) {
    const auto at = Time(value, what);
    if (at) SetSecondsNanos(at->time_since_epoch(), static_cast<google::protobuf::Timestamp&>(inner));
  } else if (inner.GetDescriptor() == google::protobuf::Duration::descriptor()) {
    const auto length = yaml_.Duration(value, what);
    if (length) SetSecondsNanos(*length, static_cast<google::protobuf::Duration&>(inner));
  } else {
    Read(value, what, inner);
  }
}

void MessageReader::ReadEnum(const YamlNode& value, const FieldDescriptor& field, const std::string& what,
                             Message& message) const {
  const auto& type = *field.enum_type();
  std::vector<std::string> names;
  for (int i = 0; i < type.value_count(); ++i) {
    if (type.value(i)->number() != 0) names.push_back(type.value(i)->name());
  }
  const auto choice = yaml_.Choice(value, what, names);
  if (!choice) return;
  const int number = type.FindValueByName(names[*choice])->number();
  const Reflection& reflection = *message.GetReflection();
  if (field.is_repeated()) {
    reflection.AddEnumValue(&message, &field, number);
  } else {
    reflection.SetEnumValue(&message, &field, number);
  }
}

void MessageReader::ReadValue(const YamlNode& value, const FieldDescriptor& field, const std::string& what,
                              Message& message) const {
  const Reflection& reflection = *message.GetReflection();
  const auto integer = [&](std::int64_t min, std::int64_t max) { return yaml_.Integer(value, what, min, max); };
  switch (field.cpp_type()) {
    case FieldDescriptor::CPPTYPE_MESSAGE:
      ReadMessage(value, field, what, message);
      return;
    case FieldDescriptor::CPPTYPE_ENUM:
      ReadEnum(value, field, what, message);
      return;
    case FieldDescriptor::CPPTYPE_BOOL:
      if (const auto flag = yaml_.Flag(value, what)) reflection.SetBool(&message, &field, *flag);
      return;
    case FieldDescriptor::CPPTYPE_INT32:
      if (const auto n = integer(std::numeric_limits<std::int32_t>::min(), std::numeric_limits<std::int32_t>::max())) {
        reflection.SetInt32(&message, &field, static_cast<std::int32_t>(*n));
      }
      return;
    case FieldDescriptor::CPPTYPE_UINT32:
      if (const auto n = integer(0, std::numeric_limits<std::uint32_t>::max())) {
        reflection.SetUInt32(&message, &field, static_cast<std::uint32_t>(*n));
      }
      return;
    case FieldDescriptor::CPPTYPE_INT64:
      if (const auto n = integer(std::numeric_limits<std::int64_t>::min(), std::numeric_limits<std::int64_t>::max())) {
        reflection.SetInt64(&message, &field, *n);
      }
      return;
    default:
      break;  // the messages have texts besides
  }
  const auto text = yaml_.Text(value, what);
  if (!text) return;
  if (field.is_repeated()) {
    reflection.AddString(&message, &field, *text);
  } else {
    reflection.SetString(&message, &field, *text);
  }
}

}  // namespace loopbreaker
