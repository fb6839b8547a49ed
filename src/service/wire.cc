#include "service/wire.h"

#include "event/message_json.h"

namespace loopbreaker {
namespace {

constexpr std::string_view kProtobufType = "application/protobuf";
constexpr std::string_view kJsonType = "application/json";

}  // namespace

Headers ContentTypeHeaders(Encoding encoding) {
  return {{std::string(kContentTypeHeader), std::string(encoding == Encoding::kProtobuf ? kProtobufType : kJsonType)}};
}

Headers CloudEventHeaders(const CloudEvent& event, bool protobuf) {
  return {{"ce_specversion", "1.0"},
          {"ce_id", std::string(event.id)},
          {"ce_source", std::string(event.source)},
          {"ce_type", std::string(event.type)},
          {"ce_time", FormatTime(event.time)},
          {"ce_subject", std::string(event.subject)},
          {std::string(kContentTypeHeader), std::string(protobuf ? kProtobufType : kJsonType)}};
}

std::string Encode(const google::protobuf::Message& message, Encoding encoding) {
  return encoding == Encoding::kProtobuf ? message.SerializeAsString() : ToJson(message);
}

bool IsProtobuf(const InRecord& record) { return record.Header(kContentTypeHeader) == kProtobufType; }

bool Parse(const InRecord& record, google::protobuf::Message& message) {
  return record.value && message.ParseFromArray(record.value->data(), static_cast<int>(record.value->size()));
}

bool Decode(const InRecord& record, google::protobuf::Message& message) {
  if (!record.value) return false;
  if (IsProtobuf(record)) return Parse(record, message);
  std::vector<std::string> unknown;
  std::string error;
  return FromJson(*record.value, message, unknown, error);
}

}  // namespace loopbreaker
