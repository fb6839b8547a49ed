#include "event/fact.h"

#include <algorithm>

#include "event/message_json.h"
#include "gmock/gmock.h"
#include "google/protobuf/util/message_differencer.h"
#include "gtest/gtest.h"
#include "unit/event/random_event.h"

namespace loopbreaker {
namespace {

using google::protobuf::util::MessageDifferencer;
using ::testing::ElementsAre;

v1::ContactEvent EventOf(const std::string& json) {
  v1::ContactEvent event;
  std::vector<std::string> unknown;
  std::string error;
  EXPECT_TRUE(FromJson(json, event, unknown, error)) << error;
  EXPECT_TRUE(unknown.empty()) << unknown[0];
  return event;
}

int RankOfJson(const std::string& payload) {
  const v1::ContactEvent event = EventOf("{" + payload + "}");
  Fact fact;
  ViewOf(event, fact);
  return fact.rank;
}

TEST(FactTest, ViewHasTheFieldsOfTheEvent) {
  const v1::ContactEvent event = EventOf(R"({"source": "field", "id": "v1", "revision": 3, "customerId": "c1",
      "eventTime": "2026-03-02T10:00:00.5Z", "unitId": "u1", "channel": "IN_PERSON", "note": "wet",
      "visitCompleted": {"outcome": "NOT_FIXED", "blockers": ["NO_TIME", "NO_PARTS", "NO_TIME"],
                         "partsMissing": ["valve", "tap"], "feeCents": 0}})");
  Fact fact;
  ViewOf(event, fact);
  EXPECT_EQ(fact.source, "field");
  EXPECT_EQ(fact.id, "v1");
  EXPECT_EQ(fact.revision, 3u);
  EXPECT_EQ(fact.customer_id, "c1");
  EXPECT_EQ(FormatTime(fact.time), "2026-03-02T10:00:00.5Z");
  EXPECT_EQ(fact.kind, Kind::kVisitCompleted);
  EXPECT_EQ(fact.Text(Field::kUnitId), "u1");
  EXPECT_EQ(fact.AnyText(Field::kNote), "wet");
  EXPECT_EQ(fact.AnyText(Field::kSource), "field");
  EXPECT_EQ(fact.Number(Field::kChannel), v1::Channel::IN_PERSON);
  EXPECT_EQ(fact.Number(Field::kBlockers), 1 << v1::Blocker::NO_TIME | 1 << v1::Blocker::NO_PARTS);
  EXPECT_THAT(fact.parts_missing, ElementsAre("valve", "tap"));
  EXPECT_TRUE(fact.Has(Field::kPartsMissing));
  EXPECT_FALSE(fact.Has(Field::kAuthorisationMissing));
  EXPECT_TRUE(fact.Has(Field::kFeeCents)) << "an optional zero is there";
  EXPECT_FALSE(fact.Has(Field::kCategory));
  EXPECT_EQ(fact.Text(Field::kCategory), "");
}

TEST(FactTest, ViewForgetsTheEventBefore) {
  RandomEvents events(2);
  const v1::ContactEvent before = events.Next(Kind::kVisitCompleted);
  const v1::ContactEvent bare = EventOf(R"({"source": "s", "id": "1", "raised": {}})");
  Fact fact;
  ViewOf(before, fact);
  fact.subject = "plumbing";
  fact.after_letter = "L1";
  ViewOf(bare, fact);
  EXPECT_EQ(fact.present(), 0u);
  EXPECT_TRUE(fact.parts_missing.empty());
  EXPECT_EQ(fact.AnyText(Field::kSubject), "");
  EXPECT_EQ(fact.AnyText(Field::kAfterLetter), "");
}

TEST(FactTest, EnumNumbersOfALaterBuildAreAbsent) {
  v1::ContactEvent event;
  event.set_channel(static_cast<v1::Channel::Value>(77));
  event.mutable_visit_completed()->add_blockers(static_cast<v1::Blocker::Value>(63));
  event.mutable_visit_completed()->set_outcome(static_cast<v1::Outcome::Value>(-1));
  Fact fact;
  ViewOf(event, fact);
  EXPECT_EQ(fact.present(), 0u);
}

TEST(FactTest, TimesAndDurationsAreNanoseconds) {
  const v1::ContactEvent ended = EventOf(R"({"contactEnded": {"handleTime": "90.5s"}})");
  Fact fact;
  ViewOf(ended, fact);
  EXPECT_EQ(fact.Number(Field::kHandleTime), 90'500'000'000);
  const v1::ContactEvent promise = EventOf(R"({"promiseMade": {"due": "9999-12-31T00:00:00Z"}})");
  ViewOf(promise, fact);
  EXPECT_EQ(fact.TimeOf(Field::kDue), kLatest);
}

TEST(RankTest, ContactStartedComesFirst) { EXPECT_EQ(RankOfJson(R"("contactStarted": {})"), 0); }

TEST(RankTest, ResolvingFactsComeLast) {
  EXPECT_EQ(RankOfJson(R"("visitCompleted": {"outcome": "FIXED"})"), 3);
  EXPECT_EQ(RankOfJson(R"("caseResolved": {})"), 3);
  EXPECT_EQ(RankOfJson(R"("contactEnded": {"direction": "INBOUND", "disposition": "RESOLVED"})"), 3);
  EXPECT_EQ(RankOfJson(R"("contactEnded": {"direction": "OUTBOUND", "disposition": "RESOLVED"})"), 3);
  EXPECT_EQ(RankOfJson(R"("supervisorActed": {"action": "RESOLVE"})"), 3);
}

TEST(RankTest, OpeningKindsAndWaitsComeBeforeTheRest) {
  for (const char* payload :
       {"selfServiceFailed", "caseOpened", "caseReopened", "workOrderCreated", "visitScheduled", "visitCompleted",
        "visitMissed", "promiseMade", "raised", "waitStarted", "authorityRequested"}) {
    EXPECT_EQ(RankOfJson("\"" + std::string(payload) + "\": {}"), 1) << payload;
  }
  for (const char* disposition :
       {"UNRESOLVED", "NO_ANSWER_KNOWN", "CALLBACK", "VOICEMAIL", "NOT_REACHED", "UNSPECIFIED"}) {
    EXPECT_EQ(
        RankOfJson(R"("contactEnded": {"direction": "INBOUND", "disposition": ")" + std::string(disposition) + "\"}"),
        1)
        << disposition;
  }
}

TEST(RankTest, OtherFactsAreBetween) {
  for (const char* payload :
       {"caseAssigned", "workOrderCancelled", "visitCancelled", "blockerLifted", "promiseKept", "promiseWithdrawn",
        "waitEnded", "customerDelivered", "authorityDecided", "letterSent", "surveyAnswered", "customerLeft",
        "saleMade", "leadNoted", "supervisorActed", "processChanged", "contactEnded", "contactTransferred"}) {
    EXPECT_EQ(RankOfJson("\"" + std::string(payload) + "\": {}"), 2) << payload;
  }
  EXPECT_EQ(RankOfJson(R"("contactEnded": {"direction": "INBOUND", "disposition": "ABANDONED"})"), 2);
  EXPECT_EQ(RankOfJson(R"("contactEnded": {"direction": "INBOUND", "disposition": "WRONG_NUMBER"})"), 2);
  EXPECT_EQ(RankOfJson(R"("contactEnded": {"direction": "OUTBOUND", "disposition": "UNRESOLVED"})"), 2);
}

TEST(RankTest, TransferOpensOnlyWithACategoryOfItsOwn) {
  EXPECT_EQ(RankOfJson(R"("category": "rent", "contactTransferred": {})"), 1);
  EXPECT_EQ(RankOfJson(R"("contactTransferred": {})"), 2);
}

TEST(OrderTest, TimeThenRankThenSourceThenIdAsBytes) {
  auto fact = [](std::int64_t at, std::uint8_t rank, std::string_view source, std::string_view id) {
    Fact made;
    made.time = Instant{Nanos{at}};
    made.rank = rank;
    made.source = source;
    made.id = id;
    return made;
  };
  const std::vector<Fact> ascending = {fact(1, 3, "z", "z"),       fact(2, 0, "z", "z"),  fact(2, 1, "a", "z"),
                                       fact(2, 1, "b", ""),        fact(2, 1, "b", "10"), fact(2, 1, "b", "9"),
                                       fact(2, 1, "\xC3\xA9", "0")};
  for (std::size_t i = 0; i < ascending.size(); ++i) {
    for (std::size_t j = 0; j < ascending.size(); ++j) {
      EXPECT_EQ(Before(ascending[i], ascending[j]), i < j) << i << " and " << j;
    }
  }
}

TEST(IdentityTest, SourceAndIdDoNotRunTogether) {
  EXPECT_EQ(IdentityHash("a", "bc"), IdentityHash("a", "bc"));
  EXPECT_NE(IdentityHash("a", "bc"), IdentityHash("ab", "c"));
  EXPECT_NE(IdentityHash("a", "b"), IdentityHash("b", "a"));
}

TEST(ToEventTest, IsTheReverseOfViewOf) {
  RandomEvents events(3);
  Fact fact;
  for (int i = 0; i < 100 * kKinds; ++i) {
    const v1::ContactEvent event = events.Next(static_cast<Kind>(i % kKinds));
    ViewOf(event, fact);
    ASSERT_TRUE(MessageDifferencer::Equals(ToEvent(fact), event)) << event.ShortDebugString();
  }
}

}  // namespace
}  // namespace loopbreaker
