// The kinds of facts and their fields, as the proto has them.
//
// `Kind` and `Field` are compact indices; their names, types and owners come from the descriptors of ContactEvent, and
// a unit test holds the two together. A rule that names a field is checked against this table when it is loaded.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace google::protobuf {
class EnumDescriptor;
}

namespace loopbreaker {

// One a payload of `ContactEvent.what`, in the order of the proto; kNone is an event without payload (a deletion may
// be).
enum class Kind : std::uint8_t {
  kNone,
  kContactStarted,
  kContactTransferred,
  kContactEnded,
  kSelfServiceFailed,
  kRaised,
  kCaseOpened,
  kCaseAssigned,
  kCaseResolved,
  kCaseReopened,
  kWorkOrderCreated,
  kWorkOrderCancelled,
  kVisitScheduled,
  kVisitCompleted,
  kVisitMissed,
  kVisitCancelled,
  kBlockerLifted,
  kPromiseMade,
  kPromiseKept,
  kPromiseWithdrawn,
  kWaitStarted,
  kWaitEnded,
  kCustomerDelivered,
  kAuthorityRequested,
  kAuthorityDecided,
  kLetterSent,
  kSurveyAnswered,
  kCustomerLeft,
  kSaleMade,
  kLeadNoted,
  kSupervisorActed,
  kProcessChanged,
};
inline constexpr int kKinds = 32;
using KindMask = std::uint32_t;
constexpr KindMask MaskOf(Kind kind) { return KindMask{1} << static_cast<int>(kind); }

// Texts first, then numbers (enums, flags, times and durations in nanoseconds, integers), then lists. What is stored of
// an event has a bit in a 64-bit mask; the texts behind kLastStored are derived or kept elsewhere.
enum class Field : std::uint8_t {
  // Texts of the envelope.
  kUnitId,
  kCategory,
  kContactId,
  kCaseId,
  kWorkOrderId,
  kVisitId,
  kPromiseId,
  kTeam,
  kAgent,
  kRegion,
  kComplex,
  kNote,
  // Texts of payloads.
  kQueue,
  kFromTeam,
  kToTeam,
  kSystem,
  kStep,
  kLine,
  kOwner,
  kResolution,
  kDeviationNote,
  kDiagnosis,
  kContractor,
  kTechnician,
  kDetail,
  kToDo,
  kReason,
  kMandate,
  kLevel,
  kLetterCode,
  kBatchId,
  kProduct,
  kEscalationId,
  kRuleId,
  kAssignee,
  kComment,
  kChangeId,
  kDescription,
  // Numbers.
  kChannel,
  kDirection,
  kDisposition,
  kHandleTime,
  kDeviation,
  kOutcome,
  kStarts,
  kEnds,
  kFeeCents,
  kBy,
  kBlocker,
  kDue,
  kOn,
  kGranted,
  kNps,
  kCsat,
  kAmountCents,
  kAction,
  kUntil,
  kDismissReason,  // `reason` of supervisor_acted
  kDecision,
  // Lists.
  kBlockers,  // a mask of Blocker values
  kPartsMissing,
  kAuthorisationMissing,
  // Not stored with the packed fields.
  kSource,
  kId,
  kCustomerId,   // the linked one
  kSubject,      // derived: mapped category
  kAfterLetter,  // derived
};
inline constexpr std::size_t kTextFields = static_cast<std::size_t>(Field::kDescription) + 1;
inline constexpr std::size_t kFirstNumber = static_cast<std::size_t>(Field::kChannel);
inline constexpr std::size_t kNumberFields = static_cast<std::size_t>(Field::kBlockers) + 1 - kFirstNumber;
inline constexpr std::size_t kStoredFields = static_cast<std::size_t>(Field::kAuthorisationMissing) + 1;
inline constexpr std::size_t kFields = static_cast<std::size_t>(Field::kAfterLetter) + 1;
static_assert(kStoredFields <= 64);
constexpr std::uint64_t BitOf(Field field) { return std::uint64_t{1} << static_cast<int>(field); }

// A set of stored fields, as bits. A type of its own, so that nothing else passes for one.
enum class FieldSet : std::uint64_t {};
inline constexpr FieldSet kAllFields{~std::uint64_t{0}};
inline constexpr FieldSet kWithoutNote{~BitOf(Field::kNote)};

enum class FieldType : std::uint8_t { kText, kEnum, kBool, kInt, kTime, kDuration, kEnumList, kTextList };

struct FieldInfo {
  Field field;
  std::string name;  // as in rules and in the proto: "work_order_id"
  FieldType type;
  bool envelope;                                             // else of payloads only
  KindMask kinds;                                            // payloads that have it; all for the envelope
  bool has_presence;                                         // an optional field: absent matches nothing
  const google::protobuf::EnumDescriptor* values = nullptr;  // of enums
};

// Every field, indexed by Field.
const std::vector<FieldInfo>& Fields();
const FieldInfo& InfoOf(Field field);

// By the name that rules use; a name may stand for two fields of different payloads (`reason`), so `kinds` decides.
// Empty: no such field in the envelope or in any payload of `kinds`.
std::vector<Field> FindFields(std::string_view name, KindMask kinds);

// "visit_completed"; "" for kNone.
const std::string& NameOf(Kind kind);
std::optional<Kind> FindKind(std::string_view name);
const std::vector<std::string>& KindNames();   // without kNone
const std::vector<std::string>& FieldNames();  // all, for the nearest name

// The number of an enum value by name, or empty.
std::optional<int> FindEnumValue(const FieldInfo& field, std::string_view name);
std::vector<std::string> EnumValueNames(const FieldInfo& field);  // without UNSPECIFIED

}  // namespace loopbreaker
