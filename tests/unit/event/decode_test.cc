#include "event/decode.h"

#include <functional>

#include "base/time.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace loopbreaker {
namespace {

using ::testing::HasSubstr;
using ::testing::StartsWith;

v1::ContactEvent Minimal() {
  v1::ContactEvent event;
  event.set_source("phone");
  event.set_id("e1");
  event.mutable_event_time()->set_seconds(1'772'445'600);
  event.mutable_raised();
  return event;
}

// The detail of the refusal of a minimal event with a change; empty when it is valid.
std::string Refused(const std::function<void(v1::ContactEvent&)>& change) {
  v1::ContactEvent event = Minimal();
  change(event);
  Refusal refusal;
  if (Validate(event, refusal)) return "";
  EXPECT_EQ(refusal.reason, DeadReason::kInvalid);
  return refusal.detail;
}

TEST(JsonDecoderTest, CountsUnknownFieldsAndGoesOn) {
  JsonDecoder decoder;
  v1::ContactEvent event;
  Refusal refusal;
  ASSERT_TRUE(decoder.Decode(R"({"id": "1", "colour": "red", "raised": {"lin": 1}})", event, refusal))
      << refusal.detail;
  EXPECT_EQ(decoder.unknown_fields(), 2u);
  ASSERT_TRUE(decoder.Decode(R"({"id": "2", "shape": 1, "caseOpened": {}})", event, refusal));
  EXPECT_EQ(decoder.unknown_fields(), 3u);
  EXPECT_EQ(event.id(), "2");
  EXPECT_EQ(event.what_case(), v1::ContactEvent::kCaseOpened) << "nothing is left of the event before";
}

TEST(JsonDecoderTest, UnreadableBytesAreToldFromWrongContent) {
  JsonDecoder decoder;
  v1::ContactEvent event;
  auto reason_of = [&](const std::string& bytes) {
    Refusal refusal;
    EXPECT_FALSE(decoder.Decode(bytes, event, refusal)) << bytes.substr(0, 80);
    EXPECT_THAT(refusal.detail, HasSubstr("expected ")) << bytes.substr(0, 80);
    return refusal.reason;
  };
  EXPECT_EQ(reason_of(""), DeadReason::kUnreadable);
  EXPECT_EQ(reason_of("  "), DeadReason::kUnreadable);
  EXPECT_EQ(reason_of("{"), DeadReason::kUnreadable);
  EXPECT_EQ(reason_of("{} {}"), DeadReason::kUnreadable);
  EXPECT_EQ(reason_of("{\"id\": \"\xC3\"}"), DeadReason::kUnreadable);
  EXPECT_EQ(reason_of(R"({"id": "\ud800"})"), DeadReason::kUnreadable);
  EXPECT_EQ(reason_of(std::string(10'000, '[') + std::string(10'000, ']')), DeadReason::kUnreadable);
  EXPECT_EQ(reason_of(R"({"x": )" + std::string(10'000, '[') + std::string(10'000, ']') + "}"),
            DeadReason::kUnreadable);
  EXPECT_EQ(reason_of(R"({"id": ")" + std::string(kEventBytesMax, 'x') + "\"}"), DeadReason::kUnreadable);
  EXPECT_EQ(reason_of("[]"), DeadReason::kInvalid);
  EXPECT_EQ(reason_of("7"), DeadReason::kInvalid);
  EXPECT_EQ(reason_of(R"({"id": 7})"), DeadReason::kInvalid);
  EXPECT_EQ(reason_of(R"({"raised": {}, "caseOpened": {}})"), DeadReason::kInvalid);
  Refusal refusal;
  EXPECT_TRUE(decoder.Decode(R"({"id": "7"})", event, refusal)) << "a refusal costs nobody else anything";
}

TEST(JsonDecoderTest, ManyLevelsBelowTheLimitAreSkipped) {
  JsonDecoder decoder;
  v1::ContactEvent event;
  Refusal refusal;
  EXPECT_TRUE(decoder.Decode(R"({"x": )" + std::string(90, '[') + std::string(90, ']') + "}", event, refusal));
}

TEST(DecodeProtoTest, ReadsTheWireFormatAndKeepsUnknownFields) {
  v1::ContactEvent event = Minimal();
  event.GetReflection()->MutableUnknownFields(&event)->AddVarint(1000, 5);
  v1::ContactEvent decoded;
  Refusal refusal;
  ASSERT_TRUE(DecodeProto(event.SerializeAsString(), decoded, refusal)) << refusal.detail;
  EXPECT_EQ(decoded.SerializeAsString(), event.SerializeAsString());
}

TEST(DecodeProtoTest, RefusesWhatIsNotAnEvent) {
  v1::ContactEvent event;
  for (const std::string& bytes :
       {std::string("\x0A\x05"
                    "ab"),
        std::string("\x0A\x01\xC3"), std::string("not protobuf"), std::string(kEventBytesMax + 1, '\0')}) {
    Refusal refusal;
    EXPECT_FALSE(DecodeProto(bytes, event, refusal));
    EXPECT_EQ(refusal.reason, DeadReason::kUnreadable);
  }
}

TEST(ValidateTest, IdentityAndTimeAreRequired) {
  EXPECT_EQ(Refused([](auto&) {}), "");
  EXPECT_THAT(Refused([](auto& e) { e.clear_id(); }), StartsWith("id: expected"));
  EXPECT_THAT(Refused([](auto& e) { e.clear_source(); }), StartsWith("source: expected"));
  EXPECT_THAT(Refused([](auto& e) { e.clear_event_time(); }), StartsWith("eventTime: expected"));
  EXPECT_EQ(Refused([](auto& e) { e.set_id(std::string(200, 'x')); }), "");
  EXPECT_THAT(Refused([](auto& e) { e.set_id(std::string(201, 'x')); }),
              StartsWith("id: expected at most 200 bytes, found 201: 'xxx"));
  EXPECT_THAT(Refused([](auto& e) { e.set_visit_id(std::string(201, 'x')); }), StartsWith("visitId: "));
}

TEST(ValidateTest, EventTimeIsWithinWhatCanBeComputedWith) {
  auto at = [](std::int64_t seconds, std::int32_t nanos) {
    return Refused([=](auto& e) {
      e.mutable_event_time()->set_seconds(seconds);
      e.mutable_event_time()->set_nanos(nanos);
    });
  };
  const std::int64_t first = std::chrono::floor<seconds>(kEarliest).time_since_epoch().count();
  const std::int64_t last = std::chrono::floor<seconds>(kLatest).time_since_epoch().count();
  EXPECT_EQ(at(first, 0), "");
  EXPECT_EQ(at(last, 0), "");
  EXPECT_THAT(at(first - 1, 999'999'999), StartsWith("eventTime: expected a time from 1700-01-01T00:00:00Z to 2200"));
  EXPECT_THAT(at(last, 1), StartsWith("eventTime: "));
  // As nanoseconds in 64 bits this would be an instant of 1970.
  EXPECT_THAT(at(std::int64_t{1} << 55, 0), StartsWith("eventTime: "));
  EXPECT_THAT(at(0, -1), StartsWith("eventTime: "));
  EXPECT_THAT(at(0, 1'000'000'000), StartsWith("eventTime: "));
}

TEST(ValidateTest, OnlyADeletionMayHaveNoPayload) {
  EXPECT_THAT(Refused([](auto& e) { e.clear_what(); }), HasSubstr("expected exactly one payload"));
  EXPECT_EQ(Refused([](auto& e) {
              e.clear_what();
              e.set_deleted(true);
            }),
            "");
}

TEST(ValidateTest, NumbersHaveRanges) {
  EXPECT_EQ(Refused([](auto& e) { e.mutable_survey_answered()->set_nps(0); }), "");
  EXPECT_THAT(Refused([](auto& e) { e.mutable_survey_answered()->set_nps(11); }),
              StartsWith("surveyAnswered.nps: expected a number from 0 to 10, found 11"));
  EXPECT_THAT(Refused([](auto& e) { e.mutable_survey_answered()->set_csat(0); }), StartsWith("surveyAnswered.csat"));
  EXPECT_THAT(Refused([](auto& e) { e.mutable_visit_completed()->set_fee_cents(1'000'000'000'000'001); }),
              StartsWith("visitCompleted.feeCents"));
  EXPECT_THAT(Refused([](auto& e) { e.mutable_sale_made()->set_amount_cents(-1'000'000'000'000'001); }),
              StartsWith("saleMade.amountCents"));
  EXPECT_EQ(Refused([](auto& e) { e.mutable_contact_ended()->mutable_handle_time()->set_seconds(315'575'999); }), "");
  EXPECT_THAT(Refused([](auto& e) { e.mutable_contact_ended()->mutable_handle_time()->set_seconds(315'576'000); }),
              StartsWith("contactEnded.handleTime"));
  EXPECT_THAT(Refused([](auto& e) { e.mutable_contact_ended()->mutable_handle_time()->set_nanos(-1); }),
              StartsWith("contactEnded.handleTime"));
  EXPECT_THAT(Refused([](auto& e) { e.mutable_promise_made()->mutable_due()->set_nanos(-1); }),
              StartsWith("promiseMade.due"));
}

TEST(ValidateTest, TextsAndListsHaveBounds) {
  EXPECT_EQ(Refused([](auto& e) { e.mutable_raised()->set_line(std::string(kTextBytesMax, 'x')); }), "");
  EXPECT_THAT(Refused([](auto& e) { e.mutable_raised()->set_line(std::string(kTextBytesMax + 1, 'x')); }),
              StartsWith("raised.line: expected at most 8192 bytes"));
  EXPECT_THAT(Refused([](auto& e) {
                for (int i = 0; i < 65; ++i) e.mutable_visit_completed()->add_parts_missing("p");
              }),
              StartsWith("visitCompleted.partsMissing: expected at most 64 elements, found 65"));
}

TEST(ValidateTest, EveryTextOfEveryPayloadIsChecked) {
  const auto* what = v1::ContactEvent::descriptor()->FindOneofByName("what");
  for (int i = 0; i < what->field_count(); ++i) {
    for (int j = 0; j < what->field(i)->message_type()->field_count(); ++j) {
      const auto* field = what->field(i)->message_type()->field(j);
      if (field->cpp_type() != google::protobuf::FieldDescriptor::CPPTYPE_STRING) continue;
      const std::string detail = Refused([&](v1::ContactEvent& e) {
        auto* payload = e.GetReflection()->MutableMessage(&e, what->field(i));
        const std::string large(kTextBytesMax + 1, 'x');
        if (field->is_repeated()) {
          payload->GetReflection()->AddString(payload, field, large);
        } else {
          payload->GetReflection()->SetString(payload, field, large);
        }
      });
      EXPECT_THAT(detail, StartsWith(what->field(i)->json_name() + "." + field->json_name() + ": "));
    }
  }
}

TEST(ValidateTest, NoteIsCutBetweenCharacters) {
  v1::ContactEvent event = Minimal();
  std::string long_note;
  for (int i = 0; i < 300; ++i) long_note += "é";
  event.set_note(long_note);
  Refusal refusal;
  ASSERT_TRUE(Validate(event, refusal)) << refusal.detail;
  EXPECT_EQ(event.note(), long_note.substr(0, 560));
  event.set_note(std::string(280, 'x'));
  ASSERT_TRUE(Validate(event, refusal));
  EXPECT_EQ(event.note().size(), 280u);
}

TEST(ValidateTest, EnumNumbersOfALaterBuildCountAsUnspecified) {
  v1::ContactEvent event = Minimal();
  event.set_channel(static_cast<v1::Channel::Value>(99));
  event.mutable_visit_completed()->set_outcome(static_cast<v1::Outcome::Value>(-3));
  event.mutable_visit_completed()->add_blockers(static_cast<v1::Blocker::Value>(99));
  event.add_identifiers()->set_kind(static_cast<v1::IdentifierKind::Value>(9));
  Refusal refusal;
  ASSERT_TRUE(Validate(event, refusal)) << refusal.detail;
  EXPECT_EQ(event.channel(), v1::Channel::UNSPECIFIED);
  EXPECT_EQ(event.visit_completed().outcome(), v1::Outcome::UNSPECIFIED);
  EXPECT_EQ(event.visit_completed().blockers(0), v1::Blocker::UNSPECIFIED);
  EXPECT_EQ(event.identifiers(0).kind(), v1::IdentifierKind::UNSPECIFIED);
}

TEST(DeadReasonTest, NamesAreThoseOfTheDeadLetter) {
  EXPECT_EQ(NameOf(DeadReason::kUnreadable), "UNREADABLE");
  EXPECT_EQ(NameOf(DeadReason::kFromTheFuture), "FROM_THE_FUTURE");
  EXPECT_EQ(NameOf(DeadReason::kUnknownEscalation), "UNKNOWN_ESCALATION");
}

}  // namespace
}  // namespace loopbreaker
