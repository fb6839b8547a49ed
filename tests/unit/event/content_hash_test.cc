#include "event/content_hash.h"

#include <gtest/gtest.h>

#include "event/pool.h"

namespace loopbreaker {
namespace {

v1::ContactEvent Visit() {
  v1::ContactEvent event;
  event.set_source("field");
  event.set_id("v1");
  event.set_customer_id("c1");
  event.mutable_event_time()->set_seconds(1'772'445'600);
  event.set_note("the shaft wall must be opened");
  event.mutable_visit_completed()->set_outcome(v1::Outcome::NOT_FIXED);
  event.mutable_visit_completed()->add_blockers(v1::Blocker::NO_PARTS);
  event.mutable_visit_completed()->add_parts_missing("valve");
  return event;
}

std::uint64_t HashOf(const v1::ContactEvent& event) {
  Fact fact;
  ViewOf(event, fact);
  return ContentHash(fact);
}

TEST(ContentHashTest, IsTheSameAfterPacking) {
  const v1::ContactEvent event = Visit();
  Fact fact;
  ViewOf(event, fact);
  TextPool pool;
  std::string packed;
  Pack(fact, kAllFields, pool, packed);
  Fact unpacked;
  Unpack(packed, pool, unpacked);
  unpacked.customer_id = "c1";
  EXPECT_EQ(ContentHash(unpacked), ContentHash(fact));
}

TEST(ContentHashTest, EveryPartCounts) {
  const std::uint64_t hash = HashOf(Visit());
  v1::ContactEvent event = Visit();
  event.set_customer_id("c2");
  EXPECT_NE(HashOf(event), hash);
  event = Visit();
  event.set_note("the shaft wall is open");
  EXPECT_NE(HashOf(event), hash);
  event = Visit();
  event.set_deleted(true);
  EXPECT_NE(HashOf(event), hash);
  event = Visit();
  event.mutable_visit_completed()->set_parts_missing(0, "pump");
  EXPECT_NE(HashOf(event), hash);
  event = Visit();
  event.mutable_event_time()->set_nanos(1);
  EXPECT_NE(HashOf(event), hash);
}

TEST(ContentHashTest, IdentifiersDoNotCount) {
  v1::ContactEvent event = Visit();
  v1::Identifier& phone = *event.add_identifiers();
  phone.set_kind(v1::IdentifierKind::PHONE);
  phone.set_value("+31612345678");
  EXPECT_EQ(HashOf(event), HashOf(Visit()));
}

// Kept in topics for years: this number must never change.
TEST(ContentHashTest, StaysWhatItWas) { EXPECT_EQ(HashOf(Visit()), 2274680008136620547u); }

}  // namespace
}  // namespace loopbreaker
