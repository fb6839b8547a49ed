#include "event/fact.h"
#include "google/protobuf/util/message_differencer.h"
#include "gtest/gtest.h"
#include "unit/event/random_event.h"

namespace loopbreaker {
namespace {

using google::protobuf::util::MessageDifferencer;

// Packs many random events one after another into one buffer and compares what comes back.
void ExpectRoundTrips(TextPool& pool, std::uint32_t seed) {
  RandomEvents events(seed);
  std::vector<v1::ContactEvent> originals;
  std::vector<std::size_t> ends;
  std::string packed;
  Fact fact;
  for (int i = 0; i < 150 * kKinds; ++i) {
    originals.push_back(events.Next(static_cast<Kind>(i % kKinds)));
    ViewOf(originals.back(), fact);
    Pack(fact, kAllFields, pool, packed);
    ends.push_back(packed.size());
  }
  std::size_t at = 0;
  for (std::size_t i = 0; i < originals.size(); ++i) {
    Fact viewed;
    ViewOf(originals[i], viewed);
    Unpack(std::string_view(packed).substr(at, ends[i] - at), pool, fact);
    at = ends[i];
    EXPECT_EQ(fact.rank, viewed.rank);
    EXPECT_EQ(fact.present(), viewed.present());
    EXPECT_EQ(fact.customer_id, "") << "the customer is not packed";
    fact.customer_id = originals[i].customer_id();
    ASSERT_TRUE(MessageDifferencer::Equals(ToEvent(fact), originals[i])) << "seed " << seed << "\n"
                                                                         << ToEvent(fact).ShortDebugString() << "\n"
                                                                         << originals[i].ShortDebugString();
  }
}

TEST(PackTest, EveryKindComesBackAsItWas) {
  TextPool pool;
  ExpectRoundTrips(pool, 4);
  ExpectRoundTrips(pool, 5);
}

TEST(PackTest, FullPoolKeepsTextsWithTheFact) {
  TextPool none(0);
  ExpectRoundTrips(none, 6);
  TextPool few(10);
  ExpectRoundTrips(few, 7);
}

TEST(PackTest, NoteIsLeftOutUnlessAskedFor) {
  RandomEvents events(8);
  v1::ContactEvent event = events.Next(Kind::kVisitCompleted);
  event.set_note("the tap drips");
  Fact fact;
  ViewOf(event, fact);
  TextPool pool;
  std::string packed;
  Pack(fact, kWithoutNote, pool, packed);
  Fact unpacked;
  Unpack(packed, pool, unpacked);
  EXPECT_FALSE(unpacked.Has(Field::kNote));
  EXPECT_EQ(unpacked.present(), fact.present() & ~BitOf(Field::kNote));
}

TEST(PackTest, RecurringTextsCostAByteOrTwo) {
  v1::ContactEvent event;
  event.set_source("planning");
  event.set_id("v-1");
  event.mutable_event_time()->set_seconds(1'772'445'600);
  event.mutable_visit_completed()->set_outcome(v1::Outcome::FIXED);
  Fact fact;
  TextPool pool;
  std::string bare;
  ViewOf(event, fact);
  Pack(fact, kWithoutNote, pool, bare);
  EXPECT_LE(bare.size(), 10u);
  event.set_category("plumbing/leak");
  event.set_team("north");
  event.mutable_visit_completed()->set_contractor("a contractor with a long name");
  std::string full;
  ViewOf(event, fact);
  Pack(fact, kWithoutNote, pool, full);
  EXPECT_LE(full.size(), bare.size() + 3);
}

TEST(PackTest, UnpackLeavesNothingOfTheFactBefore) {
  RandomEvents events(9);
  const v1::ContactEvent rich = events.Next(Kind::kVisitCompleted);
  v1::ContactEvent bare;
  bare.set_source("s");
  bare.set_id("1");
  bare.mutable_raised();
  TextPool pool;
  std::string packed;
  Fact fact;
  ViewOf(bare, fact);
  Pack(fact, kAllFields, pool, packed);
  ViewOf(rich, fact);
  Unpack(packed, pool, fact);
  EXPECT_TRUE(MessageDifferencer::Equals(ToEvent(fact), [&] {
    bare.mutable_event_time();
    return bare;
  }()));
}

}  // namespace
}  // namespace loopbreaker
