#include "event/field.h"

#include <array>
#include <utility>

#include "google/protobuf/duration.pb.h"
#include "google/protobuf/timestamp.pb.h"
#include "loopbreaker/v1/contact_event.pb.h"

namespace loopbreaker {
namespace {

using google::protobuf::Descriptor;
using google::protobuf::FieldDescriptor;

enum class Owner { kEnvelope, kPayload, kDerived };

struct Name {
  Field field;
  Owner owner;
  const char* name;
};

// A payload field stands for every payload that has a field of this name; `reason` is a text in two payloads and an
// enum in a third, so texts and numbers are told apart by where the Field stands.
constexpr std::array<Name, kFields> kNames = {{
    {Field::kUnitId, Owner::kEnvelope, "unit_id"},
    {Field::kCategory, Owner::kEnvelope, "category"},
    {Field::kContactId, Owner::kEnvelope, "contact_id"},
    {Field::kCaseId, Owner::kEnvelope, "case_id"},
    {Field::kWorkOrderId, Owner::kEnvelope, "work_order_id"},
    {Field::kVisitId, Owner::kEnvelope, "visit_id"},
    {Field::kPromiseId, Owner::kEnvelope, "promise_id"},
    {Field::kTeam, Owner::kEnvelope, "team"},
    {Field::kAgent, Owner::kEnvelope, "agent"},
    {Field::kRegion, Owner::kEnvelope, "region"},
    {Field::kComplex, Owner::kEnvelope, "complex"},
    {Field::kNote, Owner::kEnvelope, "note"},
    {Field::kQueue, Owner::kPayload, "queue"},
    {Field::kFromTeam, Owner::kPayload, "from_team"},
    {Field::kToTeam, Owner::kPayload, "to_team"},
    {Field::kSystem, Owner::kPayload, "system"},
    {Field::kStep, Owner::kPayload, "step"},
    {Field::kLine, Owner::kPayload, "line"},
    {Field::kOwner, Owner::kPayload, "owner"},
    {Field::kResolution, Owner::kPayload, "resolution"},
    {Field::kDeviationNote, Owner::kPayload, "deviation_note"},
    {Field::kDiagnosis, Owner::kPayload, "diagnosis"},
    {Field::kContractor, Owner::kPayload, "contractor"},
    {Field::kTechnician, Owner::kPayload, "technician"},
    {Field::kDetail, Owner::kPayload, "detail"},
    {Field::kToDo, Owner::kPayload, "to_do"},
    {Field::kReason, Owner::kPayload, "reason"},
    {Field::kMandate, Owner::kPayload, "mandate"},
    {Field::kLevel, Owner::kPayload, "level"},
    {Field::kLetterCode, Owner::kPayload, "letter_code"},
    {Field::kBatchId, Owner::kPayload, "batch_id"},
    {Field::kProduct, Owner::kPayload, "product"},
    {Field::kEscalationId, Owner::kPayload, "escalation_id"},
    {Field::kRuleId, Owner::kPayload, "rule_id"},
    {Field::kAssignee, Owner::kPayload, "assignee"},
    {Field::kComment, Owner::kPayload, "comment"},
    {Field::kChangeId, Owner::kPayload, "change_id"},
    {Field::kDescription, Owner::kPayload, "description"},
    {Field::kChannel, Owner::kEnvelope, "channel"},
    {Field::kDirection, Owner::kPayload, "direction"},
    {Field::kDisposition, Owner::kPayload, "disposition"},
    {Field::kHandleTime, Owner::kPayload, "handle_time"},
    {Field::kDeviation, Owner::kPayload, "deviation"},
    {Field::kOutcome, Owner::kPayload, "outcome"},
    {Field::kStarts, Owner::kPayload, "starts"},
    {Field::kEnds, Owner::kPayload, "ends"},
    {Field::kFeeCents, Owner::kPayload, "fee_cents"},
    {Field::kBy, Owner::kPayload, "by"},
    {Field::kBlocker, Owner::kPayload, "blocker"},
    {Field::kDue, Owner::kPayload, "due"},
    {Field::kOn, Owner::kPayload, "on"},
    {Field::kGranted, Owner::kPayload, "granted"},
    {Field::kNps, Owner::kPayload, "nps"},
    {Field::kCsat, Owner::kPayload, "csat"},
    {Field::kAmountCents, Owner::kPayload, "amount_cents"},
    {Field::kAction, Owner::kPayload, "action"},
    {Field::kUntil, Owner::kPayload, "until"},
    {Field::kDismissReason, Owner::kPayload, "reason"},
    {Field::kDecision, Owner::kPayload, "decision"},
    {Field::kBlockers, Owner::kPayload, "blockers"},
    {Field::kPartsMissing, Owner::kPayload, "parts_missing"},
    {Field::kAuthorisationMissing, Owner::kPayload, "authorisation_missing"},
    {Field::kSource, Owner::kEnvelope, "source"},
    {Field::kId, Owner::kEnvelope, "id"},
    {Field::kCustomerId, Owner::kEnvelope, "customer_id"},
    {Field::kSubject, Owner::kDerived, "subject"},
    {Field::kAfterLetter, Owner::kDerived, "after_letter"},
}};

constexpr bool InOrder() {
  for (std::size_t i = 0; i < kNames.size(); ++i) {
    if (static_cast<std::size_t>(kNames[i].field) != i) return false;
  }
  return true;
}
static_assert(InOrder(), "kNames lists every Field in the order of the enum");

constexpr int kFieldNumberBeforeKinds = 29;
static_assert(v1::ContactEvent::kContactStarted - kFieldNumberBeforeKinds == static_cast<int>(Kind::kContactStarted));
static_assert(v1::ContactEvent::kProcessChanged - kFieldNumberBeforeKinds == static_cast<int>(Kind::kProcessChanged));
static_assert(static_cast<int>(Kind::kProcessChanged) + 1 == kKinds);

constexpr KindMask kAllKinds = ~KindMask{0};

FieldType TypeOf(const FieldDescriptor& field) {
  switch (field.cpp_type()) {
    case FieldDescriptor::CPPTYPE_ENUM:
      return field.is_repeated() ? FieldType::kEnumList : FieldType::kEnum;
    case FieldDescriptor::CPPTYPE_BOOL:
      return FieldType::kBool;
    case FieldDescriptor::CPPTYPE_INT32:
    case FieldDescriptor::CPPTYPE_INT64:
      return FieldType::kInt;
    case FieldDescriptor::CPPTYPE_MESSAGE:
      return field.message_type() == google::protobuf::Duration::descriptor() ? FieldType::kDuration : FieldType::kTime;
    default:
      return field.is_repeated() ? FieldType::kTextList : FieldType::kText;
  }
}

bool StandsForText(Field field) { return static_cast<std::size_t>(field) < kTextFields; }

void Describe(const FieldDescriptor& descriptor, FieldInfo& info) {
  info.type = TypeOf(descriptor);
  info.has_presence = descriptor.has_presence();
  info.values = descriptor.enum_type();
}

const Descriptor* PayloadOf(int kind) {
  const FieldDescriptor* field = v1::ContactEvent::descriptor()->FindFieldByNumber(kind + kFieldNumberBeforeKinds);
  return field == nullptr ? nullptr : field->message_type();
}

FieldInfo MakeInfo(const Name& name) {
  FieldInfo info{name.field, name.name, FieldType::kText, name.owner == Owner::kEnvelope, kAllKinds, false, nullptr};
  switch (name.owner) {
    case Owner::kEnvelope:
      Describe(*v1::ContactEvent::descriptor()->FindFieldByName(name.name), info);
      break;
    case Owner::kDerived:
      info.envelope = name.field != Field::kAfterLetter;
      if (!info.envelope) info.kinds = MaskOf(Kind::kContactEnded);
      break;
    case Owner::kPayload:
      info.kinds = 0;
      for (int kind = 1; kind < kKinds; ++kind) {
        const FieldDescriptor* field = PayloadOf(kind)->FindFieldByName(name.name);
        if (field == nullptr || (TypeOf(*field) == FieldType::kText) != StandsForText(name.field)) continue;
        Describe(*field, info);
        info.kinds |= MaskOf(static_cast<Kind>(kind));
      }
      break;
  }
  return info;
}

std::vector<FieldInfo> MakeFields() {
  std::vector<FieldInfo> fields;
  for (const Name& name : kNames) fields.push_back(MakeInfo(name));
  return fields;
}

std::vector<std::string> MakeKindNames() {
  std::vector<std::string> names;
  for (int kind = 1; kind < kKinds; ++kind) {
    names.push_back(v1::ContactEvent::descriptor()->FindFieldByNumber(kind + kFieldNumberBeforeKinds)->name());
  }
  return names;
}

std::vector<std::string> MakeFieldNames() {
  std::vector<std::string> names;
  for (const Name& name : kNames) {
    if (name.field != Field::kDismissReason) names.emplace_back(name.name);  // listed as kReason
  }
  return names;
}

}  // namespace

const std::vector<FieldInfo>& Fields() {
  static const std::vector<FieldInfo> fields = MakeFields();
  return fields;
}

const FieldInfo& InfoOf(Field field) { return Fields()[static_cast<std::size_t>(field)]; }

std::vector<Field> FindFields(std::string_view name, KindMask kinds) {
  std::vector<Field> found;
  for (const FieldInfo& info : Fields()) {
    if (info.name == name && (info.envelope || (info.kinds & kinds) != 0)) found.push_back(info.field);
  }
  return found;
}

const std::string& NameOf(Kind kind) {
  static const std::string none;
  return kind == Kind::kNone ? none : KindNames()[static_cast<std::size_t>(kind) - 1];
}

std::optional<Kind> FindKind(std::string_view name) {
  const std::vector<std::string>& names = KindNames();
  for (std::size_t i = 0; i < names.size(); ++i) {
    if (names[i] == name) return static_cast<Kind>(i + 1);
  }
  return std::nullopt;
}

const std::vector<std::string>& KindNames() {
  static const std::vector<std::string> names = MakeKindNames();
  return names;
}

const std::vector<std::string>& FieldNames() {
  static const std::vector<std::string> names = MakeFieldNames();
  return names;
}

std::optional<int> FindEnumValue(const FieldInfo& field, std::string_view name) {
  if (field.values == nullptr) return std::nullopt;
  const auto* value = field.values->FindValueByName(std::string(name));
  if (value == nullptr) return std::nullopt;
  return value->number();
}

std::vector<std::string> EnumValueNames(const FieldInfo& field) {
  std::vector<std::string> names;
  if (field.values == nullptr) return names;
  for (int i = 0; i < field.values->value_count(); ++i) {
    if (field.values->value(i)->number() != 0) names.push_back(field.values->value(i)->name());
  }
  return names;
}

}  // namespace loopbreaker
