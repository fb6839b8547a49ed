#include "explain/explain.h"

#include "explain_case.h"
#include "gmock/gmock.h"

namespace loopbreaker {
namespace {

using testing::HasSubstr;
using testing::Not;

constexpr char kRules[] = R"(version: 1
settings: {timezone: Europe/Amsterdam}
rules:
  - id: third
    title: t
    severity: LOW
    route: desk
    count: {of: {event: visit_completed, outcome: NOT_FIXED}, at_least: 3, within: 90d}
  - id: answer
    title: t
    severity: LOW
    route: desk
    absence:
      after: {event: contact_ended, direction: INBOUND, disposition: UNRESOLVED}
      expect: {event: contact_ended, direction: OUTBOUND}
      within: 3bd
  - id: steps
    title: t
    severity: LOW
    route: desk
    sequence: {steps: [{event: work_order_cancelled}, {event: work_order_created}], within: 30d}
  - id: old
    title: t
    severity: LOW
    route: desk
    reach: {measure: age, at_least: 30d}
  - id: left-alone
    title: t
    severity: LOW
    route: desk
    scope: customer
    count: {of: {event: contact_ended, disposition: [ABANDONED, VOICEMAIL]}, at_least: 2, within: 7d}
)";

// An event of customer c about a leak at an hour of March 2026.
std::string Event(const std::string& id, const std::string& at, const std::string& rest) {
  return R"({"source":"s","id":")" + id + R"(","eventTime":"2026-03-)" + at +
         R"(:00:00Z","customerId":"c","category":"leak",)" + rest + "}\n";
}
std::string Visit(const std::string& id, const std::string& at, const std::string& outcome = "NOT_FIXED") {
  return Event(id, at, R"("visitCompleted":{"outcome":")" + outcome + "\"}");
}
std::string Call(const std::string& id, const std::string& at, const std::string& direction,
                 const std::string& disposition) {
  return Event(id, at, R"("contactEnded":{"direction":")" + direction + R"(","disposition":")" + disposition + "\"}");
}

std::string Of(const std::string& events, const std::string& rule = "", const std::string& as_of = "") {
  return Explained({.rules = kRules, .events = events, .customer = "c", .as_of = as_of, .rule = rule});
}

TEST(ExplainTest, CountSaysHowManyMoreAndUntilWhen) {
  EXPECT_THAT(
      Of(Visit("1", "02T09") + Visit("2", "09T09")),
      HasSubstr("third: 2 of 3 within 90 days: visit (not fixed); 1 more before Sun 31 May 2026 11:00 would escalate"));
}

TEST(ExplainTest, WhatIsTooOldForTheWindowNoLongerCounts) {
  EXPECT_THAT(Of(Visit("1", "02T09") + Visit("2", "09T09"), "third", "2026-06-01T00:00:00Z"),
              HasSubstr("third: 1 of 3 within 90 days: visit (not fixed); 2 more before Sun 7 Jun 2026 11:00"));
}

TEST(ExplainTest, EscalationSaysSinceWhenAndOnWhatItRests) {
  const std::string page = Of(Visit("1", "02T09") + Visit("2", "05T09") + Visit("3", "09T09"), "third");
  EXPECT_THAT(page,
              HasSubstr("third (LOW, t): since Mon 9 Mar 2026 10:00\n      Mon 2 Mar 2026 10:00  visit, not fixed\n"));
  EXPECT_THAT(page, Not(HasSubstr("answer")));
}

TEST(ExplainTest, SettledLoopIsTheReason) {
  EXPECT_THAT(
      Of(Visit("1", "02T09") + Visit("2", "09T09", "FIXED")),
      HasSubstr("third: the loop is resolved Mon 9 Mar 2026 10:00; 1 of 3 within 90 days: visit (not fixed)\n"));
}

TEST(ExplainTest, AbsenceSaysTheDeadlineAndWhatIsLeft) {
  EXPECT_THAT(Of(Call("1", "02T09", "INBOUND", "UNRESOLVED"), "answer", "2026-03-03T13:00:00Z"),
              HasSubstr("answer: contact, not resolved of Mon 2 Mar 2026 10:00: deadline Thu 5 Mar 2026 10:00, 1.5 "
                        "business days left"));
}

TEST(ExplainTest, AbsenceThatWasMetSaysByWhat) {
  EXPECT_THAT(Of(Call("1", "02T09", "INBOUND", "UNRESOLVED") + Call("2", "03T09", "OUTBOUND", "UNRESOLVED"), "answer"),
              HasSubstr("met by 'contact, not resolved' on Tue 3 Mar 2026 10:00"));
}

