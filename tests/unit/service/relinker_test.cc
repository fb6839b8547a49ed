// What the owner of a partition does with facts whose customer becomes another, or nobody.
#include "service/relinker.h"

#include <map>
#include <string>
#include <vector>

#include "event/timestamp.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace loopbreaker {
namespace {

using ::testing::IsEmpty;
using ::testing::SizeIs;
using ::testing::UnorderedElementsAre;

Instant Hour(int n) { return Instant{Days{20'000}} + hours{n}; }

// One partition, in which everything that was ever read is kept, and what is held now.
class RelinkerTest : public testing::Test {
 protected:
  v1::ContactEvent Visit(const std::string& id, int hour) {
    v1::ContactEvent event;
    event.set_source("field");
    event.set_id(id);
    SetTime(Hour(hour), event.mutable_event_time());
    event.set_work_order_id("wo-1");
    event.mutable_visit_completed();
    return event;
  }
  // As link writes it.
  void Read(const v1::ContactEvent& event, const std::string& customer, std::string_view reason) {
    FactLink link;
    link.customer = customer;
    link.reason = reason;
    FactWriter{1, "test"}.Write(event, link, [this](OutRecord record) {
      if (record.topic != Topic::kFacts) return;
      records_.push_back(std::move(record));
      held_[records_.back().key] = EventOf(records_.back());
    });
    const OutRecord& record = records_.back();
    Event event_read;
    Refusal refusal;
    ASSERT_TRUE(event_read.Read(*record.value, refusal));
    relinker_.OnFact(View(record), event_read);
  }
  static v1::ContactEvent EventOf(const OutRecord& record) {
    v1::ContactEvent event;
    event.ParseFromString(*record.value);
    return event;
  }
  static InRecord View(const OutRecord& record) {
    InRecord view;
    view.key = record.key;
    view.value = *record.value;
    view.headers = &record.headers;
    return view;
  }
  void Pass() {
    relinker_.BeginPass();
    for (std::size_t i = 0; i < records_.size(); ++i) relinker_.OnPass(View(records_[i]));
    relinker_.EndPass();
  }
  // Until it asks for nothing more.
  void Settle() {
    for (int i = 0; i < 10 && (relinker_.wants_pass() || relinker_.waits()); ++i) {
      if (relinker_.waits()) relinker_.OnAcknowledged();
      if (relinker_.wants_pass()) Pass();
    }
  }
  std::vector<OutRecord> Sent(Topic topic, bool tombstones) const {
    std::vector<OutRecord> sent;
    for (const OutRecord& record : sent_) {
      if (record.topic == topic && record.value.has_value() != tombstones) sent.push_back(record);
    }
    return sent;
  }
  // A visit at a dwelling that its tenant is known by, until another is.
  v1::ContactEvent VisitAtDwelling() {
    v1::ContactEvent event = Visit("v1", 1);
    event.set_unit_id("u1");
    Dwell("c1");
    Claim("c1", 1);
    return event;
  }
  void Dwell(const std::string& customer) {
    for (const char* one : {"c1", "c2"}) directory_.Remove(one);
    v1::Customer entry;
    entry.set_customer_id(customer);
    entry.add_units()->set_unit_id("u1");
    directory_.Put(entry);
    relinker_.OnTouched({}, true);
  }
  void Claim(const std::string& customer, int hour) {
    references_.Load(ToText(ReferenceKey{"work_order", "wo-1", customer}), Hour(hour));
    relinker_.OnTouched({}, true);
  }

  Directory directory_{"NL"};
  References references_;
  std::vector<OutRecord> records_;
  std::map<std::string, v1::ContactEvent> held_;
  std::vector<OutRecord> sent_;
  Relinker relinker_{{0, {1, "test"}, Days{7}},
                     directory_,
                     references_,
                     [this](const FactKey& key) { return held_.contains(ToText(key)); },
                     [this](std::string_view customer, const std::function<void(const Fact&)>& visit) {
                       for (const auto& [key, event] : held_) {
                         Fact fact;
                         ViewOf(event, fact);
                         if (fact.customer_id == customer) visit(fact);
                       }
                     },
                     [this](OutRecord record) { sent_.push_back(std::move(record)); }};
};

TEST_F(RelinkerTest, FactWhoseReferenceHasTwoClaimantsIsParkedAgainAndTakenOut) {
  Claim("c1", 0);
  Read(Visit("v1", 1), "c1", kByReference);
  Settle();
  EXPECT_THAT(Sent(Topic::kFacts, true), IsEmpty());
  Claim("c2", 0);
  Settle();
  ASSERT_THAT(Sent(Topic::kParked, false), SizeIs(1));
  v1::Parked parked;
  ASSERT_TRUE(parked.ParseFromString(*Sent(Topic::kParked, false)[0].value));
  EXPECT_EQ(parked.owner(), "");
  EXPECT_EQ(parked.event().id(), "v1");
  EXPECT_THAT(Sent(Topic::kFacts, true), SizeIs(1));
}

TEST_F(RelinkerTest, FactStaysAsLongAsTheClaimThatDecidedIsNotKnownHere) {
  Read(Visit("v1", 1), "c1", kByReference);
  EXPECT_FALSE(relinker_.wants_pass());
}

TEST_F(RelinkerTest, ClaimThatNoFactSupportsIsWithdrawn) {
  Read(Visit("v1", 1), "c1", "by its customer id");
  sent_.clear();
  Claim("c1", 1);
  Claim("c2", 1);  // somebody who was asleep has linked a fact to c2 that has been moved since
  relinker_.OnComplete();
  EXPECT_THAT(Sent(Topic::kReferences, true), IsEmpty()) << "its fact may be on the way";
  relinker_.OnComplete();
  ASSERT_THAT(Sent(Topic::kReferences, true), SizeIs(1));
  EXPECT_EQ(Sent(Topic::kReferences, true)[0].key, "work_order|wo-1|c2");
}

TEST_F(RelinkerTest, ClaimThatLostItsFactJustBeforeItsOwnerDiedIsWithdrawnByTheNext) {
  Claim("c2", 1);
  relinker_.Start();
  relinker_.OnTouched({}, false);
  relinker_.OnComplete();
  relinker_.OnComplete();
  ASSERT_THAT(Sent(Topic::kReferences, true), SizeIs(1));
  EXPECT_EQ(Sent(Topic::kReferences, true)[0].key, "work_order|wo-1|c2");
}

TEST_F(RelinkerTest, ClaimGoesWithTheLastFactThatSupportsIt) {
  Read(Visit("v1", 1), "c1", "by its customer id");
  Claim("c1", 1);
  sent_.clear();
  const std::string key = records_[0].key;
  relinker_.OnBeaten(*ParseFactKey(key), "c1");
  held_.clear();
  relinker_.OnTombstone(key);
  relinker_.OnComplete();
  relinker_.OnComplete();
  EXPECT_THAT(Sent(Topic::kReferences, true), SizeIs(1));
}

TEST_F(RelinkerTest, ClaimGoesWithAFactThatMovesThoughAnOlderRecordSaysThatItNeverClaimed) {
  const v1::ContactEvent event = VisitAtDwelling();
  Read(event, "c1", kByReference);
  Read(event, "c1", "by its unit");
  sent_.clear();
  Dwell("c2");
  Settle();
  ASSERT_THAT(Sent(Topic::kReferences, true), SizeIs(1));
  EXPECT_EQ(Sent(Topic::kReferences, true)[0].key, "work_order|wo-1|c1");
  EXPECT_THAT(Sent(Topic::kFacts, false), SizeIs(1)) << "one copy of both records";
}

TEST_F(RelinkerTest, FactClaimsOnceItsRecordSaysThatItIsTheCustomersByItself) {
  v1::ContactEvent event = VisitAtDwelling();
  event.set_case_id("case-1");  // that nobody has claimed
  Read(event, "c1", kByReference);
  EXPECT_THAT(Sent(Topic::kReferences, false), IsEmpty());
  Settle();
  ASSERT_THAT(Sent(Topic::kFacts, false), SizeIs(1));
  EXPECT_EQ(FindHeader(Sent(Topic::kFacts, false)[0].headers, kLinkedByHeader), "by its unit");
  ASSERT_THAT(Sent(Topic::kReferences, false), SizeIs(1));
  EXPECT_EQ(Sent(Topic::kReferences, false)[0].key, "case|case-1|c1");
}

TEST_F(RelinkerTest, ClaimThatIsNotKnownYetIsWithdrawnWithItsFact) {
  v1::ContactEvent event = VisitAtDwelling();
  event.set_case_id("case-1");
  Read(event, "c1", "by its unit");
  references_.Remove("case|case-1|c1");  // as if it were still on its way
  sent_.clear();
  Dwell("c2");
  Settle();
  std::vector<std::string> withdrawn;
  for (const OutRecord& record : Sent(Topic::kReferences, true)) withdrawn.push_back(record.key);
  EXPECT_THAT(withdrawn, UnorderedElementsAre("case|case-1|c1", "work_order|wo-1|c1"));
}

TEST_F(RelinkerTest, ClaimOfADeletionIsNone) {
  v1::ContactEvent event = Visit("v1", 1);
  event.set_deleted(true);
  Read(event, "c1", "by its customer id");
  EXPECT_THAT(Sent(Topic::kReferences, false), IsEmpty());
}

}  // namespace
}  // namespace loopbreaker
