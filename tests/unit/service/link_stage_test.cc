// What link writes of events whose customer is not known yet, of deletions, and what stays of either.
#include "service/link_stage.h"

#include <string>
#include <vector>

#include "event/timestamp.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "loopbreaker/v1/internal.pb.h"

namespace loopbreaker {
namespace {

using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;
using ::testing::SizeIs;

Instant Hour(int n) { return Instant{Days{20'000}} + hours{n}; }

class LinkStageTest : public testing::Test {
 protected:
  // A visit that a technician reports, who knows the work order and nothing else.
  static v1::ContactEvent Visit() {
    v1::ContactEvent event;
    event.set_source("field");
    event.set_id("v1");
    SetTime(Hour(1), event.mutable_event_time());
    event.set_work_order_id("wo-1");
    event.set_agent("Anna");
    event.mutable_visit_completed()->set_technician("Bert");
    return event;
  }
  static v1::ContactEvent Deleted(v1::ContactEvent event) {
    event.set_revision(1);
    event.set_deleted(true);
    return event;
  }
  static void AddPhone(v1::ContactEvent& event) {
    v1::Identifier& phone = *event.add_identifiers();
    phone.set_kind(v1::IdentifierKind::PHONE);
    phone.set_value("06 12345678");
  }
  // As it comes from a source, and what is parked of it comes back.
  void Take(const v1::ContactEvent& event) {
    const std::string value = event.SerializeAsString();
    InRecord record;
    record.value = value;
    record.appended = Hour(2);
    stage_.OnSource({"visits", true, nullptr}, record);
    for (const OutRecord& parked : Sent(Topic::kParked)) {
      InRecord back;
      back.key = parked.key;
      if (parked.value) back.value = *parked.value;
      back.appended = Hour(2);
      stage_.OnParked(back);
    }
  }
  void Erase(const std::string& customer) {
    v1::Erasure erasure;
    SetTime(Hour(5), erasure.mutable_erased_before());
    erasures_.Load(customer, erasure);
  }
  std::vector<OutRecord> Sent(Topic topic) const {
    std::vector<OutRecord> sent;
    for (const OutRecord& record : sent_) {
      if (record.topic == topic) sent.push_back(record);
    }
    return sent;
  }

  Pseudonyms pseudonyms_{"a key"};
  Directory directory_{"NL", &pseudonyms_};
  TouchLog touched_;
  References references_{&touched_};
  Erasures erasures_;
  std::vector<OutRecord> sent_;
  LinkStage stage_{{}, directory_, pseudonyms_, references_, touched_, erasures_, [this](OutRecord record) {
                     sent_.push_back(std::move(record));
                   }};
};

TEST_F(LinkStageTest, EventThatWaitsIsKeptAsItCameForADeadLetter) {
  Take(Visit());
  ASSERT_THAT(Sent(Topic::kParked), SizeIs(1));
  EXPECT_THAT(*Sent(Topic::kParked)[0].value, HasSubstr("Bert"));
  stage_.ReviewParked(Hour(2) + Days{7});
  ASSERT_THAT(Sent(Topic::kParked), SizeIs(2));
  EXPECT_FALSE(Sent(Topic::kParked)[1].value) << "and no longer than it waits";
  ASSERT_THAT(Sent(Topic::kDeadLetters), SizeIs(1));
  EXPECT_EQ(Sent(Topic::kDeadLetters)[0].value, Visit().SerializeAsString());
}

TEST_F(LinkStageTest, EventThatCanBeNobodysDeadLetterIsNotKeptAsItCame) {
  v1::ContactEvent event = Visit();
  AddPhone(event);
  Take(event);
  ASSERT_THAT(Sent(Topic::kParked), SizeIs(1));
  for (const char* name : {"Anna", "Bert", "12345678"})
    EXPECT_THAT(*Sent(Topic::kParked)[0].value, Not(HasSubstr(name)));
}

TEST_F(LinkStageTest, WhatWaitsForAnErasedCustomerGoes) {
  references_.Claim({"work_order", "wo-1", "c1"}, Hour(0));
  Take(Visit());
  ASSERT_THAT(Sent(Topic::kParked), SizeIs(1));
  Erase("c1");
  stage_.ReviewParked(Hour(3));
  ASSERT_THAT(Sent(Topic::kParked), SizeIs(2));
  EXPECT_EQ(Sent(Topic::kParked)[1].key, Sent(Topic::kParked)[0].key);
  EXPECT_FALSE(Sent(Topic::kParked)[1].value);
}

TEST_F(LinkStageTest, EventWhoseCustomerIsFoundErasedLeavesNothing) {
  Take(Visit());
  Erase("c1");
  references_.Claim({"work_order", "wo-1", "c1"}, Hour(0));
  stage_.ReviewParked(Hour(3));
  EXPECT_THAT(Sent(Topic::kFacts), IsEmpty());
  EXPECT_FALSE(Sent(Topic::kParked).back().value);
  EXPECT_EQ(stage_.counts().erased, 1u);
}

TEST_F(LinkStageTest, DeletionTakesEffectWhileItsOwnCustomerIsNotKnown) {
  Take(Deleted(Visit()));
  ASSERT_THAT(Sent(Topic::kCorrections), SizeIs(1));
  v1::Correction correction;
  ASSERT_TRUE(correction.ParseFromString(*Sent(Topic::kCorrections)[0].value));
  EXPECT_TRUE(correction.deleted());
  EXPECT_EQ(correction.customer_id(), "") << "wherever the fact is";
  EXPECT_THAT(Sent(Topic::kParked), SizeIs(1));
}

TEST_F(LinkStageTest, DeletionTakesEffectWhenItsCustomerIsNoLongerKnown) {
  references_.Claim({"work_order", "wo-1", "c1"}, Hour(0));
  Take(Deleted(Visit()));
  ASSERT_THAT(Sent(Topic::kCorrections), SizeIs(1));
  references_.Claim({"work_order", "wo-1", "c2"}, Hour(0));
  stage_.ReviewParked(Hour(3));
  ASSERT_THAT(Sent(Topic::kCorrections), SizeIs(2));
  v1::Correction correction;
  ASSERT_TRUE(correction.ParseFromString(*Sent(Topic::kCorrections)[1].value));
  EXPECT_EQ(correction.customer_id(), "");
}

}  // namespace
}  // namespace loopbreaker
