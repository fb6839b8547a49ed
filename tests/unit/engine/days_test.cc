// What events add to the figures of days.
#include "engine_case.h"
#include "figures/kpi.h"

namespace loopbreaker {
namespace {

class DaysTest : public EngineCase {
 protected:
  void Visit(const std::string& time, const std::string& customer, const std::string& outcome,
             const std::string& more = "") {
    Add(time, R"("customerId":")" + customer + R"(","category":"leak",)" + more + R"("visitCompleted":{"outcome":")" +
                  outcome + R"("})");
  }
  v1::Kpi Of(const std::string& day, const std::string& category = "leak") {
    const TallyKey key = ParseKpiKey(day + "|" + category).value();
    return KpiOf(key, stream_->CountDays().At(key));
  }
  TallyPart Team(const std::string& day, const std::string& team) {
    const TallyKey key = ParseKpiKey(day + "|" + team).value();
    return stream_->CountDays().At({TallyKind::kTeam, key.day, key.name});
  }
};

TEST_F(DaysTest, WorkIsCountedOnItsOwnDayAndResultsOnThatOfTheLoop) {
  Use("{callout_fee_cents: 9500, contact_cost_cents: 450}");
  Call("2026-03-02T10:00:00Z", "c1");
  Visit("2026-03-04T10:00:00Z", "c1", "NOT_FIXED");
  Visit("2026-03-06T10:00:00Z", "c1", "FIXED");
  Finish("2026-04-30T00:00:00Z");
  const v1::Kpi first = Of("2026-03-02");
  EXPECT_EQ(first.contacts(), 1);
  EXPECT_EQ(first.loops(), 1);
  EXPECT_EQ(first.went_round(), 1);
  EXPECT_EQ(first.broken(), 1);
  EXPECT_EQ(first.cost_cents(), 19450);
  EXPECT_EQ(first.avoidable_cents(), 9500);
  EXPECT_EQ(first.solution_seconds(), 4 * 86400);
  EXPECT_EQ(first.visits(), 0);
  EXPECT_EQ(Of("2026-03-04").failed_visits(), 1);
  EXPECT_EQ(Of("2026-03-04").first_visits_14d(), 1);
  EXPECT_EQ(Of("2026-03-04").fixed_at_first_14d(), 0);
  EXPECT_EQ(Of("2026-03-06").ended(), 1);
}

TEST_F(DaysTest, AReturnTakesTheFirstContactBackThatHadBeenEnough) {
  Use("{}");
  Call("2026-03-02T10:00:00Z", "c1", "RESOLVED");
  EXPECT_EQ(Of("2026-03-02").solved_at_first_7d(), 1);
  Call("2026-03-06T10:00:00Z", "c1", "RESOLVED");
  const v1::Kpi day = Of("2026-03-02");
  EXPECT_EQ(day.first_contacts_7d(), 1);
  EXPECT_EQ(day.solved_at_first_7d(), 0);
  EXPECT_EQ(day.solved_at_first_1d(), 1);
  EXPECT_EQ(Of("2026-03-06").repeat_contacts_7d(), 1);
}

TEST_F(DaysTest, DaysAreLocal) {
  Use("{timezone: Europe/Amsterdam}");
  Call("2026-03-02T23:30:00Z", "c1");
  EXPECT_EQ(Of("2026-03-03").contacts(), 1);
}

TEST_F(DaysTest, ALoopGoesFromTeamToTeamAndWhoHasItLastFinishesIt) {
  Use("{}");
  Call("2026-03-02T10:00:00Z", "c1", "UNRESOLVED", R"("team":"front",)");
  Add("2026-03-03T10:00:00Z", R"("customerId":"c1","category":"leak","caseId":"k1","team":"front","caseOpened":{})");
  Add("2026-03-04T10:00:00Z", R"("customerId":"c1","caseId":"k1","team":"front","caseAssigned":{"toTeam":"plumbing"})");
  Call("2026-03-09T10:00:00Z", "c1", "UNRESOLVED", R"("team":"front",)");
  Add("2026-03-20T10:00:00Z", R"("customerId":"c1","caseId":"k1","caseResolved":{})");
  EXPECT_EQ(Team("2026-03-02", "front").Of(figure::kIn), 1);
  EXPECT_EQ(Team("2026-03-04", "front").Of(figure::kOut), 1);
  EXPECT_EQ(Team("2026-03-04", "front").Of(figure::kLate), 0);
  EXPECT_EQ(Team("2026-03-04", "plumbing").Of(figure::kIn), 1);
  EXPECT_EQ(Team("2026-03-20", "plumbing").Of(figure::kOut), 1);
  EXPECT_EQ(Team("2026-03-20", "plumbing").Of(figure::kLate), 1);  // 16 days
}

TEST_F(DaysTest, WhatTheCustomerTakesToDeliverIsNotTheTeamsTime) {
  Use("{}");
  Call("2026-03-02T10:00:00Z", "c1", "UNRESOLVED", R"("team":"rent",)");
  Add("2026-03-03T10:00:00Z", R"("customerId":"c1","category":"leak","waitStarted":{"on":"CUSTOMER"})");
  Add("2026-03-18T10:00:00Z", R"("customerId":"c1","category":"leak","customerDelivered":{})");
  Visit("2026-03-20T10:00:00Z", "c1", "FIXED");
  EXPECT_EQ(Team("2026-03-20", "rent").Of(figure::kOut), 1);
  EXPECT_EQ(Team("2026-03-20", "rent").Of(figure::kLate), 0);
}

TEST_F(DaysTest, ATeamHasALeadTimeOfItsOwn) {
  Use("{lead_time: 30d, lead_times: {plumbing: 1bd}}");
  Call("2026-03-02T10:00:00Z", "c1", "UNRESOLVED", R"("team":"plumbing",)");
  Visit("2026-03-05T10:00:00Z", "c1", "FIXED");
  EXPECT_EQ(Team("2026-03-05", "plumbing").Of(figure::kLate), 1);
}

}  // namespace
}  // namespace loopbreaker
