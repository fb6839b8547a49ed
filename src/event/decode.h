// Bytes into valid events. What is not valid is refused with a reason and the place, and costs nobody else anything.
//
// Thread: every decoder is used by one thread at a time. Nothing here throws.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

#include "loopbreaker/v1/contact_event.pb.h"

namespace loopbreaker {

// Why an event became a dead letter. The names are what the dead letter carries.
enum class DeadReason : std::uint8_t {
  kUnreadable,         // UNREADABLE: not JSON, not protobuf, not UTF-8, too large, too deep
  kInvalid,            // INVALID: a required field is missing or a value is out of range
  kUnmapped,           // UNMAPPED: the mapping has no event or no value for it
  kFromTheFuture,      // FROM_THE_FUTURE
  kNoCustomer,         // NO_CUSTOMER
  kUnknownEscalation,  // UNKNOWN_ESCALATION
};
inline constexpr int kDeadReasons = 6;
std::string_view NameOf(DeadReason reason);
// What is said of events that waited as long as they may.
inline constexpr std::string_view kNoCustomerDetail =
    "no other event gave its caseId, workOrderId or visitId to exactly one customer";
inline constexpr std::string_view kUnknownEscalationDetail =
    "found neither an escalation, a loop nor feedback that this action names";

struct Refusal {
  DeadReason reason = DeadReason::kInvalid;
  std::string detail;  // one sentence for a person: what was expected, what was found
};

// Largest event that is read.
inline constexpr std::size_t kEventBytesMax = 1 << 20;
inline constexpr std::size_t kIdentityBytesMax = 200;
inline constexpr std::size_t kTextBytesMax = 8192;
inline constexpr int kNoteCharactersMax = 280;

// proto3 JSON, one object. Unknown fields are skipped and counted.
class JsonDecoder {
 public:
  JsonDecoder();
  ~JsonDecoder();
  // Overwrites `event`. False: `refusal` says why, `event` is of no use. Does not validate.
  bool Decode(std::string_view json, v1::ContactEvent& event, Refusal& refusal);
  std::uint64_t unknown_fields() const { return unknown_fields_; }

 private:
  struct Parser;
  std::unique_ptr<Parser> parser_;
  std::uint64_t unknown_fields_ = 0;
};

// Protobuf wire format, without a length in front.
bool DecodeProto(std::string_view bytes, v1::ContactEvent& event, Refusal& refusal);

// Checks every field; trims the note to what is kept. Enum numbers that this build does not know count as UNSPECIFIED.
bool Validate(v1::ContactEvent& event, Refusal& refusal);

}  // namespace loopbreaker
