#include <array>

#include "event/fact.h"
#include "google/protobuf/descriptor.h"
#include "google/protobuf/message.h"

namespace loopbreaker {
namespace {

using google::protobuf::Descriptor;
using google::protobuf::Duration;
using google::protobuf::FieldDescriptor;
using google::protobuf::Message;
using google::protobuf::Timestamp;

constexpr std::int64_t kNanosPerSecond = 1'000'000'000;

// The field of the proto behind each stored Field, for each kind; the envelope's are the same for all.
class Descriptors {
 public:
  Descriptors() {
    const Descriptor* envelope = v1::ContactEvent::descriptor();
    for (int kind = 0; kind < kKinds; ++kind) {
      if (kind > 0) payloads_[kind] = envelope->FindFieldByName(NameOf(static_cast<Kind>(kind)));
      for (std::size_t i = 0; i < kStoredFields; ++i) {
        const FieldInfo& info = Fields()[i];
        if (info.envelope) {
          fields_[kind][i] = envelope->FindFieldByName(info.name);
        } else if (kind > 0 && (info.kinds & MaskOf(static_cast<Kind>(kind))) != 0) {
          fields_[kind][i] = payloads_[kind]->message_type()->FindFieldByName(info.name);
        }
      }
    }
  }
  const FieldDescriptor* Payload(Kind kind) const { return payloads_[static_cast<std::size_t>(kind)]; }
  const FieldDescriptor* Of(Kind kind, std::size_t field) const {
    return fields_[static_cast<std::size_t>(kind)][field];
  }

 private:
  std::array<const FieldDescriptor*, kKinds> payloads_{};
  std::array<std::array<const FieldDescriptor*, kStoredFields>, kKinds> fields_{};
};

std::int64_t FloorSeconds(std::int64_t nanos) {
  return nanos / kNanosPerSecond - (nanos % kNanosPerSecond < 0 ? 1 : 0);
}

// Timestamp or Duration; these are of generated classes, as all our messages are.
template <typename SecondsNanos>
void SetSeconds(std::int64_t nanos, Message& message) {
  auto& target = static_cast<SecondsNanos&>(message);
  // The fraction of a time before 1970 is positive as well; durations are not negative.
  target.set_seconds(FloorSeconds(nanos));
  target.set_nanos(static_cast<std::int32_t>(nanos - FloorSeconds(nanos) * kNanosPerSecond));
}

void CopyTexts(const std::vector<std::string_view>& texts, const FieldDescriptor* field, Message& message) {
  for (const std::string_view text : texts) message.GetReflection()->AddString(&message, field, std::string(text));
}

void CopyField(const Fact& fact, const FieldInfo& info, const FieldDescriptor* field, Message& message) {
  const auto* reflection = message.GetReflection();
  switch (info.type) {
    case FieldType::kText:
      reflection->SetString(&message, field, std::string(fact.Text(info.field)));
      break;
    case FieldType::kEnum:
      reflection->SetEnumValue(&message, field, static_cast<int>(fact.Number(info.field)));
      break;
    case FieldType::kBool:
      reflection->SetBool(&message, field, fact.Number(info.field) != 0);
      break;
    case FieldType::kInt:
      if (field->cpp_type() == FieldDescriptor::CPPTYPE_INT32) {
        reflection->SetInt32(&message, field, static_cast<std::int32_t>(fact.Number(info.field)));
      } else {
        reflection->SetInt64(&message, field, fact.Number(info.field));
      }
      break;
    case FieldType::kTime:
      SetSeconds<Timestamp>(fact.Number(info.field), *reflection->MutableMessage(&message, field));
      break;
    case FieldType::kDuration:
      SetSeconds<Duration>(fact.Number(info.field), *reflection->MutableMessage(&message, field));
      break;
    case FieldType::kEnumList:
      for (int value = 1; value < 63; ++value) {
        if ((fact.Number(info.field) >> value & 1) != 0) reflection->AddEnumValue(&message, field, value);
      }
      break;
    case FieldType::kTextList:
      CopyTexts(info.field == Field::kPartsMissing ? fact.parts_missing : fact.authorisation_missing, field, message);
      break;
  }
}

}  // namespace

v1::ContactEvent ToEvent(const Fact& fact) {
  static const Descriptors descriptors;
  v1::ContactEvent event;
  event.set_source(std::string(fact.source));
  event.set_id(std::string(fact.id));
  event.set_revision(fact.revision);
  event.set_deleted(fact.deleted);
  event.set_customer_id(std::string(fact.customer_id));
  SetSeconds<Timestamp>(fact.time.time_since_epoch().count(), *event.mutable_event_time());
  Message* payload = nullptr;
  if (fact.kind != Kind::kNone) {
    payload = event.GetReflection()->MutableMessage(&event, descriptors.Payload(fact.kind));
  }
  for (std::size_t i = 0; i < kStoredFields; ++i) {
    const FieldInfo& info = Fields()[i];
    const FieldDescriptor* field = descriptors.Of(fact.kind, i);
    if (field == nullptr || !fact.Has(info.field)) continue;
    CopyField(fact, info, field, info.envelope ? static_cast<Message&>(event) : *payload);
  }
  return event;
}

}  // namespace loopbreaker