TEST(ExplainTest, SequenceSaysWhichStepIsNext) {
  const std::string opened = Event("1", "02T09", R"("workOrderId":"W","workOrderCreated":{})");
  EXPECT_THAT(Of(opened), HasSubstr("steps: step 1 of 2 comes next: work order cancelled"));
  EXPECT_THAT(Of(opened + Event("2", "03T09", R"("workOrderId":"W","workOrderCancelled":{})")),
              HasSubstr("steps: step 2 of 2 comes next: work order created, before Thu 2 Apr 2026 11:00"));
}

TEST(ExplainTest, ReachSaysWhenTheClockAloneGetsThere) {
  EXPECT_THAT(Of(Visit("1", "02T09"), "old", "2026-03-12T09:00:00Z"),
              HasSubstr("old: age is 10 days of 30 days; the clock alone gets there on Wed 1 Apr 2026 11:00"));
}

TEST(ExplainTest, CustomerScopeCountsOverAllLoops) {
  EXPECT_THAT(
      Of(Call("1", "02T09", "INBOUND", "ABANDONED")),
      HasSubstr(
          "left-alone: 1 of 2 within 7 days: contact (abandoned or voicemail); 1 more before Mon 9 Mar 2026 10:00"));
}

TEST(ExplainTest, FactsSayWhatTheyDid) {
  const std::string page = Of(Visit("1", "02T09") + Visit("2", "03T09", "FIXED") + Visit("3", "05T09"));
  EXPECT_THAT(page, HasSubstr("Mon 2 Mar 2026 10:00  visit, not fixed  [opened the loop]"));
  EXPECT_THAT(page, HasSubstr("Tue 3 Mar 2026 10:00  visit, fixed  [resolved it]"));
  EXPECT_THAT(page, HasSubstr("Thu 5 Mar 2026 10:00  visit, not fixed  [reopened it]"));
}

TEST(ExplainTest, LoopSaysOnWhomItsTimeWentAndAfterWhat) {
  const std::string wait = Event("2", "03T09", R"("waitStarted":{"on":"CUSTOMER"})");
  const std::string delivered = Event("3", "07T09", R"("customerDelivered":{"detail":"photo"})");
  EXPECT_THAT(
      Of(Visit("1", "02T09") + wait + delivered, "", "2026-03-09T09:00:00Z"),
      HasSubstr("open for 7 days, most of it: 4 days on the customer after 'visit'; 2 days on us after 'customer "
                "delivered'; 1 day on us after 'visit'\n"));
}

TEST(ExplainTest, TimeEndsWhenTheCustomerLeaves) {
  const std::string left = Event("2", "05T09", R"("customerLeft":{"reason":"moved"})");
  EXPECT_THAT(Of(Visit("1", "02T09") + left, "", "2026-03-20T09:00:00Z"),
              HasSubstr("open for 3 days, most of it: 3 days on us after 'visit'\n"));
}

TEST(ExplainTest, TwoCategoriesOfOneTimeMayBeOneProblem) {
  std::string other = Visit("2", "09T09");
  other.replace(other.find("\"leak\""), 6, "\"damp\"");
  EXPECT_THAT(Of(Visit("1", "02T09") + other), HasSubstr("map them: settings: {subjects: {leak: [leak, damp]}}"));
  std::string later = Visit("2", "16T09");
  later.replace(later.find("\"leak\""), 6, "\"damp\"");
  EXPECT_THAT(Of(Visit("1", "02T09") + later), Not(HasSubstr("map them")));
}

TEST(ExplainTest, ProxyAccountIsCalledOneAndShowsWhatIsKeptQuiet) {
  std::string rules = kRules;
  rules.replace(rules.find("{timezone"), 1, "{proxies: [c], ");
  const std::string page = Explained({.rules = rules,
                                      .events = Visit("1", "02T09") + Visit("2", "05T09") + Visit("3", "09T09"),
                                      .customer = "c",
                                      .rule = "third"});
  EXPECT_THAT(page, HasSubstr("\nThe settings of the rules name this account under 'proxies'"));
  EXPECT_THAT(page, HasSubstr("  Would be escalated if it were one customer\n"
                              "    third (LOW, t): since Mon 9 Mar 2026 10:00\n"));
  EXPECT_THAT(page, Not(HasSubstr("\n  Escalated")));
}

TEST(ExplainTest, ProxyAccountIsNotAskedToMapItsCategories) {
  std::string rules = kRules;
  rules.replace(rules.find("{timezone"), 1, "{proxies: [c], ");
  std::string other = Visit("2", "09T09");
  other.replace(other.find("\"leak\""), 6, "\"damp\"");
  EXPECT_THAT(Explained({.rules = rules, .events = Visit("1", "02T09") + other, .customer = "c"}),
              Not(HasSubstr("map them")));
}

}  // namespace
}  // namespace loopbreaker
