#include "service/tally_rows.h"

#include "event/timestamp.h"
#include "gtest/gtest.h"
#include "link/directory.h"
#include "rules/load.h"

namespace loopbreaker {
namespace {

class TallyRowsTest : public testing::Test, private RevisionSink {
 protected:
  TallyRowsTest() : rows_(3, stream_, [this](const std::string&, const std::optional<std::string>&) { ++written_; }) {
    rows_.StartLoading();
  }

  static std::shared_ptr<const RuleSet> NoRules() {
    Diagnostics errors;
    return LoadRules("version: 1\nrules: []\n", "r.yaml", errors);
  }
  void OnEscalation(const EscalationRevision& /*revision*/) override {}
  void OnFeedback(const v1::Feedback& /*feedback*/, bool /*shadow*/) override {}

  // Customers who called twenty times each, and are looked at.
  void Call(int customers) {
    for (int n = 0; n < customers * 20; ++n) {
      v1::ContactEvent event;
      event.set_source("s");
      event.set_id(std::to_string(n));
      event.set_customer_id("c" + std::to_string(n / 20));
      event.set_category("leak");
      SetTime(*ParseTime("2026-03-02T10:00:00Z") + minutes{n}, event.mutable_event_time());
      event.mutable_contact_ended()->set_direction(v1::Direction::INBOUND);
      Refusal refusal;
      ASSERT_TRUE(stream_.Add(event, kLatest, refusal)) << refusal.detail;
      if (n % 20 == 0) rows_.OnCustomer(static_cast<CustomerIndex>(n / 20));
    }
  }

  Directory directory_{"NL"};
  RuleIndex rules_{NoRules()};
  Stream stream_{rules_, directory_, *static_cast<RevisionSink*>(this)};
  int written_ = 0;
  TallyRows rows_;
};

TEST_F(TallyRowsTest, AFewAreCountedAtOnce) {
  Call(99);
  rows_.SendPutOff();
  EXPECT_NE(written_, 0);
}

TEST_F(TallyRowsTest, WhileMuchComesInCountingWaits) {
  Call(100);
  rows_.SendPutOff();
  EXPECT_EQ(written_, 0) << "not before everybody was counted";
  rows_.SendPutOff();
  EXPECT_NE(written_, 0);
}

}  // namespace
}  // namespace loopbreaker
