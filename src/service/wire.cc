#include "service/wire.h"

#include "event/message_json.h"

namespace loopbreaker {

Headers CloudEventHeaders(const CloudEvent& event, bool protobuf) {
  return {{"ce_specversion", "1.0"},
          {"ce_id", std::string(event.id)},
          {"ce_source", std::string(event.source)},
          {"ce_type", std::string(event.type)},
          {"ce_time", FormatTime(event.time)},
          {"ce_subject", std::string(event.subject)},
          {"content-type", protobuf ? std::string(kProtobufType) : "application/json"}};
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
