#include "event/wire_reader.h"

#include "event/decode.h"
#include "event/event.h"
#include "google/protobuf/util/message_differencer.h"
#include "gtest/gtest.h"
#include "unit/event/random_event.h"

namespace loopbreaker {
namespace {

using google::protobuf::util::MessageDifferencer;

v1::ContactEvent Plain() {
  v1::ContactEvent event;
  event.set_source("field");
  event.set_id("v-1");
  event.set_customer_id("c-1");
  event.mutable_event_time()->set_seconds(1'767'225'600);
  event.mutable_visit_completed()->set_outcome(v1::Outcome::NOT_FIXED);
  return event;
}

bool Takes(const v1::ContactEvent& event) {
  Fact fact;
  return ReadWire(event.SerializeAsString(), fact);
}

bool Takes(const std::string& bytes) {
  Fact fact;
  return ReadWire(bytes, fact);
}

TEST(WireReaderTest, TheShortWayGivesTheFactOfTheLongWay) {
  RandomEvents events(11);
  int taken = 0;
  for (int i = 0; i < 20'000; ++i) {
    v1::ContactEvent event = events.Next(static_cast<Kind>(i % kKinds));
    event.clear_identifiers();
    const std::string bytes = event.SerializeAsString();
    Fact fact;
    if (!ReadWire(bytes, fact)) continue;
    ++taken;
    Refusal refusal;
    ASSERT_TRUE(Validate(event, refusal)) << refusal.detail;
    Fact wanted;
    ViewOf(event, wanted);
    EXPECT_TRUE(MessageDifferencer::Equals(ToEvent(fact), ToEvent(wanted))) << event.ShortDebugString();
    EXPECT_EQ(fact.present(), wanted.present());
    EXPECT_EQ(fact.rank, wanted.rank);
    EXPECT_EQ(fact.customer_id, wanted.customer_id);
  }
  EXPECT_GT(taken, 8'000) << "what is regular goes the short way";
}

TEST(WireReaderTest, OfRepeatedFieldsTheLastHolds) {
  const v1::ContactEvent event = Plain();
  v1::ContactEvent later;
  later.set_source("crm");
  later.set_category("leak");
  Fact fact;
  const std::string bytes = event.SerializeAsString() + later.SerializeAsString();
  ASSERT_TRUE(ReadWire(bytes, fact));
  EXPECT_EQ(fact.source, "crm");
  EXPECT_EQ(fact.Text(Field::kCategory), "leak");
  EXPECT_EQ(fact.id, "v-1");
}

TEST(WireReaderTest, WhatIsMergedGoesTheLongWay) {
  ASSERT_TRUE(Takes(Plain()));
  v1::ContactEvent again;
  again.mutable_event_time()->set_nanos(5);
  EXPECT_FALSE(Takes(Plain().SerializeAsString() + again.SerializeAsString()));
  v1::ContactEvent payload;
  payload.mutable_visit_completed()->set_diagnosis("seal");
  EXPECT_FALSE(Takes(Plain().SerializeAsString() + payload.SerializeAsString()));
}

TEST(WireReaderTest, WhatLinkNeedsTheMessageForGoesTheLongWay) {
  v1::ContactEvent event = Plain();
  event.add_identifiers()->set_value("0612345678");
  EXPECT_FALSE(Takes(event));
}

TEST(WireReaderTest, WhatIsIncompleteOrOutOfRangeGoesTheLongWay) {
  const auto without = [](void (*change)(v1::ContactEvent&)) {
    v1::ContactEvent event = Plain();
    change(event);
    return Takes(event);
  };
  EXPECT_FALSE(without([](v1::ContactEvent& e) { e.clear_source(); }));
  EXPECT_FALSE(without([](v1::ContactEvent& e) { e.clear_id(); }));
  EXPECT_FALSE(without([](v1::ContactEvent& e) { e.clear_event_time(); }));
  EXPECT_FALSE(without([](v1::ContactEvent& e) { e.clear_what(); }));
  EXPECT_FALSE(without([](v1::ContactEvent& e) { e.mutable_event_time()->set_seconds(-1); }));
  EXPECT_FALSE(without([](v1::ContactEvent& e) { e.mutable_event_time()->set_nanos(1'000'000'000); }));
  EXPECT_FALSE(without([](v1::ContactEvent& e) { e.set_id(std::string(201, 'x')); }));
  EXPECT_FALSE(without([](v1::ContactEvent& e) { e.set_note(std::string(281, 'x')); }));
  EXPECT_FALSE(without([](v1::ContactEvent& e) { e.set_channel(static_cast<v1::Channel::Value>(99)); }));
  EXPECT_FALSE(without([](v1::ContactEvent& e) { e.mutable_survey_answered()->set_nps(11); }));
  EXPECT_FALSE(without([](v1::ContactEvent& e) { e.mutable_survey_answered()->set_csat(0); }));
  EXPECT_FALSE(without([](v1::ContactEvent& e) { e.mutable_sale_made()->set_amount_cents(-1); }));
  EXPECT_TRUE(without([](v1::ContactEvent& e) { e.mutable_survey_answered()->set_nps(0); }));
  EXPECT_TRUE(without([](v1::ContactEvent& e) { e.clear_what(), e.set_deleted(true); }));
}

TEST(WireReaderTest, BytesThatAreNoEventAreNotTaken) {
  const std::string bytes = Plain().SerializeAsString();
  for (std::size_t size = 0; size < bytes.size(); ++size) {
    Fact fact;
    const bool taken = ReadWire(std::string_view(bytes).substr(0, size), fact);
    EXPECT_FALSE(taken) << "cut off after " << size;
  }
  EXPECT_FALSE(Takes(bytes + std::string("\xF8\x7F\x01", 3))) << "an unknown field";
  EXPECT_FALSE(Takes(bytes + std::string("\x42\x02\xC3\x28", 4))) << "a category that is not UTF-8";
  EXPECT_FALSE(Takes(bytes + std::string("\x42\x7F", 2))) << "a text longer than what is left";
}

TEST(EventTest, TheMessageIsThatOfTheBytes) {
  v1::ContactEvent event = Plain();
  event.set_note("wet floor");
  const std::string bytes = event.SerializeAsString();
  Event read;
  Refusal refusal;
  ASSERT_TRUE(read.Read(bytes, refusal));
  EXPECT_EQ(read.fact().id, "v-1");
  EXPECT_TRUE(MessageDifferencer::Equals(read.message(), event));
  EXPECT_EQ(read.Bytes(), bytes);
}

TEST(EventTest, TheLongWaySaysWhyAnEventIsRefused) {
  v1::ContactEvent event = Plain();
  event.clear_id();
  Event read;
  Refusal refusal;
  EXPECT_FALSE(read.Read(event.SerializeAsString(), refusal));
  EXPECT_EQ(refusal.reason, DeadReason::kInvalid);
  EXPECT_EQ(refusal.detail.substr(0, 3), "id:");
}

TEST(EventTest, WhatTheLongWayTrimmedIsWhatTheBytesHold) {
  v1::ContactEvent event = Plain();
  event.set_note(std::string(300, 'x'));
  const std::string bytes = event.SerializeAsString();
  Event read;
  Refusal refusal;
  ASSERT_TRUE(read.Read(bytes, refusal));
  EXPECT_EQ(read.fact().Text(Field::kNote).size(), 280u);
  v1::ContactEvent again;
  ASSERT_TRUE(again.ParseFromString(read.Bytes()));
  EXPECT_EQ(again.note().size(), 280u);
}

}  // namespace
}  // namespace loopbreaker
