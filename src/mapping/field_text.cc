#include "mapping/field_text.h"

#include <charconv>
#include <optional>
#include <vector>

#include "absl/strings/match.h"
#include "base/diagnostic.h"
#include "base/text.h"
#include "base/time.h"
#include "google/protobuf/duration.pb.h"

namespace loopbreaker {
namespace {

using google::protobuf::EnumDescriptor;
using google::protobuf::EnumValueDescriptor;
using google::protobuf::FieldDescriptor;
using google::protobuf::Message;

std::string Quoted(std::string_view text) { return std::string("'").append(text.substr(0, 80)).append("'"); }

std::string NoSuchValue(std::string_view text, const EnumDescriptor& type) {
  std::vector<std::string> names;
  std::string all;
  for (int i = 0; i < type.value_count(); ++i) {
    if (type.value(i)->number() == 0) continue;
    names.push_back(type.value(i)->name());
    all += (all.empty() ? "" : ", ") + names.back();
  }
  const std::string hint = DidYouMean(text, names);
  return "found " + Quoted(text) + ", expected one of " + all + hint;
}

bool SetEnum(std::string_view text, const FieldDescriptor& field, Message& message, std::string& problem) {
  const EnumValueDescriptor* value = field.enum_type()->FindValueByName(std::string(text));
  if (value == nullptr || value->number() == 0) {
    problem = NoSuchValue(text, *field.enum_type());
    return false;
  }
  if (field.is_repeated()) {
    message.GetReflection()->AddEnum(&message, &field, value);
  } else {
    message.GetReflection()->SetEnum(&message, &field, value);
  }
  return true;
}

std::optional<bool> ReadFlag(std::string_view text) {
  for (const char* yes : {"true", "yes", "1"}) {
    if (absl::EqualsIgnoreCase(Abseil(text), yes)) return true;
  }
  for (const char* no : {"false", "no", "0"}) {
    if (absl::EqualsIgnoreCase(Abseil(text), no)) return false;
  }
  return std::nullopt;
}

template <typename Number>
bool ReadNumber(std::string_view text, Number& number, std::string& problem) {
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (error == std::errc() && end == text.data() + text.size()) return true;
  problem = "found " + Quoted(text) + ", expected a whole number" +
            (error == std::errc::result_out_of_range ? " that fits"
             : std::is_unsigned_v<Number>            ? ", 0 or more"
                                                     : "");
  return false;
}

bool ReadSeconds(std::string_view text, google::protobuf::Duration& duration, std::string& problem) {
  std::string_view number = text;
  if (!number.empty() && number.back() == 's') number.remove_suffix(1);
  std::int64_t s = 0;
  std::int32_t nanos = 0;
  if (!ReadDecimalSeconds(number, s, nanos)) {
    const std::optional<Nanos> length = ParseDuration(text);
    if (!length) {
      problem = "found " + Quoted(text) + ", expected a duration: seconds ('600', '600s') or a text like '10m'";
      return false;
    }
    s = length->count() / 1'000'000'000;
    nanos = static_cast<std::int32_t>(length->count() % 1'000'000'000);
  }
  duration.set_seconds(s);
  duration.set_nanos(nanos);
  return true;
}

bool SetMessage(std::string_view text, const FieldDescriptor& field, const TimeReading& time, Message& message,
                std::string& problem) {
  if (field.message_type() == google::protobuf::Timestamp::descriptor()) {
    google::protobuf::Timestamp at;
    if (!time.Read(text, at)) {
      problem = "found " + Quoted(text) + ", expected " + time.expected();
      return false;
    }
    message.GetReflection()->MutableMessage(&message, &field)->CopyFrom(at);
    return true;
  }
  google::protobuf::Duration duration;
  if (!ReadSeconds(text, duration, problem)) return false;
  message.GetReflection()->MutableMessage(&message, &field)->CopyFrom(duration);
  return true;
}

}  // namespace

bool TakesText(const FieldDescriptor& field) {
  return field.cpp_type() != FieldDescriptor::CPPTYPE_MESSAGE ||
         field.message_type() == google::protobuf::Timestamp::descriptor() ||
         field.message_type() == google::protobuf::Duration::descriptor();
}

bool IsWholeNumber(const FieldDescriptor& field) {
  return field.cpp_type() == FieldDescriptor::CPPTYPE_INT64 || field.cpp_type() == FieldDescriptor::CPPTYPE_INT32 ||
         field.cpp_type() == FieldDescriptor::CPPTYPE_UINT32;
}

bool WriteSeconds(std::string_view text, const FieldDescriptor& field, const TimeReading& time, Message& message,
                  std::string& problem) {
  google::protobuf::Timestamp at;
  if (time.Read(text, at)) return WriteField(std::to_string(at.seconds()), field, time, message, problem);
  problem = "found " + Quoted(text) + ", expected " + time.expected();
  return false;
}

bool WriteField(std::string_view text, const FieldDescriptor& field, const TimeReading& time, Message& message,
                std::string& problem) {
  const google::protobuf::Reflection& reflection = *message.GetReflection();
  switch (field.cpp_type()) {
    case FieldDescriptor::CPPTYPE_STRING:
      if (field.is_repeated()) {
        reflection.AddString(&message, &field, std::string(text));
      } else {
        reflection.SetString(&message, &field, std::string(text));
      }
      return true;
    case FieldDescriptor::CPPTYPE_ENUM:
      return SetEnum(text, field, message, problem);
    case FieldDescriptor::CPPTYPE_MESSAGE:
      return SetMessage(text, field, time, message, problem);
    case FieldDescriptor::CPPTYPE_BOOL: {
      const std::optional<bool> flag = ReadFlag(text);
      if (!flag) {
        problem = "found " + Quoted(text) + ", expected true or false (also yes, no, 1, 0)";
        return false;
      }
      reflection.SetBool(&message, &field, *flag);
      return true;
    }
    case FieldDescriptor::CPPTYPE_UINT32: {
      std::uint32_t number = 0;
      if (!ReadNumber(text, number, problem)) return false;
      reflection.SetUInt32(&message, &field, number);
      return true;
    }
    case FieldDescriptor::CPPTYPE_INT32: {
      std::int32_t number = 0;
      if (!ReadNumber(text, number, problem)) return false;
      reflection.SetInt32(&message, &field, number);
      return true;
    }
    case FieldDescriptor::CPPTYPE_INT64: {
      std::int64_t number = 0;
      if (!ReadNumber(text, number, problem)) return false;
      reflection.SetInt64(&message, &field, number);
      return true;
    }
    default:
      problem = "a mapping cannot fill this field";
      return false;
  }
}

}  // namespace loopbreaker
