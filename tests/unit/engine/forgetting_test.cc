#include "engine/forgetting.h"

#include <memory>
#include <string>

#include "engine/fact_store.h"
#include "event/timestamp.h"
#include "gtest/gtest.h"

namespace loopbreaker {
namespace {

Instant Day(int n) { return Instant{Days{20'000 + n}}; }

// A customer's calls, each solved at once.
class ForgettingTest : public testing::Test {
 protected:
  void Call(int day, const std::string& category, const std::string& case_id, const std::string& work_order_id) {
    v1::ContactEvent event;
    event.set_source("s");
    event.set_id(std::to_string(day));
    event.set_customer_id("c");
    SetTime(Day(day), event.mutable_event_time());
    event.set_category(category);
    event.set_case_id(case_id);
    event.set_work_order_id(work_order_id);
    event.mutable_contact_ended()->set_direction(v1::Direction::INBOUND);
    event.mutable_contact_ended()->set_disposition(v1::Disposition::RESOLVED);
    Refusal refusal;
    EXPECT_NE(store_.Add(event, kLatest, refusal), FactStore::Outcome::kDead) << refusal.detail;
  }
  // Days since the first one.
  int ForgottenBefore(int old) {
    const std::string_view facts = store_.customers().Facts(store_.customers().Find("c"));
    History history(settings_.history, store_.pool());
    history.Load(facts);
    Journal journal(0);
    Fold fold(history, journal);
    Fact fact;
    for (std::size_t i = 0; i < history.size(); ++i) {
      Step step;
      history.View(history.SlotAt(i), fact);
      fold.Choose(fact, kNone, step);
      fold.Attach(fact, history.SlotAt(i), step);
    }
    return static_cast<int>((ForgettableBefore(fold, facts, store_.pool(), Day(old)) - Day(0)) / Days{1});
  }

  RuleSettings settings_;
  Directory directory_{"NL"};
  FactStore store_{settings_, directory_, {}, nullptr};
};

TEST_F(ForgettingTest, WhatIsOverIsForgotten) {
  Call(0, "leak", "case-1", "");
  Call(100, "rent", "case-2", "");
  EXPECT_EQ(ForgottenBefore(50), 50);
}

TEST_F(ForgettingTest, LoopThatLivesIsKept) {
  Call(0, "leak", "", "");
  EXPECT_EQ(ForgottenBefore(10), 0);
}

TEST_F(ForgettingTest, ReferenceThatALaterFactHasToIsKeptWithItsLoop) {
  Call(0, "leak", "case-1", "order-1");
  Call(100, "rent", "case-2", "order-1");
  EXPECT_EQ(ForgottenBefore(50), 0);
}

}  // namespace
}  // namespace loopbreaker
