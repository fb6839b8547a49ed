#include "event/decode.h"

#include "event/json_reader.h"
#if __has_include(<google/protobuf/stubs/logging.h>)
#include <google/protobuf/stubs/logging.h>
#endif

namespace loopbreaker {
namespace {

bool TooLarge(std::string_view bytes, Refusal& refusal) {
  if (bytes.size() <= kEventBytesMax) return false;
  refusal = {DeadReason::kUnreadable, "expected an event of at most " + std::to_string(kEventBytesMax) +
                                          " bytes, found " + std::to_string(bytes.size())};
  return true;
}

}  // namespace

std::string_view NameOf(DeadReason reason) {
  switch (reason) {
    case DeadReason::kUnreadable:
      return "UNREADABLE";
    case DeadReason::kInvalid:
      return "INVALID";
    case DeadReason::kUnmapped:
      return "UNMAPPED";
    case DeadReason::kFromTheFuture:
      return "FROM_THE_FUTURE";
    case DeadReason::kNoCustomer:
      return "NO_CUSTOMER";
    case DeadReason::kUnknownEscalation:
      return "UNKNOWN_ESCALATION";
  }
  return "INVALID";
}

struct JsonDecoder::Parser {
  JsonReader reader;
};

JsonDecoder::JsonDecoder() : parser_(std::make_unique<Parser>()) {}
JsonDecoder::~JsonDecoder() = default;

bool JsonDecoder::Decode(std::string_view json, v1::ContactEvent& event, Refusal& refusal) {
  if (TooLarge(json, refusal)) return false;
  const JsonOutcome outcome = parser_->reader.Read(json, event, nullptr, refusal.detail);
  unknown_fields_ = parser_->reader.unknown_fields();
  if (outcome == JsonOutcome::kRead) return true;
  refusal.reason = outcome == JsonOutcome::kUnreadable ? DeadReason::kUnreadable : DeadReason::kInvalid;
  return false;
}

bool DecodeProto(std::string_view bytes, v1::ContactEvent& event, Refusal& refusal) {
  if (TooLarge(bytes, refusal)) return false;
#if __has_include(<google/protobuf/stubs/logging.h>)
  // The library would write a line to standard error for each text that is not UTF-8; the refusal says it once. For
  // good, because a silencer takes a lock to come and to go.
  static const google::protobuf::LogSilencer silence;
#endif
  if (event.ParseFromArray(bytes.data(), static_cast<int>(bytes.size()))) return true;
  refusal = {DeadReason::kUnreadable, "expected a ContactEvent in protobuf's wire format with texts in UTF-8, found " +
                                          std::to_string(bytes.size()) + " bytes that are not"};
  return false;
}

}  // namespace loopbreaker
