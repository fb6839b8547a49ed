#include "unit/event/random_event.h"

#include "event/decode.h"
#include "google/protobuf/descriptor.h"
#include "google/protobuf/duration.pb.h"
#include "google/protobuf/timestamp.pb.h"
#include "gtest/gtest.h"

namespace loopbreaker {

using google::protobuf::FieldDescriptor;
using google::protobuf::Message;

std::string RandomEvents::Text() {
  static const char* const kPieces[] = {"a", "plumbing/leak", "0", "é", "🚰", " ", "x-", "\"", "\\", "team"};
  std::string text;
  for (std::int64_t left = Between(0, 3) == 0 ? Between(1, 30) : Between(1, 3); left > 0; --left) {
    text += kPieces[Between(0, 9)];
  }
  return text;
}

void RandomEvents::FillList(Message& message, const FieldDescriptor* field) {
  const auto* reflection = message.GetReflection();
  if (field->cpp_type() == FieldDescriptor::CPPTYPE_STRING) {
    for (std::int64_t left = Between(1, 5); left > 0; --left) reflection->AddString(&message, field, Text());
  } else if (field->cpp_type() == FieldDescriptor::CPPTYPE_ENUM) {
    // A set in order: what a fact keeps of a list of enums.
    for (int value = 1; value < field->enum_type()->value_count(); ++value) {
      if (Between(0, 2) == 0) reflection->AddEnumValue(&message, field, value);
    }
  }
}

void RandomEvents::Fill(Message& message, int odds) {
  const auto* reflection = message.GetReflection();
  for (int i = 0; i < message.GetDescriptor()->field_count(); ++i) {
    const FieldDescriptor* field = message.GetDescriptor()->field(i);
    if (field->real_containing_oneof() != nullptr || Between(0, odds) == 0) continue;
    if (field->is_repeated()) {
      FillList(message, field);
      continue;
    }
    switch (field->cpp_type()) {
      case FieldDescriptor::CPPTYPE_STRING:
        reflection->SetString(&message, field, Text());
        break;
      case FieldDescriptor::CPPTYPE_ENUM:
        reflection->SetEnumValue(&message, field, static_cast<int>(Between(0, field->enum_type()->value_count() - 1)));
        break;
      case FieldDescriptor::CPPTYPE_BOOL:
        reflection->SetBool(&message, field, Between(0, 1) == 1);
        break;
      case FieldDescriptor::CPPTYPE_INT32:
        reflection->SetInt32(&message, field, static_cast<std::int32_t>(Between(1, 5)));
        break;
      case FieldDescriptor::CPPTYPE_INT64:
        reflection->SetInt64(&message, field,
                             Between(0, 3) == 0 ? 0 : Between(-1'000'000'000'000'000, 1'000'000'000'000'000));
        break;
      case FieldDescriptor::CPPTYPE_UINT32:
        reflection->SetUInt32(&message, field, static_cast<std::uint32_t>(Between(0, 0xFFFFFFFF)));
        break;
      default: {
        const bool is_time = field->message_type() == google::protobuf::Timestamp::descriptor();
        const std::int32_t nanos = Between(0, 1) == 0 ? 0 : static_cast<std::int32_t>(Between(0, 999'999'999));
        Message* nested = reflection->MutableMessage(&message, field);
        if (is_time) {
          auto* time = static_cast<google::protobuf::Timestamp*>(nested);
          // Mostly these years, now and then the ends of what is accepted.
          time->set_seconds(Between(0, 3) == 0 ? Between(-8'520'336'000, 7'258'118'399)
                                               : Between(1'577'836'800, 1'893'456'000));
          time->set_nanos(nanos);
        } else {
          auto* length = static_cast<google::protobuf::Duration*>(nested);
          length->set_seconds(Between(0, 100'000));
          length->set_nanos(nanos);
        }
      }
    }
  }
}

v1::ContactEvent RandomEvents::Next(Kind kind) {
  v1::ContactEvent event;
  Fill(event, 3);
  event.set_source(Text());
  event.set_id(Text());
  event.mutable_event_time();
  if (kind == Kind::kNone) {
    event.set_deleted(true);
  } else {
    const auto* reflection = event.GetReflection();
    Fill(*reflection->MutableMessage(&event, event.GetDescriptor()->FindFieldByName(NameOf(kind))), 3);
  }
  return event;
}

TEST(RandomEventsTest, EventsAreValid) {
  RandomEvents events(1);
  for (int i = 0; i < 2000; ++i) {
    v1::ContactEvent event = events.Next(static_cast<Kind>(i % kKinds));
    Refusal refusal;
    ASSERT_TRUE(Validate(event, refusal)) << refusal.detail << "\n" << event.ShortDebugString();
  }
}

}  // namespace loopbreaker
